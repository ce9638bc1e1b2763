"""What may be posted, and what is said of what may not."""

import json
from typing import Any

import httpx
import pytest

from running import Running
from shared_files import shared
from visiting import ORIGIN, Visitor, dump, kept, new_visitor, problem, rows

WRONG_FIELDS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"name": ...}, {"name": "required"}),
    ({"name": ""}, {"name": "required"}),
    ({"name": " \t "}, {"name": "required"}),
    ({"name": "\u200b\u202e"}, {"name": "not-a-name"}),
    ({"name": "x" * 65}, {"name": "too-long"}),
    ({"name": "x" * 3000}, {"name": "too-long"}),
    ({"name": 5}, {"name": "wrong-type"}),
    ({"name": None}, {"name": "wrong-type"}),
    ({"name": ["Ann"]}, {"name": "wrong-type"}),
    ({"email": ...}, {"email": "required"}),
    ({"email": ""}, {"email": "required"}),
    ({"email": True}, {"email": "wrong-type"}),
    ({"email": {"$ne": ""}}, {"email": "wrong-type"}),
    ({"text": ...}, {"text": "required"}),
    ({"text": " \n \u200b "}, {"text": "required"}),
    ({"text": "a"}, {"text": "too-short"}),
    ({"text": "a" * 5001}, {"text": "too-long"}),
    ({"text": 1.5}, {"text": "wrong-type"}),
    ({"url": ...}, {"url": "required"}),
    ({"url": "/post"}, {"url": "invalid-url"}),
    ({"url": "javascript:alert(1)"}, {"url": "invalid-url"}),
    ({"url": "https://evil.example/post"}, {"url": "foreign-url"}),
    ({"url": "https://blog.example.evil.example/"}, {"url": "foreign-url"}),
    ({"url": "https://blog.example:8443/post"}, {"url": "foreign-url"}),
    ({"url": "https://ann@blog.example/post"}, {"url": "invalid-url"}),
    ({"title": "t" * 201}, {"title": "too-long"}),
    ({"title": 7}, {"title": "wrong-type"}),
    ({"thread": "t" * 201}, {"thread": "too-long"}),
    ({"thread": "a\u0000b"}, {"thread": "invalid-thread"}),
    ({"parent": "nonsense"}, {"parent": "foreign-parent"}),
    ({"parent": "\u0000"}, {"parent": "foreign-parent"}),
    ({"parent": 12}, {"parent": "wrong-type"}),
    ({"idempotency_key": "too-short"}, {"idempotency_key": "invalid-key"}),
    ({"idempotency_key": "k" * 129}, {"idempotency_key": "invalid-key"}),
    ({"writer_token": []}, {"writer_token": "wrong-type"}),
    ({"html": "<b>x</b>"}, {"html": "unknown-field"}),
    ({"state": "published", "badge": "site"}, {"state": "unknown-field", "badge": "unknown-field"}),
    ({"__proto__": {}}, {"__proto__": "unknown-field"}),
]


@pytest.mark.parametrize(("changes", "errors"), WRONG_FIELDS, ids=lambda value: json.dumps(value, default=str)[:60])
def test_a_wrong_field_is_named_with_its_code(
    visitor: Visitor, changes: dict[str, Any], errors: dict[str, str]
) -> None:
    """Each wrong field is refused as 422 under its own name with a stable code."""
    assert problem(visitor.tries(**changes), 422, "invalid") == errors


@pytest.mark.parametrize("email", ["ann", "ann@", "@example.org", "a b@example.org", "ann@example.org\r\nBcc: x@y.org"])
def test_what_is_no_email_is_refused(visitor: Visitor, email: str) -> None:
    """An email that no mail could be sent to is refused."""
    assert problem(visitor.tries(email=email), 422, "invalid").keys() == {"email"}


