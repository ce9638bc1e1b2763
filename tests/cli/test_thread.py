"""Conversations and persons from the shell, beside a running server."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from shell import Shell

ORIGIN = "https://example.org"
OLD, NEW = f"{ORIGIN}/old", f"{ORIGIN}/new"


class Blog:
    """A served site with two conversations."""

    def __init__(self, shell: Shell, http: httpx.Client) -> None:
        self.shell, self.http = shell, http
        self.key = shell.add_site("The Blog")
        shell.answer("site", "set", self.key, "avatars=generated")
        self.old, self.new = self.posted("old", OLD), self.posted("new", NEW)
        self.answer = self.posted("an answer", OLD, parent=self.old)

    def post(self, text: str, page: str, **fields: str) -> httpx.Response:
        wish = {"url": page, "name": "Ada", "email": "ada@mail.example", "text": text, **fields}
        return self.http.post(f"/api/v1/sites/{self.key}/comments", json=wish)

    def posted(self, text: str, page: str, **fields: str) -> str:
        answer = self.post(text, page, **fields)
        assert answer.status_code == 201
        return str(answer.json()["comment"]["id"])

    def count(self, page: str) -> int:
        found = self.http.get(f"/api/v1/sites/{self.key}/thread", params={"url": page}).json()
        return int(found["thread"]["count"])

    def listed(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.shell.answer("thread", "list", "--site", self.key)["threads"]
        return found

    def does(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = self.shell.answer(*words)
        return found

    def undoes(self, done: dict[str, Any]) -> dict[str, int]:
        found: dict[str, int] = self.shell.answer("undo", done["act"]["act"], "--site", done["act"]["site"])
        return found


@pytest.fixture
def blog(shell: Shell) -> Iterator[Blog]:
    with shell.served(CHIMEIN_LIMITS="off") as server, server.http() as http:
        yield Blog(shell, http)


def test_conversations_are_listed_with_what_leads_to_them(blog: Blog) -> None:
    """In the order they began, for people and for programs."""
    listed = blog.listed()
    assert [(line["url"], line["count"], line["state"]) for line in listed] == [(OLD, 2, "open"), (NEW, 1, "open")]
    assert listed[0]["keys"] == ["url:https://example.org/old"]
    text = blog.shell.run("thread", "list", "--site", blog.key).stdout
    assert OLD in text
    assert "2 conversations." in text


def test_a_conversation_is_closed_locked_and_opened(blog: Blog) -> None:
    """By its page's address, or by its id; each can be taken back."""
    done = blog.does("thread", "close", OLD)
    assert (done["changed"], done["url"]) == (1, OLD)
    assert blog.post("late", OLD).json()["code"] == "thread-closed"
    assert blog.does("thread", "close", done["thread"])["changed"] == 0
    blog.does("thread", "lock", OLD)
    assert blog.listed()[0]["state"] == "locked"
    said = blog.shell.run("thread", "open", OLD).stdout
    assert "To take it back: chimein undo" in said
    assert blog.post("in time", OLD).status_code == 201


def test_one_more_page_leads_to_a_conversation(blog: Blog) -> None:
    """Unless it has its own; and an address of another website is refused with a sentence."""
    moved = f"{ORIGIN}/moved"
    blog.does("thread", "alias", OLD, moved)
    assert blog.count(moved) == 2
    blog.does("thread", "alias", OLD, "id:my-post", "--site", blog.key)
    assert blog.listed()[0]["keys"] == ["id:my-post", "url:https://example.org/moved", "url:https://example.org/old"]
    assert blog.does("thread", "close", "id:my-post")["url"] == OLD
    assert "Merge the two instead" in blog.shell.sentence("thread", "alias", OLD, NEW)
    assert "not on one of the site's addresses" in blog.shell.sentence("thread", "alias", OLD, "https://other.example/")


def test_two_conversations_are_merged_and_parted_again(blog: Blog) -> None:
    """Readers of both pages see the same at once, and the list has one line less."""
    done = blog.does("thread", "merge", OLD, "--into", NEW)
    assert (blog.count(OLD), blog.count(NEW), done["url"]) == (3, 3, NEW)
    assert [line["url"] for line in blog.listed()] == [NEW]
    assert blog.undoes(done) == {"undone": 1, "left_alone": 0}
    assert (blog.count(OLD), blog.count(NEW)) == (2, 1)
    assert "one conversation already" in blog.shell.sentence("thread", "merge", OLD, "--into", OLD)


def test_an_export_has_no_thread_for_what_was_merged(blog: Blog) -> None:
    """Its comments stand in the other one."""
    blog.does("thread", "merge", OLD, "--into", NEW)
    exported = [json.loads(line) for line in blog.shell.run("export", "--site", blog.key).stdout.splitlines()]
    assert [record["url"] for record in exported if "explicit_id" in record] == [NEW]
    assert {record["id"] for record in exported if "text" in record} == {blog.old, blog.new, blog.answer}


def test_a_comment_moves_to_another_conversation_or_begins_one(blog: Blog) -> None:
    """With its answers; a page that has a conversation is told apart from one that has none."""
    moved = blog.does("thread", "move", blog.answer, "--to", NEW)
    assert (blog.count(OLD), blog.count(NEW)) == (1, 2)
    blog.undoes(moved)
    begun = blog.does("thread", "split", blog.old, "--url", f"{ORIGIN}/begun", "--title", "Begun")
    assert (blog.count(OLD), blog.count(f"{ORIGIN}/begun")) == (0, 2)
    assert begun["url"] == f"{ORIGIN}/begun"
    assert "Move the comment there" in blog.shell.sentence("thread", "split", blog.new, "--url", begun["url"])
    assert blog.undoes(begun) == {"undone": 2, "left_alone": 0}
    assert blog.count(OLD) == 2


def test_two_commenters_are_one_person(blog: Blog) -> None:
    """Named by what they wrote, or by the number that the first answer gave."""
    other = blog.posted("from elsewhere", NEW, email="ada@home.example")
    done = blog.does("person", "merge", other, "--into", blog.old)
    assert "one person already" in blog.shell.sentence("person", "merge", other, "--into", done["person"])
    assert blog.undoes(done) == {"undone": 1, "left_alone": 0}
    assert "There is no person nobody" in blog.shell.sentence("person", "merge", "nobody", "--into", other)


def test_what_is_not_there_is_said(blog: Blog) -> None:
    """A sentence, not a traceback; and no site shows another's."""
    other = blog.shell.add_site("Other", "https://other.example")
    assert "There is no conversation nosuch here" in blog.shell.sentence("thread", "close", "nosuch")
    assert "There is no conversation" in blog.shell.sentence("thread", "close", OLD, "--site", other)


def test_a_conversation_is_led_without_a_server(shell: Shell) -> None:
    """What a server stored is closed after it stopped, and stays closed for the next one."""
    key = shell.add_site("Blog")
    page = "https://example.org/page"
    wish = {"url": page, "name": "Ada", "email": "ada@mail.example", "text": "Words"}
    with shell.served(CHIMEIN_LIMITS="off") as server, server.http() as http:
        assert http.post(f"/api/v1/sites/{key}/comments", json=wish).status_code == 201
    assert shell.answer("thread", "close", page)["changed"] == 1
    with shell.served(CHIMEIN_LIMITS="off") as server, server.http() as http:
        assert http.post(f"/api/v1/sites/{key}/comments", json=wish).json()["code"] == "thread-closed"
