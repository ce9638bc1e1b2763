"""Single comments over the wire: what their writers are told, and what everybody is."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import httpx
import pytest

from running import Running
from visiting import COMMENT_KEYS, ORIGIN, Visitor, bearer, new_visitor, problem, rows

KEY = {"Idempotency-Key": "0123456789abcdef"}


def test_a_new_comment_is_answered_as_the_contract_says(visitor: Visitor) -> None:
    """201 with the view, the state, the tokens and the thread's version; no key is absent."""
    answer = visitor.tries("Hello *you*.", website="https://ann.example")
    posted = answer.json()
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert posted.keys() == {"comment", "state", "edit_token", "edit_until", "writer_token", "version"}
    view = posted["comment"]
    assert view.keys() == COMMENT_KEYS
    expected = {"number": 1, "depth": 0, "parent": None, "kind": "comment", "name": "Ann", "state": "published"}
    assert {name: view[name] for name in expected} == expected
    assert view["website"] == "https://ann.example/"
    assert view["body"] == [["p", "Hello ", ["em", "you"], "."]]
    assert view["html"] == "<p>Hello <em>you</em>.</p>"
    assert (view["edited_at"], view["badges"], view["replies"], view["more"]) == (None, [], [], None)
    assert answer.headers["location"] == f"{visitor.api}/comments/{view['id']}"
    assert visitor.reads(min_version=posted["version"])["thread"]["version"] == posted["version"]


def test_a_reply_says_its_true_parent_and_depth(visitor: Visitor) -> None:
    """A reply carries its parent's id, and no number."""
    root = visitor.says()
    reply = visitor.replies(root)["comment"]
    assert (reply["parent"], reply["depth"], reply["number"]) == (root["comment"]["id"], 1, None)


def test_nothing_private_is_in_any_public_answer(visitor: Visitor) -> None:
    """Neither the email nor a token is in what others can read."""
    posted = visitor.says(email="canary-77@example.org")
    public = visitor.asks().text + visitor.looks_at(posted["comment"]["id"]).text
    for secret in ("canary-77", posted["edit_token"], posted["writer_token"], posted["writer_token"].split(".")[0]):
        assert secret not in public


def test_the_same_key_and_body_give_the_same_answer(visitor: Visitor) -> None:
    """A retry gets the bytes of the first answer and says that it is a replay; nothing is stored twice."""
    for again in ({"headers": KEY}, {"idempotency_key": "fedcba9876543210"}):
        first, second = visitor.tries(**again), visitor.tries(**again)
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.content == second.content
        assert "idempotency-replayed" not in first.headers
        assert second.headers["idempotency-replayed"] == "true"
    assert visitor.reads()["thread"]["count"] == 2


def test_header_and_field_name_the_same_key(visitor: Visitor) -> None:
    """A key counts the same wherever it is said."""
    first = visitor.tries(headers=KEY)
    second = visitor.tries(idempotency_key=KEY["Idempotency-Key"])
    assert first.json()["comment"]["id"] == second.json()["comment"]["id"]


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "Other words."},
        {"name": "Bob"},
        {"email": "bob@example.org"},
        {"website": "https://bob.example"},
        {"title": "A title"},
        {"thread": "other"},
        {"url": f"{ORIGIN}/other"},
    ],
)
def test_the_same_key_with_another_body_is_refused(visitor: Visitor, changes: dict[str, Any]) -> None:
    """A key stands for one body; with another one it is 422 and nothing is stored."""
    visitor.tries(headers=KEY)
    problem(visitor.tries(headers=KEY, **changes), 422, "idempotency-mismatch")
    assert visitor.reads()["thread"]["count"] == 1


