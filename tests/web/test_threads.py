"""Reading conversations: the shape, the pages, the windows, the validators."""

import gzip
import json
import re
from collections.abc import Iterator
from typing import Any

import brotli
import httpx
import pytest

from chimein.store.calls import call
from running import Running
from telling import tell_again
from visiting import COMMENT_KEYS, ORIGIN, Visitor, dump, new_visitor, problem, rows

SETTINGS = {
    "title",
    "invitation",
    "guidelines_url",
    "notice",
    "consent",
    "order",
    "page_size",
    "depth",
    "moderation",
    "edit_minutes",
    "avatars",
    "links",
    "min_length",
    "max_length",
    "lang",
}
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def every(comments: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All comments of an answer, however deep they hang."""
    waiting = list(reversed(comments))
    while waiting:
        comment = waiting.pop()
        yield comment
        waiting.extend(reversed(comment["replies"]))


def texts(comments: list[dict[str, Any]]) -> list[str]:
    """What they say, without markup."""
    return [comment["html"].removeprefix("<p>").removesuffix("</p>") for comment in comments]


def test_no_key_is_ever_absent(visitor: Visitor) -> None:
    """A thread with roots, replies and tombstones has every key of the contract everywhere."""
    root = visitor.says(title="A title")
    visitor.replies(visitor.replies(root))
    stone = visitor.says()
    visitor.replies(stone)
    visitor.withdraws(stone)
    page = visitor.reads(around=root["comment"]["id"])
    assert page.keys() == {"thread", "page", "around", "settings", "comments", "pings"}
    assert page["thread"].keys() == {"id", "url", "title", "count", "open", "closes_at", "version"}
    assert page["page"].keys() == {"number", "pages", "size", "roots"}
    assert page["around"].keys() == {"id", "page"}
    assert page["settings"].keys() == SETTINGS
    found = list(every(page["comments"]))
    assert len(found) == 5
    assert all(comment.keys() == COMMENT_KEYS for comment in found)
    assert page["thread"]["title"] == "A title"


def test_times_are_utc_with_milliseconds(visitor: Visitor) -> None:
    """Every moment is written as 2026-11-23T13:40:00.123Z."""
    posted = visitor.says()
    visitor.edits(posted)
    comment = visitor.reads()["comments"][0]
    for moment in (comment["posted_at"], comment["edited_at"], posted["edit_until"]):
        assert re.fullmatch(TIME, moment)


def test_an_unknown_page_is_empty_and_makes_no_row(visitor: Visitor, house: Running) -> None:
    """Reading, counting and looking never write: an unknown page is 200 with count 0 and leaves no trace."""
    tables = ("thread", "thread_key", "comment", "event", "person")
    before = dump(house.database, *tables)
    for path in range(20):
        page = visitor.on(f"{ORIGIN}/unknown/{path}").reads(thread=f"t{path}")
        assert page["comments"] == []
        assert page["page"] == {"number": 1, "pages": 1, "size": 25, "roots": 0}
        assert (page["thread"]["id"], page["thread"]["count"], page["thread"]["open"]) == (None, 0, True)
        assert page["thread"]["url"] == f"{ORIGIN}/unknown/{path}"
    visitor.http.get(f"{visitor.api}/counts", params={"url": f"{ORIGIN}/unknown"})
    visitor.http.head(f"{visitor.api}/thread", params={"url": visitor.page})
    assert dump(house.database, *tables) == before


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://evil.example/", "foreign-url"),
        ("https://blog.example.evil.example/", "foreign-url"),
        ("https://evil.example/?https://blog.example/", "foreign-url"),
        ("javascript:alert(1)", "invalid-url"),
        ("nonsense", "invalid-url"),
        ("https://blog.example/" + "a" * 3000, "invalid-url"),
        ("", "required"),
    ],
)
def test_a_page_that_is_not_the_sites_is_refused(visitor: Visitor, url: str, code: str) -> None:
    """A url of another site or none is 422 and names the field."""
    assert problem(visitor.on(url).asks(), 422, "invalid") == {"url": code}


def test_pages_are_made_of_roots(house: Running, caller: httpx.Client) -> None:
    """Roots fill pages by their number; replies travel with their root; beyond the last page is the last."""
    visitor = new_visitor(house, caller, page_size="3")
    posted = [visitor.says(f"root {number}") for number in range(1, 8)]
    visitor.replies(posted[0])
    for wanted, shown, expected in [
        ("1", 1, [1, 2, 3]),
        ("2", 2, [4, 5, 6]),
        ("3", 3, [7]),
        ("last", 3, [7]),
        ("4", 3, [7]),
        ("999999999", 3, [7]),
        ("002", 2, [4, 5, 6]),
    ]:
        page = visitor.reads(page=wanted)
        assert page["page"] == {"number": shown, "pages": 3, "size": 3, "roots": 7}
        assert [root["number"] for root in page["comments"]] == expected
        assert page["thread"]["count"] == 8
    assert len(visitor.reads()["comments"][0]["replies"]) == 1


def test_newest_first_turns_the_roots_and_not_the_replies(house: Running, caller: httpx.Client) -> None:
    """order=newest begins with the last root, as a parameter and as the site's setting; replies stay in time."""
    visitor = new_visitor(house, caller, page_size="2")
    posted = [visitor.says(f"root {number}") for number in range(1, 6)]
    for number in range(3):
        visitor.replies(posted[4], f"reply {number}")
    first = visitor.reads(order="newest")
    assert [root["number"] for root in first["comments"]] == [5, 4]
    assert texts(first["comments"][0]["replies"]) == ["reply 0", "reply 1", "reply 2"]
    assert [root["number"] for root in visitor.reads(order="newest", page="last")["comments"]] == [1]
    house.set_site(visitor.site, order="newest", page_size="2", avatars="generated")
    assert [root["number"] for root in visitor.reads(page=2)["comments"]] == [3, 2]
    assert [root["number"] for root in visitor.reads(page=2, order="oldest")["comments"]] == [3, 4]


def test_around_finds_the_page_of_a_comment(house: Running, caller: httpx.Client) -> None:
    """around beats page, takes our id with or without its prefix, and finds a reply with its root, in both orders."""
    visitor = new_visitor(house, caller, page_size="2")
    posted = [visitor.says(f"root {number}") for number in range(1, 6)]
    reply = visitor.replies(visitor.replies(posted[2]))["comment"]["id"]
    root = posted[4]["comment"]["id"]
    assert visitor.reads(around=reply, page=1)["around"] == {"id": reply, "page": 2}
    assert visitor.reads(around=f"chime-{root}")["page"]["number"] == 3
    assert visitor.reads(around=f"#chime-{root}", page=1)["page"]["number"] == 3
    assert visitor.reads(around=root, order="newest")["page"]["number"] == 1


def test_around_knows_fragments_of_former_systems(visitor: Visitor, house: Running) -> None:
    """A permalink of the system before, kept as an alias, leads to the comment that it meant."""
    posted = [visitor.says(f"root {number}") for number in range(30)]
    query = (
        "insert into comment_alias select c.site_id, 'wordpress blog.example', '123', c.thread_id, c.id, 'comment-123'"
        " from comment c join site s using (site_id) where s.key = ? and c.public_id = ?"
    )
    rows(house.database, query, visitor.site, posted[28]["comment"]["id"])
    for fragment in ("comment-123", "#comment-123", "#Comment-123", "li-comment-123"):
        assert visitor.reads(around=fragment)["around"] == {"id": posted[28]["comment"]["id"], "page": 2}
    assert visitor.reads(around="comment-124", page=1)["around"] is None


@pytest.mark.parametrize("around", ["nothing", "#", "comment-1", "\u00e4", "a" * 300, "%s"])
def test_around_nothing_known_is_the_page_that_was_asked_for(visitor: Visitor, around: str) -> None:
    """A permalink that leads nowhere shows the thread, not an error."""
    visitor.says()
    page = visitor.reads(around=around)
    assert (page["around"], page["page"]["number"]) == (None, 1)


def test_around_reveals_nothing_that_is_not_shown(house: Running, caller: httpx.Client) -> None:
    """A held comment, or one of another thread, is not found around."""
    visitor = new_visitor(house, caller)
    visitor.says()
    elsewhere = visitor.on(f"{ORIGIN}/other").says()["comment"]["id"]
    house.set_site(visitor.site, moderation="all", avatars="generated")
    held = visitor.says()["comment"]["id"]
    assert visitor.reads(around=held)["around"] is None
    assert visitor.reads(around=elsewhere)["around"] is None


@pytest.mark.parametrize(
    ("body", "present", "absent"), [("tree", "body", "html"), ("html", "html", "body"), (None, "body", None)]
)
def test_the_body_comes_in_the_wanted_form(
    visitor: Visitor, body: str | None, present: str, absent: str | None
) -> None:
    """body=tree or html leaves the other key out; without a wish there are both."""
    root = visitor.says()
    visitor.replies(root)
    page = visitor.reads(**({"body": body} if body else {}))
    for comment in every(page["comments"]):
        assert comment[present]
        assert absent not in comment


def test_deep_replies_follow_as_siblings_at_the_last_level(house: Running, caller: httpx.Client) -> None:
    """Below the site's depth nothing nests further, while parent and depth stay the true ones."""
    visitor = new_visitor(house, caller, depth="3")
    last = visitor.says("root")
    ids = [last["comment"]["id"]]
    for depth in range(1, 6):
        last = visitor.replies(last, f"depth {depth}")
        ids.append(last["comment"]["id"])
    root = visitor.reads()["comments"][0]
    second = root["replies"][0]
    assert [reply["depth"] for reply in second["replies"]] == [2, 3, 4, 5]
    assert all(reply["replies"] == [] for reply in second["replies"])
    found = {comment["id"]: comment["parent"] for comment in every([root])}
    assert found == dict(zip(ids, [None, *ids], strict=False))


@pytest.mark.parametrize("depth", ["1", "2", "10"])
def test_any_depth_shows_every_reply_once(house: Running, caller: httpx.Client, depth: str) -> None:
    """However few levels are shown, no reply is lost and none comes twice."""
    visitor = new_visitor(house, caller, depth=depth)
    last = root = visitor.says("root")
    expected = {root["comment"]["id"]}
    for number in range(12):
        last = visitor.replies(last if number % 3 else root, f"reply {number}")
        expected.add(last["comment"]["id"])
    found = [comment["id"] for comment in every(visitor.reads()["comments"])]
    assert sorted(found) == sorted(expected)


def test_a_long_branch_comes_in_windows_without_gap_or_double(visitor: Visitor, house: Running) -> None:
    """The first 50 replies come with their root, the rest by `more`, each exactly once, also at equal times."""
    root = visitor.says("root")
    expected = [visitor.replies(root, f"reply {number}")["comment"]["id"] for number in range(127)]
    rows(house.database, "update comment set posted_at = posted_at / 100 * 100 where parent_id is not null")
    tell_again(house.database)
    first = visitor.reads()["comments"][0]
    found = [reply["id"] for reply in first["replies"]]
    more = first["more"]
    assert (len(found), more["count"]) == (50, 77)
    while more:
        window = visitor.http.get(
            f"{visitor.api}/thread/replies", params={"root": first["id"], "after": more["after"], "body": "tree"}
        ).json()
        assert window.keys() == {"comments", "more"}
        assert len(window["comments"]) <= 50
        found += [reply["id"] for reply in window["comments"]]
        assert window["comments"][0].keys() == COMMENT_KEYS - {"html"}
        more = window["more"]
    assert len(found) == 127
    assert set(found) == set(expected)


def test_replies_are_those_of_one_shown_branch(visitor: Visitor) -> None:
    """Asking after a comment of another branch, beneath a reply, or beneath what is not shown is 404."""
    one, other, gone = visitor.says(), visitor.says(), visitor.says()
    reply = visitor.replies(one)
    visitor.withdraws(gone)
    names = {"one": one, "other": other, "reply": reply, "gone": gone}
    for root, after in [("one", "other"), ("reply", "reply"), ("gone", "gone"), ("other", "reply")]:
        params = {"root": names[root]["comment"]["id"], "after": names[after]["comment"]["id"]}
        problem(visitor.http.get(f"{visitor.api}/thread/replies", params=params), 404, "not-found")
    problem(visitor.http.get(f"{visitor.api}/thread/replies", params={"root": "x", "after": "y"}), 404, "not-found")
    assert problem(visitor.http.get(f"{visitor.api}/thread/replies"), 422, "invalid").keys() == {"root"}


def test_a_reader_with_the_same_bytes_gets_304(visitor: Visitor) -> None:
    """The ETag of an answer, sent back, is 304 without a body, with the headers a cache needs."""
    visitor.says()
    answer = visitor.asks()
    tag = answer.headers["etag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = visitor.asks({"If-None-Match": asked})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "cache-control", "vary", "access-control-allow-origin"):
            assert again.headers[name] == answer.headers[name]
    assert visitor.asks({"If-None-Match": '"other"'}).status_code == 200


def test_an_empty_conversation_has_an_etag_too(visitor: Visitor) -> None:
    """Most pages have no comments yet; who asks for one again gets 304."""
    etag = visitor.asks().headers["etag"]
    assert len(etag) > 10
    again = visitor.asks({"If-None-Match": etag})
    assert (again.status_code, again.headers["etag"]) == (304, etag)


def test_every_visible_change_changes_the_etag(visitor: Visitor, house: Running) -> None:
    """Post, reply, edit, withdrawal, closing and new settings of the site each make new bytes under a new tag."""
    seen: set[str] = set()

    def changed() -> None:
        tag = visitor.asks().headers["etag"]
        assert tag not in seen
        seen.add(tag)

    changed()
    posted = visitor.says()
    changed()
    reply = visitor.replies(posted)
    changed()
    visitor.edits(posted)
    changed()
    visitor.edits(posted)
    changed()
    visitor.withdraws(posted)
    changed()
    visitor.withdraws(reply)
    changed()
    house.set_site(visitor.site, notice="Be kind.", avatars="generated")
    changed()
    ids = "select t.site_id, t.id from thread t join site s using (site_id) where s.key = ?"
    ((site_id, thread_id),) = rows(house.database, ids, visitor.site)
    house.write(call("set_doors_of_thread", site_id=site_id, id=thread_id, closed_at=1, locked_at=None))
    changed()


def test_different_questions_have_different_tags(visitor: Visitor) -> None:
    """Page, order, body, address, permalink and encoding are part of the validator."""
    posted = visitor.says()
    asked: list[tuple[dict[str, str], dict[str, str]]] = [
        ({}, {}),
        ({"body": "tree"}, {}),
        ({"body": "html"}, {}),
        ({"order": "newest"}, {}),
        ({"around": posted["comment"]["id"]}, {}),
        ({}, {"Accept-Encoding": "gzip"}),
        ({}, {"Accept-Encoding": "identity"}),
    ]
    tags = [visitor.asks(headers, **params).headers["etag"] for params, headers in asked]
    assert len(set(tags)) == len(tags)


def test_what_readers_cannot_see_changes_no_byte(house: Running, caller: httpx.Client) -> None:
    """A held comment leaves the thread's bytes and tag as they were."""
    visitor = new_visitor(house, caller)
    visitor.says()
    house.set_site(visitor.site, moderation="all", avatars="generated")
    before = visitor.asks()
    held = visitor.says("Held.")
    visitor.edits(held, "Still held.")
    visitor.withdraws(held)
    after = visitor.asks()
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])


