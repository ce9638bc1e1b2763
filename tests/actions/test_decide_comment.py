"""A moderator decides where comments stand, and every decision can be taken back as a whole."""

import httpx
import pytest

from chimein.actions.decide_comment import VERBS, Decided, Stage
from chimein.rules.accounts import Actor
from chimein.rules.audits import UNDO_MS
from chimein.rules.refusals import AlreadyGone, NotFound, Outdated, TooLateToUndo
from deciding import Moderator
from running import Running
from visiting import Visitor, dump, new_visitor, rows

STATES: tuple[Decided, ...] = ("published", "rejected", "spam", "held")


@pytest.fixture
def moderator(visitor: Visitor, house: Running) -> Moderator:
    """Of the visitor's site."""
    return Moderator(house, visitor.site)


@pytest.mark.parametrize("was", STATES)
@pytest.mark.parametrize("wanted", STATES)
def test_any_state_follows_any_other_and_comes_back(
    visitor: Visitor, moderator: Moderator, was: Decided, wanted: Decided
) -> None:
    """What was decided is counted, told and audited, and an undo restores state, time and hand; a number stays."""
    said = visitor.says("Words.")
    moderator.decides(was, said)
    before = moderator.standing(said)
    done = moderator.decides(wanted, said)
    assert done.changed == int(was != wanted)
    assert moderator.standing(said)[0] == wanted
    moderator.assert_counted()
    if done.changed:
        assert moderator.undoes(done.act_id).undone == 1
    assert moderator.standing(said) == before
    moderator.assert_counted()


def test_a_number_that_was_given_stays_through_an_undo(house: Running, caller: httpx.Client) -> None:
    """A root keeps its number when its approval is taken back, and nobody else is given it."""
    visitor = new_visitor(house, caller, moderation="all")
    moderator = Moderator(house, visitor.site)
    first, second = visitor.says("first"), visitor.says("second")
    done = moderator.decides("published", first)
    moderator.undoes(done.act_id)
    moderator.decides("published", second)
    moderator.decides("published", first)
    assert [moderator.standing(said)[3] for said in (first, second)] == [1, 2]
    moderator.assert_counted()


def test_many_are_one_act(visitor: Visitor, moderator: Moderator) -> None:
    """A branch with its answers is taken away and brought back as a whole, tombstones counted at every step."""
    root = visitor.says("root")
    reply = visitor.replies(root)
    deep = visitor.replies(reply, "deep")
    before = [moderator.standing(said) for said in (root, reply, deep)]
    done = moderator.decides("spam", root, reply, deep)
    assert done.changed == 3
    assert visitor.reads()["thread"]["count"] == 0
    moderator.assert_counted()
    assert moderator.undoes(done.act_id).undone == 3
    assert [moderator.standing(said) for said in (root, reply, deep)] == before
    assert visitor.reads()["thread"]["count"] == 3
    moderator.assert_counted()


def test_a_long_act_is_taken_back_in_steps(visitor: Visitor, moderator: Moderator) -> None:
    """Each step says whether more is left; one that follows goes on where the last one ended."""
    said = [visitor.says(f"words {number}") for number in range(5)]
    first = moderator.decides("rejected", *said[:2])
    assert moderator.decides("rejected", *said[2:], act=first.act_id) == type(first)(first.act_id, 3)
    steps = [moderator.undoes(first.act_id, at_once=2) for _ in range(4)]
    assert [(step.undone, step.more) for step in steps] == [(2, True), (2, True), (1, False), (0, False)]
    assert visitor.reads()["thread"]["count"] == 5
    moderator.assert_counted()


def test_undoing_twice_changes_nothing(visitor: Visitor, moderator: Moderator) -> None:
    """The second time finds nothing to bring back, writes no act and no line of audit."""
    done = moderator.decides("rejected", visitor.says())
    moderator.undoes(done.act_id)
    before = dump(moderator.house.database, "act", "act_change", "audit", "comment", "event")
    assert moderator.undoes(done.act_id).undone == 0
    assert dump(moderator.house.database, "act", "act_change", "audit", "comment", "event") == before


def test_what_changed_since_is_left_alone(visitor: Visitor, moderator: Moderator) -> None:
    """A later decision or a withdrawal stands, also when it led to the same state; the rest of the act comes back."""
    said = [visitor.says(f"words {number}") for number in range(3)]
    done = moderator.decides("rejected", *said)
    visitor.withdraws(said[0])
    moderator.decides("published", said[1])
    moderator.later = 5
    moderator.decides("rejected", said[1])
    undone = moderator.undoes(done.act_id)
    assert (undone.undone, undone.left_alone) == (1, 2)
    assert [moderator.standing(each)[0] for each in said] == ["withdrawn", "rejected", "published"]
    moderator.assert_counted()