@pytest.mark.parametrize("website", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "https://a b/"])
def test_a_website_that_is_no_web_address_is_refused(visitor: Visitor, website: str) -> None:
    """A website is a web address or nothing."""
    assert problem(visitor.tries(website=website), 422, "invalid").keys() == {"website"}


def test_all_wrong_fields_are_told_at_once(visitor: Visitor) -> None:
    """Shapes and rules are checked together, so that nobody must try once for each mistake."""
    answer = visitor.tries(
        url=7, name="", email="no", text=..., website="javascript:x", parent="nope", title="t" * 201, more=1
    )
    assert problem(answer, 422, "invalid") == {
        "url": "wrong-type",
        "name": "required",
        "email": "invalid-email",
        "text": "required",
        "website": "invalid-website",
        "parent": "foreign-parent",
        "title": "too-long",
        "more": "unknown-field",
    }
    assert visitor.on(f"{ORIGIN}/post").reads()["thread"]["count"] == 0


def test_a_flood_of_unknown_fields_is_answered_briefly(visitor: Visitor) -> None:
    """An answer does not grow far beyond the request that provoked it."""
    answer = visitor.http.post(f"{visitor.api}/comments", json={f"f{number}": 1 for number in range(10_000)})
    errors = problem(answer, 422, "invalid")
    assert "unknown-field" in errors.values()
    assert len(answer.content) < 10_000


@pytest.mark.parametrize("pattern", ["n_*.json", "y_*.json", "i_*.json"])
def test_json_torture_is_refused_and_never_crashes(visitor: Visitor, pattern: str) -> None:
    """No file of the JSON test suite is a comment: each is refused with a problem of the client's."""
    files = sorted(shared("hostile/json/JSONTestSuite").glob(pattern))
    assert files
    for file in files:
        kind = {"Content-Type": "application/json"}
        answer = visitor.http.post(f"{visitor.api}/comments", content=file.read_bytes(), headers=kind)
        assert answer.headers["content-type"] == "application/problem+json", file.name
        assert answer.status_code in ((400, 413) if pattern.startswith("n_") else (400, 422)), file.name