def test_a_retry_is_answered_whatever_has_changed_since(visitor: Visitor, house: Running) -> None:
    """The first answer comes again though the parent is gone, the thread closed and the site stricter by now."""
    parent = visitor.says()
    reply: dict[str, Any] = {"parent": parent["comment"]["id"], "headers": KEY}
    first = visitor.tries(**reply).json()
    visitor.withdraws(parent)
    site = "(select site_id from site where key = ?)"
    rows(house.database, f"update thread set closed_at = 1 where site_id = {site}", visitor.site)
    house.set_site(visitor.site, min_length="1000")
    again = visitor.tries(**reply)
    assert (again.status_code, again.headers.get("idempotency-replayed")) == (201, "true")
    assert again.json()["comment"]["id"] == first["comment"]["id"]
    assert again.json()["edit_token"] == first["edit_token"]


def test_many_identical_posts_at_once_make_one_comment(visitor: Visitor) -> None:
    """200 concurrent tries with one key: one comment, 200 times the same answer."""
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: visitor.tries(headers=KEY), range(200)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["comment"]["id"] for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert visitor.reads()["thread"]["count"] == 1


def test_an_idempotency_key_tells_nothing_of_an_address(visitor: Visitor, house: Running) -> None:
    """What is kept of a request cannot be computed again from key and words: the secret is needed for it."""
    marks = []
    for site in (visitor, new_visitor(house, visitor.http)):
        site.tries(headers=KEY)
        query = "select c.request_mark from comment c join site s using (site_id) where s.key = ?"
        marks.append(rows(house.database, query, site.site)[0][0])
    assert marks[0] != marks[1]


def test_the_writer_sees_the_true_state_and_the_source(house: Running, caller: httpx.Client) -> None:
    """With the edit token a held comment is there, with state and text as typed; without it, 404."""
    visitor = new_visitor(house, caller, moderation="all")
    posted = visitor.says("*Held* words.")
    assert posted["state"] == "held"
    assert posted["comment"]["html"] == "<p><em>Held</em> words.</p>"
    found = visitor.looks_at(posted["comment"]["id"], posted["edit_token"])
    assert found.headers["cache-control"] == "no-store"
    assert found.json().keys() == {"comment", "state", "text", "edit_until"}
    assert (found.json()["state"], found.json()["text"]) == ("held", "*Held* words.")
    problem(visitor.looks_at(posted["comment"]["id"]), 404, "not-found")
    problem(visitor.looks_at(posted["comment"]["id"], "wrong"), 403, "token-wrong")
    assert visitor.reads()["comments"] == []


@pytest.mark.parametrize("token", ["x", "ä" * 10, "A" * 10_000])
def test_a_strange_token_is_wrong_and_no_crash(visitor: Visitor, token: str) -> None:
    """Whatever stands in the header, a token that is not the comment's is 403."""
    posted = visitor.says()
    raw = [(b"authorization", b"Bearer " + token.encode())]
    answer = visitor.http.get(f"{visitor.api}/comments/{posted['comment']['id']}", headers=raw)
    problem(answer, 403, "token-wrong")


@pytest.mark.parametrize("header", ["", "Bearer", "Basic YTpi", "token"])
def test_without_a_bearer_token_writing_is_401(visitor: Visitor, header: str) -> None:
    """No token, or another scheme, is a missing token."""
    posted = visitor.says()
    address = f"{visitor.api}/comments/{posted['comment']['id']}"
    headers = {"Authorization": header}
    problem(visitor.http.patch(address, json={"text": "New."}, headers=headers), 401, "token-missing")
    problem(visitor.http.delete(address, headers=headers), 401, "token-missing")


def test_tokens_open_one_comment_only(visitor: Visitor) -> None:
    """The token of one comment, and the writer token, open no other comment."""
    mine, other = visitor.says(), visitor.says()
    address = f"{visitor.api}/comments/{other['comment']['id']}"
    for token in (mine["edit_token"], other["writer_token"], other["edit_token"] + "x"):
        problem(visitor.http.patch(address, json={"text": "New."}, headers=bearer(token)), 403, "token-wrong")
        problem(visitor.http.delete(address, headers=bearer(token)), 403, "token-wrong")


