"""WordPress exports become records: nothing lost, nothing invented, broken files refused with their line."""

import hashlib
import io
import json
import tracemalloc
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chimein.messages.records import Alias, CommentRecord, ThreadRecord
from chimein.transfer.tally import Tally
from chimein.transfer.unreadable import UnreadableFile
from chimein.transfer.wordpress import read_wordpress
from shared_files import shared

SAMPLE = Path(__file__).parent / "samples" / "harbour-wxr-1.2.xml"

WELL_FORMED = [
    "isso-tests.xml",
    "wp-importer-small-export.xml",
    "wp-importer-valid-1.0.xml",
    "wp-importer-valid-1.1.xml",
    "wp-theme-unit-test.xml",
    "pelican-tests.xml",
    "cc-labs-2013.xml",
    "bitcoinfrance-2016.xml",
]

STATE_NAMES = {"held": "pending", "rejected": "trash"}


def threads_and_comments(data: bytes, tally: Tally | None = None) -> tuple[list[ThreadRecord], list[CommentRecord]]:
    records = list(read_wordpress(io.BytesIO(data), tally))
    threads = [record for record in records if isinstance(record, ThreadRecord)]
    return threads, [record for record in records if isinstance(record, CommentRecord)]


def sample_comments() -> dict[str, CommentRecord]:
    return {comment.id: comment for comment in threads_and_comments(SAMPLE.read_bytes())[1]}


def export_of(items: str, version: str = "1.2") -> bytes:
    return (
        f'<rss xmlns:wp="http://wordpress.org/export/{version}/"><channel>'
        f"<link>https://a.example</link><wp:wxr_version>{version}</wp:wxr_version>{items}</channel></rss>"
    ).encode()


def item_of(*comments: str) -> str:
    return f"<item><link>https://a.example/x</link>{''.join(comments)}</item>"


def comment_of(number: int, text: str = "Aye") -> str:
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_approved>1</wp:comment_approved>"
        f"<wp:comment_date_gmt>2020-01-01 00:00:00</wp:comment_date_gmt>"
        f"<wp:comment_content>{text}</wp:comment_content></wp:comment>"
    )


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


def test_a_page_with_comments_becomes_a_thread() -> None:
    """Link, title without entities, birth and closing are taken over; a page without comments is only counted."""
    tally = Tally()
    threads, _ = threads_and_comments(SAMPLE.read_bytes(), tally)
    assert threads[0] == ThreadRecord(
        id="https://harbour.example.org/blog/rope/",
        url="https://harbour.example.org/blog/rope/",
        title="Rope & tide’s end",
        closed=True,
        created_at=moment("2019-03-02T08:00:00"),
    )
    assert len(threads) == 2
    assert tally.pages == 3


def test_a_page_without_a_link_has_the_address_by_which_wordpress_finds_it() -> None:
    """Drafts have no permalink, yet `?p=` reaches them."""
    threads, _ = threads_and_comments(SAMPLE.read_bytes())
    assert threads[1].url == "https://harbour.example.org/blog/?p=42"


def test_a_comment_is_taken_over_whole() -> None:
    """Name, private email, website, team badge, body as HTML, UTC time, true parent and old permalink."""
    assert sample_comments()["102"] == CommentRecord(
        id="102",
        thread="https://harbour.example.org/blog/rope/",
        parent="101",
        name="marta",
        email="Marta@Example.org",
        website="https://harbour.example.org",
        persona="marta@example.org",
        badge=True,
        text="Thank you!\n\nMended <em>now</em>.",
        format="html",
        posted_at=moment("2019-03-02T10:30:00"),
        aliases=[Alias(source="wordpress harbour.example.org/blog", id="102", fragment="comment-102")],
    )


def test_white_space_and_entities_around_values_are_not_part_of_them() -> None:
    """Indented fields and HTML in names are the exporter's manner, not the writer's."""
    tom = sample_comments()["101"]
    assert (tom.name, tom.email, tom.text) == (
        "Tom & Ann",
        "tom@example.com",
        "The third picture is upside down.",
    )
    assert tom.website is None
    assert not tom.badge


