"""What is stored of a comment to be told follows every change, and readers who get it read what all others read."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.test_pin_comment import PIN, UNPIN
from chimein.actions.keep_avatar import Answer, Picture, keep_avatar
from chimein.rules.said import Telling, said
from chimein.store.calls import call
from deciding import Moderator
from running import Running
from telling import misspoken, tell_again, told
from visiting import Json, Visitor, new_visitor, rows

NAMES = st.one_of(
    st.text(max_size=9), st.sampled_from(["", 'A "quoted" \\ name', "\x00\x1f\x7f\u2028", "Zoë \U0001f600"])
)


@pytest.fixture
def visitor(house: Running, caller: httpx.Client) -> Visitor:
    """Of a site whose replies are shown two levels deep."""
    return new_visitor(house, caller, depth="2", page_size="50")


def plain(page: Json) -> str:
    """A page's answer in the order of the wire, without the forms of words that only some ask for."""

    def without(comment: Json) -> Json:
        kept = {name: value for name, value in comment.items() if name != "html"}
        return {**kept, "replies": [without(reply) for reply in comment["replies"]]}

    return json.dumps({**page, "comments": [without(root) for root in page["comments"]]})


def assert_told_alike(visitor: Visitor, **wish: Any) -> None:
    """Who asks for trees alone is answered from text, who asks for both from facts; the bytes are the same."""
    answer = visitor.asks(body="tree", **wish)
    assert answer.status_code == 200, answer.text
    assert answer.text == plain_bytes(visitor.reads(**wish))


def plain_bytes(page: Json) -> str:
    """The same as the server writes it."""
    return json.dumps(json.loads(plain(page)), ensure_ascii=False, separators=(",", ":"))


@given(
    kind=st.sampled_from(["comment", "pingback", "trackback"]),
    badge=st.sampled_from([None, "", "site", "pinned", "site pinned"]),
    name=NAMES,
    website=st.one_of(st.none(), NAMES),
    moments=st.tuples(st.integers(0, 2**42), st.one_of(st.none(), st.integers(0, 2**42))),
    face=st.sampled_from([(None, None), ("1-abc", 7)]),
)
def test_what_is_stored_is_what_the_encoder_writes(
    kind: str, badge: str | None, name: str, website: str | None, moments: Any, face: Any
) -> None:
    """Whatever the facts are, names with quotes and signs that nobody sees among them."""
    facts = (kind, badge, name, website, *moments, *face)
    assert said(Telling(*facts)) == told(facts)


@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_a_thread_told_from_text_is_the_thread_of_its_facts(visitor: Visitor, house: Running, order: str) -> None:
    """Deep replies, tombstones, pinned and edited comments, and names of all kinds stand where they stood."""
    roots = [visitor.says(f"root {number}", name=f'N {number} "ö" \\ <é>') for number in range(4)]
    deep = roots[0]
    for number in range(4):
        deep = visitor.replies(deep, f"deeper {number}", website="https://ann.example/?a&b")
        visitor.replies(roots[0], f"beside {number}")
    for gone in (roots[2], roots[3]):
        visitor.replies(gone)
        visitor.withdraws(gone)
    moderator = Moderator(house, visitor.site)
    moderator.does(PIN, roots[1])
    assert_told_alike(visitor, order=order)
    moderator.does(UNPIN, roots[1])
    visitor.withdraws(roots[1])
    assert_told_alike(visitor, order=order)
    assert misspoken(house.database) == {}


def test_a_pinned_tombstone_keeps_its_place(visitor: Visitor, house: Running) -> None:
    """What its writer took back stands first as before, where answers hold it up."""
    roots = [visitor.says(f"root {number}") for number in range(3)]
    visitor.replies(roots[2])
    Moderator(house, visitor.site).does(PIN, roots[2])
    visitor.withdraws(roots[2])
    assert visitor.reads(body="tree")["comments"][0]["id"] == roots[2]["comment"]["id"]
    assert_told_alike(visitor)


def test_a_new_picture_is_told_beside_everything_that_was_said(visitor: Visitor, house: Running) -> None:
    """The version of its address rises in every comment of the persona, and in nobody else's."""
    first = visitor.says("one")
    visitor.says("two", writer_token=first["writer_token"])
    visitor.says("other", name='"/80?v=1"')
    ((site, persona),) = rows(
        house.database, "select site_id, persona_id from comment where public_id = ?", first["comment"]["id"]
    )
    house.write(call("await_avatar", site_id=site, persona_id=persona, due_at=1))
    picture = Picture("image/png", b"small", b"large")
    assert house.write(keep_avatar(site, persona, Answer(picture, 0, None, house.instance.mint.new(), 2)))
    versions = [comment["avatar"][-4:] for comment in visitor.reads(body="tree")["comments"]]
    assert versions == ["?v=2", "?v=2", "?v=1"]
    assert_told_alike(visitor)
    assert misspoken(house.database) == {}


def test_a_reply_older_than_what_it_answers_is_told_all_the_same(visitor: Visitor, house: Running) -> None:
    """An import may bring such clocks: then the facts are asked, and it hangs where they let it hang."""
    root = visitor.says("root")
    reply = visitor.replies(root)
    visitor.replies(reply, "deeper")
    own = reply["comment"]["id"]
    rows(house.database, "update comment set posted_at = posted_at + 100000 where public_id = ?", own)
    tell_again(house.database)
    rows(house.database, "update thread set version = version + 1")
    wish = {"thread": "", "min_version": "1"}
    assert plain(visitor.reads(body="tree", **wish)) == plain(visitor.reads(**wish))
