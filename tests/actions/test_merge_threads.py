"""Two conversations become one, and two again."""

from typing import Any

import httpx
import pytest

from chimein.actions.merge_threads import merge_threads
from chimein.actions.set_doors import set_doors
from chimein.rules.refusals import Invalid, ThreadLocked
from chimein.store.writes.acts import Done
from moderating import Moderator
from running import Running
from visiting import ORIGIN, Visitor, new_visitor, problem, rows

OLD, NEW = f"{ORIGIN}/old", f"{ORIGIN}/new"


class TwoPages:
    """A conversation on an old page and one on a new page."""

    def __init__(self, house: Running, visitor: Visitor) -> None:
        self.house, self.old, self.new = house, visitor.on(OLD), visitor.on(NEW)
        self.moderator = Moderator(house, visitor.site)
        self.root = self.old.says("old one")
        self.reply = self.old.replies(self.root, "old answer")
        self.second = self.old.says("old two")
        self.first_new = self.new.says("new one")
        self.old_id = self.old.reads()["thread"]["id"]

    def merge(self) -> Done:
        target = self.moderator.thread(NEW).thread
        return self.moderator.does(merge_threads, OLD, target)


@pytest.fixture
def two(house: Running, visitor: Visitor) -> TwoPages:
    return TwoPages(house, visitor)


def outline(page: dict[str, Any]) -> list[tuple[int, str, list[str]]]:
    """Number, id and answers of each root."""
    return [(root["number"], root["id"], [reply["id"] for reply in root["replies"]]) for root in page["comments"]]


def ids(*posted: dict[str, Any]) -> list[str]:
    return [one["comment"]["id"] for one in posted]


def test_a_merge_appends(two: TwoPages) -> None:
    """Numbers follow behind the target's; both pages show the same, the counters equal a recount, the version rose."""
    before = max(page.reads()["thread"]["version"] for page in (two.old, two.new))
    two.merge()
    root, reply, second, first_new = ids(two.root, two.reply, two.second, two.first_new)
    for page in (two.old, two.new):
        thread = page.reads()["thread"]
        assert outline(page.reads()) == [(1, first_new, []), (2, root, [reply]), (3, second, [])]
        assert (thread["count"], thread["url"]) == (4, NEW)
        assert thread["version"] > before
    assert two.moderator.miscounted() == []
    assert two.new.says("new two")["comment"]["number"] == 4


def test_old_numbers_are_kept_as_aliases(two: TwoPages) -> None:
    """Where each root stands that bore a number in the old thread."""
    two.merge()
    query = """select a.number, c.number, c.public_id from number_alias a join comment c
        on c.site_id = a.site_id and c.thread_id = a.into_thread_id and c.id = a.comment_id
        where a.site_id = ? order by a.number"""
    root, second = ids(two.root, two.second)
    assert two.moderator.asks(query, two.moderator.site_id) == [(1, 2, root), (2, 3, second)]


def test_whoever_wrote_still_can_change_it(two: TwoPages) -> None:
    """Tokens, permalinks, history and names of old go along."""
    two.old.edits(two.root, "Better.")
    two.merge()
    assert two.old.edits(two.root, "Best.").status_code == 200
    assert two.old.looks_at(*ids(two.root)).status_code == 200
    assert two.old.withdraws(two.second).status_code == 204
    assert two.old.reads(around=ids(two.root)[0])["around"]["id"] == ids(two.root)[0]
    assert two.moderator.asks("select count(*) from comment_revision where site_id = ?", two.moderator.site_id) == [
        (2,)
    ]
    assert two.old.replies(two.reply, "and on")["comment"]["depth"] == 2
    assert two.moderator.miscounted() == []


def test_the_old_threads_page_and_feed_lead_to_the_new_one(two: TwoPages, caller: httpx.Client) -> None:
    """Whatever link somebody kept."""
    two.merge()
    page = caller.get(f"/t/{two.old_id}")
    assert page.status_code == 200
    assert "new one" in page.text
    assert "old one" in page.text
    assert "new one" in caller.get(f"/t/{two.old_id}/feed.atom").text
    own = caller.get(f"/t/{two.old_id}/edit", params={"comment": ids(two.root)[0], "token": two.root["edit_token"]})
    assert own.status_code == 200