def test_the_answer_is_the_same_for_every_reader(visitor: Visitor) -> None:
    """Tokens, languages, cookies and origins change nothing of what is read."""
    posted = visitor.says()
    plain = visitor.asks()
    for headers in (
        {"Authorization": f"Bearer {posted['edit_token']}"},
        {"Accept-Language": "ar"},
        {"Cookie": "a=b"},
        {"Origin": "https://evil.example"},
    ):
        answer = visitor.asks(headers)
        assert (answer.content, answer.headers["etag"]) == (plain.content, plain.headers["etag"])


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.000", None),
        ("identity", None),
        ("", None),
        ("BR", "br"),
        ("zstd, brotli, vbr", None),
    ],
)
def test_answers_are_compressed_for_those_who_can_read_it(
    visitor: Visitor, accepted: str, encoding: str | None
) -> None:
    """Brotli before gzip before nothing, by Accept-Encoding, and caches are told that it varies."""
    visitor.says("x" * 800)
    with visitor.http.stream(
        "GET", f"{visitor.api}/thread", params={"url": visitor.page}, headers={"Accept-Encoding": accepted}
    ) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert "Accept-Encoding" in answer.headers["vary"]
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert json.loads(decode(raw))["thread"]["count"] == 1


def test_a_read_with_min_version_is_never_older(visitor: Visitor) -> None:
    """What this process has is given; what it does not have yet is 503 with the time to wait."""
    version = visitor.says()["version"]
    assert visitor.reads(min_version=version)["thread"]["version"] == version
    for ahead in (version + 1, 10**15 - 1):
        answer = visitor.asks(min_version=ahead)
        problem(answer, 503, "unavailable")
        assert answer.headers["retry-after"] == "1"
    problem(visitor.on(f"{ORIGIN}/new").asks(min_version=1), 503, "unavailable")