def test_a_zero_gmt_date_falls_back_to_the_local_one_then_to_the_pages() -> None:
    """A broken date moves a comment a little rather than stopping the import."""
    comments = sample_comments()
    assert comments["101"].posted_at == moment("2019-03-02T11:15:00")
    assert comments["106"].posted_at == moment("2019-03-02T08:00:00")


def test_states_and_kinds_are_translated() -> None:
    """Held waits, trash is marked, spam stays spam, pings keep their kind."""
    comments = sample_comments()
    assert {key: (comment.state, comment.kind) for key, comment in comments.items()} == {
        "101": ("published", "comment"),
        "102": ("published", "comment"),
        "103": ("held", "comment"),
        "104": ("published", "pingback"),
        "106": ("rejected", "comment"),
        "101~2": ("published", "trackback"),
        "107": ("spam", "comment"),
    }


def test_whoever_gave_no_email_belongs_to_nobody() -> None:
    """People without an address are never merged."""
    unnamed = sample_comments()["103"]
    assert (unnamed.name, unnamed.email, unnamed.persona) == ("", None, None)


def test_an_id_used_twice_names_two_comments_and_replies_stay_on_their_page() -> None:
    """The second page's 101 gets a name of its own, and its reply follows it."""
    tally = Tally()
    _, comments = threads_and_comments(SAMPLE.read_bytes(), tally)
    by_id = {comment.id: comment for comment in comments}
    assert by_id["102"].parent == "101"
    assert by_id["107"].parent == "101~2"
    assert by_id["101~2"].aliases[0].fragment == "comment-101"
    assert tally.noticed["repeated-id"] == 1


def test_internal_notes_are_left_out_and_counted() -> None:
    """What editors and shops wrote to themselves was never meant for readers."""
    tally = Tally()
    _, comments = threads_and_comments(SAMPLE.read_bytes(), tally)
    assert "105" not in {comment.id for comment in comments}
    assert tally.skipped == {"internal-note": 1}


def test_comments_on_pages_that_are_not_public_are_noticed() -> None:
    """Importing makes them readable, so the report says how many there are."""
    tally = Tally()
    threads_and_comments(SAMPLE.read_bytes(), tally)
    assert tally.noticed["on-unpublished-page"] == 2


def test_reading_twice_gives_the_same_records() -> None:
    """What a second import compares must not change between two passes."""
    assert threads_and_comments(SAMPLE.read_bytes()) == threads_and_comments(SAMPLE.read_bytes())


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3"])
def test_every_version_of_the_namespace_is_read(version: str) -> None:
    """The namespace carries the version; the elements have not changed since the first."""
    _, comments = threads_and_comments(export_of(item_of(comment_of(1)), version))
    assert [comment.id for comment in comments] == ["1"]