def test_after_thirty_days_it_stands(visitor: Visitor, moderator: Moderator) -> None:
    """An act can be taken back for 30 days and not a moment longer."""
    done = moderator.decides("rejected", visitor.says())
    moderator.later = UNDO_MS + 60_000
    with pytest.raises(TooLateToUndo, match="30 days"):
        moderator.undoes(done.act_id)
    moderator.later = UNDO_MS - 60_000
    assert moderator.undoes(done.act_id).undone == 1


def test_an_act_is_only_found_on_its_own_site(visitor: Visitor, moderator: Moderator, house: Running) -> None:
    """Sites are walls for undoing too."""
    done = moderator.decides("rejected", visitor.says())
    other = Moderator(house, new_visitor(house, visitor.http).site)
    with pytest.raises(NotFound):
        other.undoes(done.act_id)


def test_a_decision_upon_another_state_is_outdated(visitor: Visitor, moderator: Moderator, house: Running) -> None:
    """Who decides upon what they saw is told what it is now and who decided, and nothing is changed."""
    said, other = visitor.says("one"), visitor.says("two")
    Moderator(house, visitor.site, Actor("account", 7)).decides("spam", said)
    with pytest.raises(Outdated, match=f"{said['comment']['id']} is spam now; that was decided by another moderator"):
        moderator.decides("rejected", other, said, seen="published")
    assert [moderator.standing(each)[0] for each in (said, other)] == ["spam", "published"]
    assert moderator.decides("published", said, seen="spam").changed == 1


def test_what_its_writer_took_back_is_nobodys_to_decide(visitor: Visitor, moderator: Moderator) -> None:
    """A withdrawn comment is refused, and with it the whole decision."""
    said, other = visitor.says("one"), visitor.says("two")
    visitor.withdraws(said)
    with pytest.raises(AlreadyGone):
        moderator.decides("rejected", other, said)
    assert moderator.standing(other)[0] == "published"


def test_every_decision_is_told_and_audited(visitor: Visitor, house: Running) -> None:
    """An event and a line of audit for each comment, with the account and the states, without a word or an address."""
    moderator = Moderator(house, visitor.site, Actor("account", 7))
    said = visitor.says("A secret word.")
    done = moderator.decides("rejected", said)
    moderator.undoes(done.act_id)
    (own,) = rows(house.database, "select id from comment where public_id = ?", said["comment"]["id"])[0]
    assert moderator.audit() == [
        ("account", 7, "reject", own, done.act_id, '{"was":"published","became":"rejected"}'),
        ("account", 7, "undo", own, done.act_id, '{"was":"rejected","became":"published"}'),
    ]
    events = "select kind from event where comment_id = ? order by id"
    told = [kind for (kind,) in rows(house.database, events, own)]
    assert told == ["comment_published", "comment_rejected", "comment_published"]
    assert moderator.standing(said)[2] == "rules"


def test_a_decision_that_changes_nothing_is_no_act(visitor: Visitor, moderator: Moderator) -> None:
    """Approving what is published leaves no act and no line behind."""
    assert moderator.decides("published", visitor.says()).act_id == 0
    assert moderator.audit() == []
    assert set(VERBS) == set(STATES)


def test_everything_by_one_person_is_decided_in_steps(visitor: Visitor, moderator: Moderator) -> None:
    """All that one address wrote as whichever persona, on every page, under one act; nobody else's words."""
    mine = [visitor.on(f"https://blog.example/{number}").says(f"mine {number}") for number in range(3)]
    mine.append(visitor.says("proven", writer_token=mine[0]["writer_token"]))
    gone, other = visitor.says("withdrawn"), visitor.says("other's", email="bob@example.org")
    visitor.withdraws(gone)
    moderator.decides("spam", mine[1])
    upto = moderator.doing.at
    stage = Stage()
    steps: list[int] = []
    while stage.last is not None or not steps:
        stage = moderator.decides_writings("rejected", mine[0], upto, stage)
        steps.append(stage.changed)
    assert steps == [2, 4, 4]
    assert [moderator.standing(each)[0] for each in mine] == ["rejected"] * 4
    assert [moderator.standing(each)[0] for each in (gone, other)] == ["withdrawn", "published"]
    moderator.assert_counted()
    assert stage.act_id is not None
    assert moderator.undoes(stage.act_id).undone == 4
    assert [moderator.standing(each)[0] for each in mine] == ["published", "spam", "published", "published"]
    moderator.assert_counted()


def test_a_bulk_that_was_stopped_can_be_taken_back(visitor: Visitor, moderator: Moderator) -> None:
    """What one step did is done, is one act, and comes back as a whole; what was posted later is not touched."""
    mine = [visitor.says(f"mine {number}") for number in range(5)]
    stage = moderator.decides_writings("rejected", mine[0], moderator.doing.at, Stage())
    assert stage.changed == 2
    assert stage.act_id is not None
    assert moderator.undoes(stage.act_id).undone == 2
    assert visitor.reads()["thread"]["count"] == 5
    before = rows(
        moderator.house.database, "select min(posted_at) from comment where site_id = ?", moderator.site.site_id
    )
    assert moderator.decides_writings("rejected", mine[0], before[0][0] - 1, Stage()).changed == 0