def test_counts_are_given_under_the_addresses_that_were_asked(visitor: Visitor) -> None:
    """Up to 100 pages at once; unknown, foreign and unreadable ones count 0; spellings of a page count alike."""
    visitor.replies(visitor.says())
    urls = [visitor.page, f"{visitor.page}/?utm_source=x", "https://evil.example/", "nonsense", "\x00"]
    urls += [f"{ORIGIN}/{number}" for number in range(95)]
    answer = visitor.http.get(f"{visitor.api}/counts", params={"url": urls})
    counts = answer.json()["counts"]
    assert answer.json().keys() == {"counts"}
    assert list(counts) == urls
    assert [count for count in counts.values() if count] == [2, 2]


@pytest.mark.parametrize("number", [0, 101])
def test_counts_take_one_to_a_hundred_addresses(visitor: Visitor, number: int) -> None:
    """No address, or more than a hundred, is refused."""
    params = {"url": [f"{ORIGIN}/{each}" for each in range(number)]}
    assert problem(visitor.http.get(f"{visitor.api}/counts", params=params), 422, "invalid").keys() == {"url"}


def test_counts_are_never_stale(visitor: Visitor) -> None:
    """No cache may keep a count: after a 201 the next question has the new one."""
    visitor.says()
    answer = visitor.http.get(f"{visitor.api}/counts", params={"url": visitor.page})
    assert answer.json()["counts"] == {visitor.page: 1}
    assert answer.headers["cache-control"] == "no-cache"


def test_pings_are_shown_apart_and_found_around(visitor: Visitor, house: Running) -> None:
    """Pingbacks are no comments: not counted, on the last page only, which is where a permalink to one leads."""
    for number in range(26):
        visitor.says(f"root {number}")
    ping = visitor.says("A mention.")["comment"]["id"]
    site = "site_id = (select site_id from site where key = ?)"
    made = f"update comment set kind = 'pingback', number = null, persona_id = null where {site} and public_id = ?"
    rows(house.database, made, visitor.site, ping)
    tell_again(house.database)
    rows(
        house.database, f"update thread set count = count - 1, roots = roots - 1, pings = 1 where {site}", visitor.site
    )
    last = visitor.reads(page="last")
    assert ([found["id"] for found in last["pings"]], last["thread"]["count"]) == ([ping], 26)
    assert last["pings"][0]["kind"] == "pingback"
    assert last["pings"][0]["avatar"] is None
    assert visitor.reads()["pings"] == []
    for order in ("oldest", "newest"):
        assert visitor.reads(around=ping, order=order)["around"] == {"id": ping, "page": 2}
