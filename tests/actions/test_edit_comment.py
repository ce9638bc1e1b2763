"""A writer changes a comment."""

from typing import Any

import httpx
import pytest

from running import Running
from visiting import Visitor, bearer, new_visitor, problem, rows

COMMENT = "select c.{} from comment c join site s using (site_id) where s.key = ?"


def test_new_words_replace_the_old_ones(visitor: Visitor) -> None:
    """An edit is shown to everyone with its time; name and website stay unless they are given."""
    posted = visitor.says("Old words.", website="https://ann.example")
    answer = visitor.edits(posted, "*New* words.")
    assert answer.status_code == 200
    assert answer.json().keys() == {"comment", "state", "edit_until", "version"}
    assert answer.json()["version"] > posted["version"]
    view = visitor.reads()["comments"][0]
    assert view == answer.json()["comment"]
    assert view["html"] == "<p><em>New</em> words.</p>"
    assert (view["name"], view["website"]) == ("Ann", "https://ann.example/")
    assert view["edited_at"] >= view["posted_at"]
    assert view["number"] == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "Anna"}, ("Anna", "https://ann.example/")),
        ({"name": None}, ("Ann", "https://ann.example/")),
        ({"website": "https://new.example"}, ("Ann", "https://new.example/")),
        ({"website": None}, ("Ann", None)),
        ({"website": ""}, ("Ann", None)),
    ],
)
def test_name_and_website_may_change_too(visitor: Visitor, changes: dict[str, Any], expected: tuple[str, str]) -> None:
    """A name that is given replaces, a website can also be taken away."""
    posted = visitor.says(website="https://ann.example")
    view = visitor.edits(posted, **changes).json()["comment"]
    assert (view["name"], view["website"]) == expected


def test_the_old_words_are_kept(visitor: Visitor, house: Running) -> None:
    """Each edit leaves what it replaced as a revision, in order."""
    posted = visitor.says("First.")
    visitor.edits(posted, "Second.", name="Anna")
    visitor.edits(posted, "Third.")
    query = (
        "select r.revision, r.name, r.source_text from comment_revision r join site s using (site_id) where s.key = ?"
    )
    assert rows(house.database, query, visitor.site) == [(1, "Ann", "First."), (2, "Anna", "Second.")]


def test_wrong_fields_of_an_edit_are_told_at_once(visitor: Visitor) -> None:
    """An edit is checked like a post, and a refused one changes nothing."""
    posted = visitor.says()
    before = visitor.asks().content
    answer = visitor.edits(posted, "x", name=" ", website="javascript:x", email="a@b.org")
    assert problem(answer, 422, "invalid") == {
        "text": "too-short",
        "name": "required",
        "website": "invalid-website",
        "email": "unknown-field",
    }
    assert visitor.asks().content == before


def test_under_moderation_of_all_an_edit_is_held_again(house: Running, caller: httpx.Client) -> None:
    """A published comment that is edited awaits a moderator anew, and the count falls."""
    visitor = new_visitor(house, caller)
    posted = visitor.says()
    house.set_site(visitor.site, moderation="all", avatars="generated")
    answer = visitor.edits(posted)
    assert answer.json()["state"] == "held"
    page = visitor.reads()
    assert (page["thread"]["count"], page["comments"]) == (0, [])
    assert rows(house.database, COMMENT.format("state, c.reasons"), visitor.site) == [("held", "every-comment")]


def test_under_moderation_of_the_first_a_known_persona_may_edit(house: Running, caller: httpx.Client) -> None:
    """Who was published keeps the trust through an edit."""
    visitor = new_visitor(house, caller)
    posted = visitor.says()
    house.set_site(visitor.site, moderation="first", avatars="generated")
    assert visitor.edits(posted).json()["state"] == "published"


@pytest.mark.parametrize("state", ["held", "rejected", "spam"])
def test_an_edit_publishes_nothing_that_was_turned_down(visitor: Visitor, house: Running, state: str) -> None:
    """Reworded, a comment that is not published stays where it was put, by whom it was put there."""
    posted = visitor.says()
    site = "site_id = (select site_id from site where key = ?)"
    rows(
        house.database,
        f"update comment set state = '{state}', shown = 0, state_by = 'shell' where {site}",
        visitor.site,
    )
    rows(house.database, f"update thread set count = 0, roots = 0 where {site}", visitor.site)
    assert visitor.edits(posted).json()["state"] == "held"
    assert rows(house.database, COMMENT.format("state, c.state_by"), visitor.site) == [(state, "shell")]
    assert visitor.reads()["thread"]["count"] == 0


def test_after_its_time_a_comment_stays_as_it_is(house: Running, caller: httpx.Client) -> None:
    """The window is over when the site's minutes have passed: 403 before any field is looked at."""
    visitor = new_visitor(house, caller, edit_minutes="0")
    posted = visitor.says()
    problem(visitor.edits(posted), 403, "edit-window-over")
    problem(visitor.edits(posted, ""), 403, "edit-window-over")
    problem(visitor.withdraws(posted), 403, "edit-window-over")
    assert visitor.reads()["comments"][0]["edited_at"] is None


def test_the_end_of_the_window_is_told(house: Running, caller: httpx.Client) -> None:
    """edit_until is the moment of posting and the site's minutes after it."""
    visitor = new_visitor(house, caller, edit_minutes="60")
    posted = visitor.says()
    hour = f"{(int(posted['comment']['posted_at'][11:13]) + 1) % 24:02d}"
    assert posted["edit_until"][11:] == hour + posted["comment"]["posted_at"][13:]


def test_a_withdrawn_comment_cannot_be_edited(visitor: Visitor) -> None:
    """What was taken back is gone, also for its writer's new words, good or bad."""
    posted = visitor.says()
    visitor.withdraws(posted)
    problem(visitor.edits(posted), 404, "not-found")
    problem(visitor.edits(posted, ""), 404, "not-found")


def test_a_revoked_token_opens_nothing(visitor: Visitor, house: Running) -> None:
    """A new generation ends the tokens of the old one."""
    posted = visitor.says()
    site = "(select site_id from site where key = ?)"
    rows(house.database, f"update comment set generation = 2 where site_id = {site}", visitor.site)
    problem(visitor.edits(posted), 403, "token-wrong")
    problem(visitor.looks_at(posted["comment"]["id"], posted["edit_token"]), 403, "token-wrong")


def test_an_edit_is_told_as_an_event(visitor: Visitor, house: Running) -> None:
    """The log of facts has the post and the edit, with ids only."""
    posted = visitor.says()
    visitor.edits(posted)
    query = "select e.kind from event e join site s using (site_id) where s.key = ? order by e.id"
    assert rows(house.database, query, visitor.site) == [("comment_published",), ("comment_edited",)]


def test_a_token_in_the_address_proves_nothing(visitor: Visitor) -> None:
    """Tokens count in the Authorization header alone: addresses end up in logs."""
    posted = visitor.says()
    address = f"{visitor.api}/comments/{posted['comment']['id']}?token={posted['edit_token']}"
    problem(visitor.http.patch(address, json={"text": "New."}), 401, "token-missing")
    assert visitor.http.patch(address, json={"text": "New."}, headers=bearer(posted["edit_token"])).status_code == 200
