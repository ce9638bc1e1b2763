"""A comment goes elsewhere with its answers: to a thread of its own, or to another's; and back."""

from typing import Any

import httpx
import pytest

from chimein.actions.merge_threads import merge_threads
from chimein.actions.move_comment import move_comment
from chimein.actions.set_doors import set_doors
from chimein.actions.split_thread import NewPlace, split_thread
from chimein.rules.page_urls import page_address
from chimein.rules.refusals import Invalid, LeadsElsewhere, ThreadLocked
from chimein.store.writes.acts import Done
from moderating import Moderator
from running import Running
from visiting import ORIGIN, Visitor, new_visitor

OTHER = f"{ORIGIN}/other"
Posted = dict[str, Any]


class Branching:
    """A thread with two roots; the first has an answer, which has an answer, which has one."""

    def __init__(self, house: Running, visitor: Visitor) -> None:
        self.here, self.there = visitor, visitor.on(OTHER)
        self.moderator = Moderator(house, visitor.site)
        self.root = visitor.says("root")
        self.answer = visitor.replies(self.root, "answer")
        self.deeper = visitor.replies(self.answer, "deeper")
        self.deepest = visitor.replies(self.deeper, "deepest")
        self.second = visitor.says("second")

    def split(self, posted: Posted, page: str = OTHER) -> Done:
        site = self.moderator.thread(self.here.page).site
        place = NewPlace(site, page_address(page, site.origins), "Another matter")
        return self.moderator.does_to(split_thread, own(posted), place)

    def move(self, posted: Posted, page: str = OTHER) -> Done:
        return self.moderator.does_to(move_comment, own(posted), self.moderator.thread(page).thread)


@pytest.fixture
def talk(house: Running, visitor: Visitor) -> Branching:
    return Branching(house, visitor)


def own(posted: Posted) -> str:
    return str(posted["comment"]["id"])


def tree(comments: list[Posted]) -> list[Any]:
    """Number, id, true depth, state and the same of the answers."""
    return [(one["number"], one["id"], one["depth"], one["state"], tree(one["replies"])) for one in comments]


def said(visitor: Visitor) -> list[Any]:
    return tree(visitor.reads()["comments"])


def counts(*visitors: Visitor) -> list[tuple[int, int]]:
    """(count, roots) of each page."""
    pages = [visitor.reads() for visitor in visitors]
    return [(page["thread"]["count"], page["page"]["roots"]) for page in pages]


def test_a_root_becomes_a_thread_of_its_own(talk: Branching) -> None:
    """With every answer at its depth; what is left keeps its number, and so do public ids."""
    before = said(talk.here)
    talk.split(talk.root)
    assert said(talk.there) == before[:1]
    assert said(talk.here) == before[1:]
    assert counts(talk.here, talk.there) == [(1, 1), (4, 1)]
    assert talk.there.reads()["thread"]["title"] == "Another matter"
    assert talk.moderator.miscounted() == []
    assert talk.here.says()["comment"]["number"] == 3
    assert talk.there.says()["comment"]["number"] == 2


def test_an_answer_becomes_a_root_there(talk: Branching) -> None:
    """It gets a number, what hangs on it comes nearer, and whoever answers it is counted right."""
    talk.there.says("first there")
    talk.move(talk.answer)
    number, moved, depth, _, below = said(talk.there)[1]
    assert (number, moved, depth) == (2, own(talk.answer), 0)
    assert [(one[1], one[2]) for one in below] == [(own(talk.deeper), 1)]
    assert said(talk.here)[0][4] == []
    assert counts(talk.here, talk.there) == [(2, 2), (4, 2)]
    assert talk.there.replies(talk.deepest)["comment"]["depth"] == 3
    assert talk.moderator.miscounted() == []


def test_a_tombstone_that_held_only_what_left_is_gone(talk: Branching) -> None:
    """What is shown above the branch follows, here and, when it is undone, again."""
    talk.here.withdraws(talk.root)
    talk.here.withdraws(talk.answer)
    before = said(talk.here)
    done = talk.split(talk.deeper)
    assert counts(talk.here, talk.there) == [(1, 1), (2, 1)]
    assert talk.moderator.miscounted() == []
    assert talk.moderator.undoes(done) == (2, 0)
    assert said(talk.here) == before
    assert talk.moderator.miscounted() == []


