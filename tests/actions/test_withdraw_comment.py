"""A writer takes a comment back."""

import httpx

from running import Running
from visiting import Visitor, new_visitor, problem, rows

TOMBSTONE = {"id", "number", "depth", "parent", "state", "posted_at", "replies"}


def test_a_comment_without_replies_is_gone(visitor: Visitor) -> None:
    """204 without a body; the comment is not in the thread and not under its address; the count falls."""
    kept, gone = visitor.says("Stays."), visitor.says("Goes.")
    answer = visitor.withdraws(gone)
    assert (answer.status_code, answer.content) == (204, b"")
    page = visitor.reads()
    assert [comment["id"] for comment in page["comments"]] == [kept["comment"]["id"]]
    assert (page["thread"]["count"], page["page"]["roots"]) == (1, 1)
    problem(visitor.looks_at(gone["comment"]["id"]), 404, "not-found")


def test_a_comment_with_replies_leaves_a_tombstone(visitor: Visitor) -> None:
    """Where others answered, place, number and time stay; words, name, website and picture do not."""
    root = visitor.says("Secret words.", name="Secretive", website="https://secret.example")
    reply = visitor.replies(root)
    visitor.withdraws(root)
    page = visitor.reads()
    stone = page["comments"][0]
    assert page["thread"]["count"] == 1
    assert (stone["id"], stone["number"], stone["state"]) == (root["comment"]["id"], 1, "withdrawn")
    assert stone["posted_at"] == root["comment"]["posted_at"]
    assert [inner["id"] for inner in stone["replies"]] == [reply["comment"]["id"]]
    others = {name: value for name, value in stone.items() if name not in TOMBSTONE}
    assert others == {
        "kind": None,
        "name": None,
        "website": None,
        "avatar": None,
        "body": None,
        "html": None,
        "edited_at": None,
        "badges": [],
        "more": None,
    }
    for secret in ("ecret",):
        assert secret not in visitor.asks().text
        assert secret not in visitor.looks_at(root["comment"]["id"]).text


def test_tombstones_go_with_the_last_reply_that_they_hold_up(visitor: Visitor) -> None:
    """When the last shown descendant is withdrawn, every tombstone above it disappears."""
    root = visitor.says("root")
    middle = visitor.replies(root, "middle")
    leaf = visitor.replies(middle, "leaf")
    visitor.withdraws(root)
    visitor.withdraws(middle)
    stone = visitor.reads()["comments"][0]
    assert (stone["state"], stone["replies"][0]["state"]) == ("withdrawn", "withdrawn")
    assert stone["replies"][0]["replies"][0]["id"] == leaf["comment"]["id"]
    visitor.withdraws(leaf)
    page = visitor.reads()
    assert (page["comments"], page["thread"]["count"], page["page"]["roots"]) == ([], 0, 0)


def test_numbers_of_withdrawn_roots_are_not_given_again(visitor: Visitor) -> None:
    """The next root takes the next number, whatever became of the ones before."""
    visitor.says("one")
    visitor.withdraws(visitor.says("two"))
    assert visitor.says("three")["comment"]["number"] == 3
    assert [root["number"] for root in visitor.reads()["comments"]] == [1, 3]


def test_the_second_time_there_is_nothing_to_withdraw(visitor: Visitor) -> None:
    """A withdrawn comment is 404 for another withdrawal, tombstone or not."""
    alone, answered = visitor.says(), visitor.says()
    visitor.replies(answered)
    for posted in (alone, answered):
        assert visitor.withdraws(posted).status_code == 204
        problem(visitor.withdraws(posted), 404, "not-found")
    assert visitor.reads()["thread"]["count"] == 1


def test_a_held_comment_can_be_withdrawn(house: Running, caller: httpx.Client) -> None:
    """What awaits a moderator may be taken back as well, and no count moves."""
    visitor = new_visitor(house, caller, moderation="all")
    posted = visitor.says()
    assert visitor.withdraws(posted).status_code == 204
    assert visitor.looks_at(posted["comment"]["id"], posted["edit_token"]).json()["state"] == "withdrawn"
    assert visitor.reads()["thread"]["count"] == 0


def test_a_withdrawal_is_kept_with_its_who_and_told(visitor: Visitor, house: Running) -> None:
    """The row says that the writer did it, and the event follows the post's."""
    visitor.withdraws(visitor.says())
    query = "select c.state, c.state_by from comment c join site s using (site_id) where s.key = ?"
    assert rows(house.database, query, visitor.site) == [("withdrawn", "writer")]
    query = "select e.kind from event e join site s using (site_id) where s.key = ? order by e.id"
    assert rows(house.database, query, visitor.site) == [("comment_published",), ("comment_withdrawn",)]
