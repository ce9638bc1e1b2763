"""A visitor's comment becomes a fact: verdicts, threads, personas."""

import httpx
import pytest

from chimein.rules.posting import REPEATED_WITHIN_MS
from running import Running
from telling import tell_again
from visiting import ORIGIN, Visitor, new_visitor, rows

FACTS = "select c.state, c.reasons from comment c join site s using (site_id) where s.key = ? order by c.id"


@pytest.mark.parametrize(("moderation", "states"), [("none", ["published"] * 3), ("all", ["held"] * 3)])
def test_moderation_decides_what_is_published(
    house: Running, caller: httpx.Client, moderation: str, states: list[str]
) -> None:
    """none publishes at once, all holds every comment, also of the same persona."""
    visitor = new_visitor(house, caller, moderation=moderation)
    first = visitor.says("one")
    token = first["writer_token"]
    assert [first["state"], *(visitor.says(text, writer_token=token)["state"] for text in ("two", "three"))] == states
    assert visitor.reads()["thread"]["count"] == states.count("published")


def test_moderation_of_the_first_trusts_proof_alone(house: Running, caller: httpx.Client) -> None:
    """A persona that was published is trusted by its token; the same address without the token is not."""
    visitor = new_visitor(house, caller)
    known = visitor.says("Before.")
    house.set_site(visitor.site, moderation="first", avatars="generated")
    assert visitor.says("Proven.", writer_token=known["writer_token"])["state"] == "published"
    assert visitor.says("Unproven.")["state"] == "held"
    assert visitor.says("Stolen.", writer_token=known["writer_token"], email="eve@example.org")["state"] == "held"
    assert rows(house.database, FACTS, visitor.site)[2:] == [("held", "first-comment")] * 2


def test_a_held_first_comment_makes_nobody_known(house: Running, caller: httpx.Client) -> None:
    """Only a published comment makes a persona known, not a held one."""
    visitor = new_visitor(house, caller, moderation="first")
    first = visitor.says("one")
    assert visitor.says("two", writer_token=first["writer_token"])["state"] == "held"


def test_the_first_published_comment_begins_the_thread(visitor: Visitor, house: Running) -> None:
    """Before the first post there is no row of a thread; after it one, found by its key."""
    query = "select k.key from thread_key k join site s using (site_id) where s.key = ?"
    assert rows(house.database, query, visitor.site) == []
    visitor.says()
    assert rows(house.database, query, visitor.site) == [(f"url:{ORIGIN}/post",)]


def test_a_late_explicit_id_is_added_to_the_thread_of_the_page(visitor: Visitor) -> None:
    """A post with an id that is new gives it to the page's thread, which then is found by both."""
    visitor.says("by address")
    assert visitor.reads(thread="late")["thread"]["count"] == 1
    visitor.says("by id", thread="late")
    assert visitor.reads()["thread"]["count"] == 2
    moved = visitor.on(f"{ORIGIN}/moved")
    assert moved.reads(thread="late")["thread"]["count"] == 2
    assert moved.reads()["thread"]["count"] == 0


def test_two_explicit_ids_on_one_page_stay_apart(visitor: Visitor) -> None:
    """A page with two conversations of its own ids never mixes them, in reading and posting."""
    visitor.says("one", thread="first")
    assert visitor.reads(thread="second")["thread"] == {**visitor.reads(thread="third")["thread"]}
    assert visitor.reads(thread="second")["thread"]["id"] is None
    visitor.says("two", thread="second")
    visitor.says("three", thread="second")
    counts = [visitor.reads(thread=name)["thread"]["count"] for name in ("first", "second")]
    assert counts == [1, 2]
    assert visitor.reads()["thread"]["count"] == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://blog.example/post",
        "http://blog.example/post",
        "https://www.blog.example/post",
        "https://BLOG.example:443/post/",
        "https://blog.example/a/../post/index.html",
        "https://blog.example/post?utm_source=x&fbclid=1",
        "https://blog.example/post#comment-7",
        "https://blog.example/%70ost",
    ],
)
def test_one_page_has_one_thread(house: Running, caller: httpx.Client, address: str) -> None:
    """Scheme, www, port, slash, index file, trackers and fragment make no other conversation."""
    visitor = new_visitor(house, caller, ORIGIN, "https://www.blog.example", "http://blog.example")
    visitor.says()
    assert visitor.on(address).says()["state"] == "published"
    assert visitor.reads()["thread"]["count"] == 2
    assert visitor.on(address).reads()["thread"]["count"] == 2


def test_repeated_words_are_held_with_limits_on(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same words in one thread within a day await a moderator, however they are spelled, spaced or signed."""
    folder = tmp_path_factory.mktemp("limits")
    with Running(folder, limits="on") as running, httpx.Client(base_url=running.url) as http:
        running.add_site(ORIGIN, avatars="generated")
        visitor = Visitor(http, "blog")
        assert visitor.says("Great post!")["state"] == "published"
        assert visitor.says("  great POST ... ", email="bob@example.org")["state"] == "held"
        assert visitor.on(f"{ORIGIN}/other").says("Great post!")["state"] == "published"
        assert rows(running.database, FACTS, "blog")[1] == ("held", "repeated-text")
        rows(running.database, "update comment set posted_at = posted_at - ?", REPEATED_WITHIN_MS + 1)
        tell_again(running.database)
        assert visitor.says("Great post!")["state"] == "published"


def test_without_limits_words_may_repeat(visitor: Visitor) -> None:
    """limits=off lifts the check for repetitions, for measurements."""
    assert [visitor.says("Same.")["state"] for _ in range(2)] == ["published"] * 2


def test_every_post_is_told_once(visitor: Visitor, house: Running) -> None:
    """A post writes one event in its own transaction; a replay writes none."""
    for _ in range(2):
        visitor.says(idempotency_key="0123456789abcdef")
    query = "select e.kind from event e join site s using (site_id) where s.key = ?"
    assert rows(house.database, query, visitor.site) == [("comment_published",)]


@pytest.mark.parametrize("moderation", ["none", "all"])
def test_the_answer_to_a_post_is_what_the_database_says_afterwards(
    house: Running, caller: httpx.Client, moderation: str
) -> None:
    """What was just written is told without being read; asking for it finds the same, for roots and for replies."""
    visitor = new_visitor(house, caller, moderation=moderation)
    said = [visitor.says("A *root*.", website="https://me.example")]
    if moderation == "none":
        said.append(visitor.says("A reply.", parent=said[0]["comment"]["id"]))
    for answer in said:
        found = visitor.looks_at(answer["comment"]["id"], answer["edit_token"]).json()
        assert found["comment"] == answer["comment"]
    assert visitor.reads()["thread"]["version"] == said[-1]["version"]