def test_an_undone_merge_is_as_if_it_had_not_been(two: TwoPages) -> None:
    """The same comments under the same numbers on each page; the versions rise."""
    before = [page.reads() for page in (two.old, two.new)]
    done = two.merge()
    assert two.moderator.undoes(done) == (1, 0)
    for page, was in zip((two.old, two.new), before, strict=True):
        now = page.reads()
        assert now["thread"]["version"] > was["thread"]["version"]
        assert outline(now) == outline(was)
        assert now["thread"] == {**was["thread"], "version": now["thread"]["version"]}
    assert two.moderator.miscounted() == []
    assert two.moderator.asks("select count(*) from number_alias where site_id = ?", two.moderator.site_id) == [(0,)]
    assert two.moderator.undoes(done) == (0, 0)


def test_what_was_said_since_a_merge_stays_unless_it_answers_what_goes(two: TwoPages) -> None:
    """A new root remains in the target; an answer follows what it answers, and the next number is a new one."""
    done = two.merge()
    later = two.old.says("said since")
    answer = two.new.replies(two.second, "answered since")
    two.moderator.undoes(done)
    root, reply, second, new, since, answered = ids(two.root, two.reply, two.second, two.first_new, later, answer)
    assert outline(two.old.reads()) == [(1, root, [reply]), (2, second, [answered])]
    assert outline(two.new.reads()) == [(1, new, []), (4, since, [])]
    assert two.old.says()["comment"]["number"] == 3
    assert two.moderator.miscounted() == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_merges_in_a_row_are_undone_in_either_order(two: TwoPages, order: tuple[int, int]) -> None:
    """Each thread gets what came from it, wherever that is by then."""
    newest = two.new.on(f"{ORIGIN}/newest")
    newest.says("newest")
    before = [outline(page.reads()) for page in (two.old, two.new, newest)]
    acts = [two.merge(), two.moderator.does(merge_threads, NEW, two.moderator.thread(f"{ORIGIN}/newest").thread)]
    assert two.old.reads()["thread"]["count"] == 5
    for each in order:
        assert two.moderator.undoes(acts[each]) == (1, 0)
        assert two.moderator.miscounted() == []
    assert [outline(page.reads()) for page in (two.old, two.new, newest)] == before


def test_only_two_threads_of_one_site_are_merged(two: TwoPages, house: Running, caller: httpx.Client) -> None:
    """Not one with itself, and no site's with another's."""
    with pytest.raises(Invalid, match="another look") as same:
        two.moderator.does(merge_threads, OLD, two.moderator.thread(OLD).thread)
    assert same.value.errors["into"].code == "same-thread"
    stranger = new_visitor(house, caller)
    stranger.says()
    target = Moderator(house, stranger.site).thread(stranger.page).thread
    with pytest.raises(Invalid) as other:
        two.moderator.does(merge_threads, OLD, target)
    assert other.value.errors["into"].code == "other-site"


def test_a_locked_thread_is_not_merged(two: TwoPages) -> None:
    """Nothing moves there, in neither direction."""
    two.moderator.does(set_doors, NEW, "locked")
    with pytest.raises(ThreadLocked):
        two.merge()


def test_held_comments_go_along_and_get_their_number_there(house: Running, caller: httpx.Client) -> None:
    """Whoever approves one later publishes it in the target, and an undone merge brings it home with a number."""
    visitor = new_visitor(house, caller, moderation="all")
    old, new = visitor.on(OLD), visitor.on(NEW)
    held = old.says("held")
    new.says("other")
    moderator = Moderator(house, visitor.site)
    done = moderator.does(merge_threads, OLD, moderator.thread(NEW).thread)
    moderator.publishes(held["comment"]["id"])
    assert new.reads()["comments"][0]["number"] == 1
    moderator.undoes(done)
    assert old.reads()["comments"][0]["number"] == 1
    assert new.reads()["comments"] == []
    assert rows(house.database, "select count(*) from comment where site_id = ?", moderator.site_id) == [(2,)]
    problem(new.tries(parent=held["comment"]["id"]), 422, "invalid")