@pytest.mark.parametrize("comment", ["nothing", "7AFwWMzExOjgNr", "%00", "ä", "a" * 500, "..%2f..", "1"])
def test_an_unknown_comment_is_404(visitor: Visitor, comment: str) -> None:
    """An id that leads nowhere is 404 for reading, changing and withdrawing, with any token."""
    address = f"{visitor.api}/comments/{comment}"
    token = bearer(visitor.says()["edit_token"])
    problem(visitor.http.get(address), 404, "not-found")
    problem(visitor.http.get(address, headers=token), 404, "not-found")
    problem(visitor.http.patch(address, json={"text": "New."}, headers=token), 404, "not-found")
    problem(visitor.http.delete(address, headers=token), 404, "not-found")


def test_a_preview_is_what_the_comment_will_be(visitor: Visitor) -> None:
    """The preview's html and body are those of the comment with the same text, and nothing is stored."""
    text = "A [link](https://x.example) and\n\n> a quote\n\n    code"
    preview = visitor.http.post(f"{visitor.api}/preview", json={"text": text})
    assert preview.status_code == 200
    assert visitor.reads()["thread"]["id"] is None
    comment = visitor.says(text)["comment"]
    assert preview.json() == {"html": comment["html"], "body": comment["body"]}


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": 3}, {"text": "x" * 20_001}, {"text": "x", "html": "y"}])
def test_a_preview_of_nothing_usable_is_refused(visitor: Visitor, body: dict[str, Any]) -> None:
    """A preview names its wrong fields like a post."""
    problem(visitor.http.post(f"{visitor.api}/preview", json=body), 422, "invalid")


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"]
)
def test_only_json_is_taken(visitor: Visitor, kind: str | None) -> None:
    """Another media type is 415: no form of another page can write here."""
    headers = {"Content-Type": kind} if kind else {}
    for method, address in (("POST", "comments"), ("POST", "preview"), ("PATCH", "comments/x")):
        answer = visitor.http.request(method, f"{visitor.api}/{address}", content=b'{"text":"x"}', headers=headers)
        problem(answer, 415, "unsupported-media-type")


def test_json_may_say_its_charset(visitor: Visitor) -> None:
    """Parameters of the media type change nothing."""
    headers = {"Content-Type": 'Application/JSON; charset="utf-8"'}
    answer = visitor.http.post(f"{visitor.api}/preview", content=b'{"text":"x"}', headers=headers)
    assert answer.status_code == 200


def test_links_follow_the_sites_wish(house: Running, caller: httpx.Client) -> None:
    """links=nofollow marks links for search engines; links=follow does not; both stay user content without opener."""
    wishes = {"nofollow": "nofollow ugc noopener", "follow": "ugc noopener"}
    for wish, rel in wishes.items():
        visitor = new_visitor(house, caller, links=wish)
        assert f'rel="{rel}"' in visitor.says("https://x.example/")["comment"]["html"]
        assert f'rel="{rel}"' in visitor.reads()["comments"][0]["html"]


def test_an_unknown_site_is_404_for_every_door(caller: httpx.Client) -> None:
    """A site that is not here has nothing to read and takes nothing."""
    api = "/api/v1/sites/nobody"
    problem(caller.get(f"{api}/thread", params={"url": f"{ORIGIN}/"}), 404, "not-found")
    problem(caller.get(f"{api}/counts", params={"url": f"{ORIGIN}/"}), 404, "not-found")
    problem(caller.post(f"{api}/comments", json={}), 404, "not-found")
    problem(caller.post(f"{api}/preview", json={"text": "x"}), 404, "not-found")
    problem(caller.patch(f"{api}/comments/x", json={"text": "x"}), 404, "not-found")
    problem(caller.delete(f"{api}/comments/x"), 404, "not-found")


def test_the_check_for_stored_rows_can_fail(house: Running) -> None:
    """The tests' second connection sees the real file: a wrong table is an error, not silence."""
    with pytest.raises((sqlite3.OperationalError, asyncpg.UndefinedTableError)):
        rows(house.database, "select * from nothing")