@pytest.mark.parametrize(
    ("data", "line", "sentence"),
    [
        (b"", 1, "no element found"),
        (b"<rss>\n<channel>\n", 3, "no element found"),
        (b"<rss>\n<channel></rss>", 2, "mismatched tag"),
        (b"<rss>\n\n<atom:link/></rss>", 3, "unbound prefix"),
        (b"<html></html>", 1, "begins with <html>"),
        (b"<rss><channel>\n<item><title>News</title></item></channel></rss>", 2, "news feed"),
        (b"<rss><channel/>\n</rss>", 2, "news feed"),
        (b"<rss>\n&nbsp;</rss>", 2, "undefined entity"),
        (b'<?xml version="1.0" encoding="klingon"?><rss/>', 1, "encoding"),
        (b'<!DOCTYPE rss [\n<!ENTITY a "b">]><rss>&a;</rss>', 1, "document type"),
        (b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss/>', 1, "document type"),
        (b"<rss>" + b"<a>" * 200, 1, "nested"),
        (b"<rss>caf\xe9</rss>", 1, "not well-formed"),
        (export_of(item_of("\n<wp:comment></wp:comment>")), 2, "no wp:comment_id"),
        (
            export_of(item_of("\n\n<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>")),
            3,
            "has a date",
        ),
    ],
)
def test_a_broken_or_foreign_file_is_refused_with_its_line(data: bytes, line: int, sentence: str) -> None:
    """One exception, the line to look at, and words for the owner."""
    with pytest.raises(UnreadableFile, match=sentence) as refused:
        threads_and_comments(data)
    assert refused.value.line == line


def test_a_large_file_needs_no_more_memory_than_its_largest_page() -> None:
    """Fifty times the pages, the same peak: nothing of a finished page is kept."""
    page = item_of(*(comment_of(number, "x" * 500) for number in range(1, 40)))

    def peak(pages: int) -> int:
        data = io.BytesIO(export_of(page * pages))
        tracemalloc.start()
        for _ in read_wordpress(data):
            pass
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(100) < 2 * peak(5)


@pytest.mark.parametrize("name", WELL_FORMED)
def test_real_exports_come_out_as_they_were_counted(name: str) -> None:
    """Pages, states, kinds, depths, orphans and the published comments' fingerprint agree with a second reading."""
    counted = json.loads(shared("fixtures/counts.json").read_bytes())[f"wordpress/{name}"]
    tally = Tally()
    threads, comments = threads_and_comments(shared(f"fixtures/wordpress/{name}").read_bytes(), tally)
    assert tally.pages == counted["threads"]
    assert len(threads) == counted["threads_with_comments"]
    assert len(comments) == counted["comments"]
    assert Counter(STATE_NAMES.get(c.state, c.state) for c in comments) == counted["by_state"]
    assert Counter(c.kind for c in comments) == counted.get("by_kind", {"comment": counted["comments"]})
    assert len({comment.id for comment in comments}) == len(comments)
    depths, orphans = depths_of(comments)
    assert {str(depth): n for depth, n in depths.items()} == counted["by_depth"]
    assert orphans == counted["orphans (parent not in file)"]
    assert fingerprint(comments) == fingerprint_in(counted)


@pytest.mark.parametrize(("name", "line"), [("wp-importer-malformed.xml", 90), ("heyitsalex-2013.xml", 42)])
def test_real_exports_that_are_broken_are_refused_with_their_line(name: str, line: int) -> None:
    """A tag that was never closed; a prefix that was never declared."""
    with pytest.raises(UnreadableFile) as refused:
        threads_and_comments(shared(f"fixtures/wordpress/{name}").read_bytes())
    assert refused.value.line == line


def test_collected_attacks_are_refused() -> None:
    """None of the known entity and inclusion tricks yields a record, reads a file or takes long."""
    blocks = json.loads(shared("hostile/xml/patt-xxe-codeblocks.json").read_bytes())
    lines = shared("hostile/xml/fuzzdb-xml-attacks.txt").read_text(encoding="utf-8").splitlines()
    attacks = [block["text"] for block in blocks] + lines + [line.strip('"').replace('""', '"') for line in lines]
    for attack in attacks:
        with pytest.raises(UnreadableFile):
            threads_and_comments(attack.encode())


def depths_of(comments: Iterable[CommentRecord]) -> tuple[Counter[int], int]:
    parents = {comment.id: comment.parent for comment in comments}
    orphans = sum(parent is not None and parent not in parents for parent in parents.values())

    def depth(comment_id: str) -> int:
        steps = 0
        while (parent := parents[comment_id]) is not None and parent in parents:
            comment_id, steps = parent, steps + 1
        return steps

    return Counter(map(depth, parents)), orphans


def fingerprint(comments: Iterable[CommentRecord]) -> str:
    lines = sorted(
        f"{c.name}|{datetime.fromtimestamp(c.posted_at / 1000, UTC):%Y-%m-%dT%H:%M:%S}"
        for c in comments
        if c.state == "published" and c.kind == "comment"
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def fingerprint_in(counted: dict[str, Any]) -> object:
    return next(value for key, value in counted.items() if key.startswith("fingerprint"))