TORTURE: list[tuple[str, bytes]] = [
    ("nothing", b""),
    ("a byte order mark", b"\xef\xbb\xbf{}"),
    ("not UTF-8", b'{"text": "\xff\xfe"}'),
    ("a deep array", b"[" * 100_000),
    ("a deep value", b'{"text": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    ("deep objects", b'{"a":' * 20_000 + b"1" + b"}" * 20_000),
    ("a half of a surrogate pair", b'{"text": "\\ud800"}'),
    ("NaN", b'{"text": NaN}'),
    ("an array", b'["text"]'),
    ("a string", b'"text"'),
    ("two documents", b"{}{}"),
]


@pytest.mark.parametrize("content", [content for _, content in TORTURE], ids=[name for name, _ in TORTURE])
def test_what_is_no_json_object_is_malformed(visitor: Visitor, content: bytes) -> None:
    """Bytes that are no JSON object are 400 for every door that takes JSON."""
    for method, address in (("POST", "comments"), ("POST", "preview"), ("PATCH", "comments/x")):
        kind = {"Content-Type": "application/json"}
        answer = visitor.http.request(method, f"{visitor.api}/{address}", content=content, headers=kind)
        assert problem(answer, 400, "malformed") == {}


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 5000, "1" + "0" * 400, "-0", "1e-400"])
def test_huge_numbers_are_wrong_types(visitor: Visitor, number: str) -> None:
    """A number beyond every range is refused like any other number."""
    content = f'{{"text": {number}}}'.encode()
    answer = visitor.http.post(f"{visitor.api}/comments", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


TEXTS = [
    "Zwei Wörter — “quoted”, it’s… done",
    "👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ☕️",
    "مرحبا بالعالم",
    "สวัสดีชาวโลก",
    "日本語のテキスト",
    "नमस्ते दुनिया",
    "<script>alert(1)</script>",
    "a & b < c > d \" ' ` \\",
    "-- '; drop table comment; --",
    "100 % of _ and *",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \U0010fffd",
    "    indented\n\n\tcode",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_as_it_was_typed(visitor: Visitor, text: str) -> None:
    """The source of a comment is kept letter by letter."""
    posted = visitor.says(text)
    assert visitor.looks_at(posted["comment"]["id"], posted["edit_token"]).json()["text"] == text


def test_what_cannot_be_shown_is_taken_out_of_texts_and_names(visitor: Visitor) -> None:
    """NUL, controls and bidi overrides do not reach storage, and refuse nobody."""
    posted = visitor.says("one\u0000two\u202ethree\r\nfour", name="  An\u0007n\u202e  B. ")
    assert posted["comment"]["name"] == "Ann B."
    text = visitor.looks_at(posted["comment"]["id"], posted["edit_token"]).json()["text"]
    assert text == "onetwothree\nfour"


def test_lengths_are_the_sites_to_decide(house: Running, caller: httpx.Client) -> None:
    """min_length and max_length of the site hold for its comments."""
    visitor = new_visitor(house, caller, min_length="5", max_length="10")
    assert problem(visitor.tries("four"), 422, "invalid") == {"text": "too-short"}
    assert problem(visitor.tries("eleven char"), 422, "invalid") == {"text": "too-long"}
    assert visitor.says("ten  chars")["state"] == "published"


def test_the_title_is_the_first_posts_to_give(visitor: Visitor) -> None:
    """Only the post that gives birth to a thread names it."""
    visitor.says(title="  The\n first ")
    visitor.says(title="Another")
    assert visitor.reads()["thread"]["title"] == "The first"


def test_a_title_of_200_characters_is_taken(visitor: Visitor) -> None:
    """The limit of titles is 200 characters, not bytes."""
    visitor.says(title="ü" * 200)
    assert visitor.reads()["thread"]["title"] == "ü" * 200


def test_a_reply_needs_a_published_parent_in_the_same_thread(visitor: Visitor) -> None:
    """A parent of another thread, a withdrawn one or an unknown one is no parent."""
    elsewhere = visitor.on(f"{ORIGIN}/other").says()
    gone = visitor.says()
    visitor.withdraws(gone)
    assert problem(visitor.tries(parent=elsewhere["comment"]["id"]), 422, "invalid") == {"parent": "foreign-parent"}
    assert problem(visitor.tries(parent=gone["comment"]["id"]), 422, "invalid") == {"parent": "parent-gone"}


def test_a_held_comment_is_no_parent(house: Running, caller: httpx.Client) -> None:
    """Nobody answers what is not published, also not its writer."""
    visitor = new_visitor(house, caller, moderation="all")
    held = visitor.says()
    assert problem(visitor.tries(parent=held["comment"]["id"]), 422, "invalid") == {"parent": "parent-gone"}


def test_a_branch_goes_a_hundred_deep_and_no_deeper(visitor: Visitor) -> None:
    """Depth 100 is taken, 101 refused; the whole chain is read back without harm."""
    last = visitor.says("root")
    for depth in range(1, 101):
        last = visitor.replies(last, f"depth {depth}")
    assert last["comment"]["depth"] == 100
    assert problem(visitor.tries(parent=last["comment"]["id"]), 422, "invalid") == {"parent": "too-deep"}
    root = visitor.reads()["comments"][0]
    window = visitor.http.get(
        f"{visitor.api}/thread/replies", params={"root": root["id"], "after": root["more"]["after"]}
    ).json()
    assert [reply["depth"] for reply in window["comments"]] == list(range(51, 101))
    assert window["more"] is None


def test_the_honeypot_makes_silent_spam(visitor: Visitor, house: Running) -> None:
    """Who fills the field that people never see is answered like everybody and shown to nobody."""
    posted = visitor.says("Buy now", homepage="http://spam.example")
    assert posted["state"] == "held"
    assert visitor.reads()["thread"]["count"] == 0
    assert visitor.looks_at(posted["comment"]["id"]).status_code == 404
    query = "select c.state, c.reasons from comment c join site s using (site_id) where s.key = ?"
    assert rows(house.database, query, visitor.site) == [("spam", "honeypot")]


def test_an_unproven_post_changes_no_row_of_a_person(visitor: Visitor, house: Running) -> None:
    """Whoever types somebody's address leaves that person and every persona as they were."""
    mine = visitor.says(email="me@example.org", name="Me", website="https://me.example")
    before = dump(house.database, "person", "person_key", "persona", "avatar")
    theirs = visitor.says(email="me@example.org", name="Not me", website="https://evil.example")
    after = dump(house.database, "person", "person_key", "persona", "avatar")
    assert theirs["comment"]["avatar"] != mine["comment"]["avatar"]
    assert {table: [row for row in kept if row in after[table]] for table, kept in before.items()} == before
    assert after["person"] == before["person"]
    assert len(after["persona"]) == len(before["persona"]) + 1
    assert visitor.looks_at(mine["comment"]["id"]).json()["comment"]["name"] == "Me"


def test_a_writer_token_proves_the_same_persona(visitor: Visitor) -> None:
    """With the token of the first answer the second comment wears the same face."""
    first = visitor.says()
    again = visitor.says("More.", writer_token=first["writer_token"], email=" ANN@example.org ")
    assert again["comment"]["avatar"] == first["comment"]["avatar"]
    assert again["writer_token"] == first["writer_token"]


def test_without_the_right_token_a_persona_is_new(visitor: Visitor, house: Running, caller: httpx.Client) -> None:
    """No token, a wrong one, another site's or one with another address: a new face, and no refusal."""
    first = visitor.says()
    token = first["writer_token"]
    elsewhere = new_visitor(house, caller).says()["writer_token"]
    faces = {first["comment"]["avatar"]}
    for changes in (
        {},
        {"writer_token": ""},
        {"writer_token": "nonsense"},
        {"writer_token": "ä.ö\u0000"},
        {"writer_token": token[:-1] + ("A" if token[-1] != "A" else "B")},
        {"writer_token": elsewhere},
        {"writer_token": token, "email": "bob@example.org"},
    ):
        faces.add(visitor.says(**changes)["comment"]["avatar"])
    assert len(faces) == 8


def test_no_raw_address_is_stored(visitor: Visitor, house: Running) -> None:
    """Neither the email nor the network address of a writer is found in what the database keeps."""
    visitor.says(email="canary-4711@example.org", idempotency_key="canary-key-0123456789")
    content = kept(house.database)
    assert b"Hello there." in content
    assert b"canary-4711" not in content
    assert b"127.0.0.1" not in content


def test_a_closed_thread_takes_no_comments(visitor: Visitor, house: Running) -> None:
    """After closed_at a post is 409 and the thread says that it is closed."""
    visitor.says()
    rows(
        house.database,
        "update thread set closed_at = 1000 where site_id = (select site_id from site where key = ?)",
        visitor.site,
    )
    problem(visitor.tries(), 409, "thread-closed")
    thread = visitor.reads()["thread"]
    assert (thread["open"], thread["closes_at"], thread["count"]) == (False, "1970-01-01T00:00:01.000Z", 1)


def test_a_thread_closes_by_its_age(house: Running, caller: httpx.Client) -> None:
    """With close_days a thread takes comments until that many days after it began."""
    visitor = new_visitor(house, caller, close_days="2")
    visitor.says()
    older = "update thread set created_at = created_at - ? where site_id = (select site_id from site where key = ?)"
    rows(house.database, older, 2 * 86_400_000 - 60_000, visitor.site)
    assert visitor.says("Just in time.")["state"] == "published"
    rows(house.database, older, 60_000, visitor.site)
    problem(visitor.tries("Too late."), 409, "thread-closed")
    assert visitor.reads()["thread"]["open"] is False