def test_its_writer_can_still_change_it(talk: Branching) -> None:
    """The token and the permalink are the same."""
    talk.here.edits(talk.answer, "Better.")
    talk.split(talk.answer)
    assert talk.here.looks_at(own(talk.answer)).json()["comment"]["number"] == 1
    assert talk.here.edits(talk.answer, "Best.").status_code == 200
    assert talk.here.withdraws(talk.answer).status_code == 204
    assert said(talk.there)[0][3] == "withdrawn"
    assert talk.moderator.miscounted() == []


@pytest.mark.parametrize("which", ["root", "answer", "deepest"])
def test_an_undone_split_is_as_if_it_had_not_been(talk: Branching, which: str) -> None:
    """The comment stands where it stood, and the page has no conversation again."""
    before = said(talk.here)
    done = talk.split(getattr(talk, which))
    assert said(talk.here) != before
    assert talk.moderator.undoes(done) == (2, 0)
    assert said(talk.here) == before
    assert said(talk.there) == []
    assert talk.there.reads()["thread"]["id"] is None
    assert talk.moderator.miscounted() == []
    assert talk.there.says()["comment"]["number"] == 1


def test_a_thread_in_which_somebody_wrote_since_stays(talk: Branching) -> None:
    """Answers go back with what they answer, other comments stay where they are."""
    done = talk.split(talk.root)
    since = talk.there.says("since")
    talk.there.replies(talk.deepest, "answered since")
    assert talk.moderator.undoes(done) == (1, 1)
    assert [root[1] for root in said(talk.there)] == [own(since)]
    assert counts(talk.here, talk.there) == [(6, 2), (1, 1)]
    assert talk.moderator.miscounted() == []


def test_a_move_is_undone_although_the_threads_were_merged_since(talk: Branching) -> None:
    """An answer hangs again on what it answered; a root has nowhere to go back to."""
    talk.there.says("first there")
    moved = talk.move(talk.answer)
    second = talk.move(talk.second)
    talk.moderator.does(merge_threads, talk.here.page, talk.moderator.thread(OTHER).thread)
    assert talk.moderator.undoes(moved) == (1, 0)
    assert talk.moderator.undoes(second) == (0, 1)
    (root,) = [root for root in said(talk.there) if root[1] == own(talk.root)]
    assert root[4][0][1] == own(talk.answer)
    assert counts(talk.here, talk.there) == [(6, 3), (6, 3)]
    assert talk.moderator.miscounted() == []


def test_a_held_comment_moves_without_a_number(house: Running, caller: httpx.Client) -> None:
    """It gets one where it is when it is published, and another at home when it goes back."""
    visitor = new_visitor(house, caller, moderation="all")
    moderator, there = Moderator(house, visitor.site), visitor.on(OTHER)
    held, _ = visitor.says("held"), there.says("other")
    done = moderator.does_to(move_comment, own(held), moderator.thread(OTHER).thread)
    moderator.publishes(own(held))
    assert [root[0] for root in said(there)] == [1]
    assert moderator.undoes(done) == (1, 0)
    assert [root[0] for root in said(visitor)] == [1]
    assert moderator.miscounted() == []


def test_a_page_with_a_conversation_is_not_split_to(talk: Branching) -> None:
    """The sentence says what to do instead, and nothing is begun."""
    talk.there.says()
    with pytest.raises(LeadsElsewhere, match="Move the comment there"):
        talk.split(talk.root)
    assert talk.moderator.asks("select count(*) from thread where site_id = ?", talk.moderator.site_id) == [(2,)]


def test_no_comment_moves_to_where_it_is_or_out_of_a_locked_thread(talk: Branching) -> None:
    """Each with its sentence."""
    with pytest.raises(Invalid) as same:
        talk.move(talk.root, talk.here.page)
    assert same.value.errors["into"].code == "same-thread"
    talk.moderator.does(set_doors, talk.here.page, "locked")
    with pytest.raises(ThreadLocked):
        talk.split(talk.root)
