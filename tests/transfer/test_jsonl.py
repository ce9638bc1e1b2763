"""Our own file goes out and comes in byte for byte, and says which line is wrong when one is."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.messages.records import Alias, CommentRecord, Header, Record, Revision, ThreadRecord
from chimein.transfer import jsonl
from chimein.transfer.jsonl import read_jsonl, write_jsonl
from chimein.transfer.tally import Tally
from chimein.transfer.unreadable import UnreadableFile

SAMPLE = Path(__file__).parent / "samples" / "two-threads.jsonl"
HEADER = b'{"type":"chimein","version":1,"emails":false}\n'
THREAD = b'{"type":"thread","id":"t","url":"https://a.example/"}\n'

texts = st.text(st.characters(exclude_categories=["Cs"]))
moments = st.integers(0, jsonl.LAST_MOMENT)
revisions = st.builds(
    Revision,
    text=texts,
    format=st.just("text"),
    name=texts,
    website=st.none() | texts,
    replaced_at=moments,
)
comments = st.builds(
    CommentRecord,
    id=texts,
    thread=st.just("t"),
    parent=st.none() | texts,
    kind=st.sampled_from(["comment", "pingback", "trackback"]),
    state=st.sampled_from(["published", "held", "spam", "rejected", "withdrawn"]),
    name=texts,
    email=st.none() | texts,
    text=texts,
    format=st.sampled_from(["markdown", "html", "text"]),
    posted_at=moments,
    edited_at=st.none() | moments,
    aliases=st.lists(st.builds(Alias, source=texts, id=texts, fragment=st.none() | texts), max_size=2),
    revisions=st.lists(revisions, max_size=2),
)


def written(records: list[Record], *, emails: bool = False) -> bytes:
    file = io.BytesIO()
    write_jsonl(records, file, Header(emails=emails))
    return file.getvalue()


def test_what_was_read_is_written_byte_for_byte() -> None:
    """Every key is present, the order is fixed, no script is escaped."""
    data = SAMPLE.read_bytes()
    assert written(list(read_jsonl(io.BytesIO(data)))) == data


@given(st.lists(comments, max_size=5))
def test_records_survive_the_way_out_and_in(found: list[CommentRecord]) -> None:
    """Whatever people wrote, in whatever script, comes back as it was."""
    records: list[Record] = [ThreadRecord(id="t", url="https://a.example/"), *found]
    assert list(read_jsonl(io.BytesIO(written(records)))) == records


def test_the_header_says_whether_emails_are_in_the_file() -> None:
    """Whoever opens the file sees on the first line what care it needs."""
    assert written([], emails=True) == b'{"type":"chimein","version":1,"emails":true}\n'


def test_pages_are_counted() -> None:
    """The tally knows the threads, with comments or without."""
    tally = Tally()
    assert len(list(read_jsonl(io.BytesIO(SAMPLE.read_bytes()), tally))) == 4
    assert tally.pages == 2


def test_a_key_of_a_later_version_is_passed_over() -> None:
    """A newer Chime In may say more about a thread than this one understands."""
    line = THREAD.replace(b'"id"', b'"mood":"sunny","id"')
    assert [record.id for record in read_jsonl(io.BytesIO(HEADER + line))] == ["t"]


@pytest.mark.parametrize(
    ("data", "line", "sentence"),
    [
        (b"", 1, "header"),
        (THREAD, 1, "header"),
        (b"hello", 1, "not a record"),
        (HEADER.replace(b"1", b"2"), 1, "version 2"),
        (HEADER + HEADER, 2, "second header"),
        (HEADER + THREAD + b"\n", 3, "not a record"),
        (HEADER + b'{"type":"thread","id":"t"}', 2, "url"),
        (HEADER + b'{"type":"smoke"}', 2, "smoke"),
        (HEADER + b"\xff\xfe\n", 2, "not a record"),
        (HEADER + THREAD.replace(b'"t"', b'"\\ud800"'), 2, "not a record"),
        (HEADER + b"[" * 100_000, 2, "not a record"),
    ],
)
def test_a_wrong_line_is_named(data: bytes, line: int, sentence: str) -> None:
    """One exception with the number of the line, counted from 1."""
    with pytest.raises(UnreadableFile, match=sentence) as refused:
        list(read_jsonl(io.BytesIO(data)))
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("thread", "posted_at", "sentence"),
    [("t", -1, "time"), ("t", 10**15, "time"), ("another", 1, "own thread")],
)
def test_a_comment_must_stand_under_its_thread_at_a_time_that_exists(
    thread: str, posted_at: int, sentence: str
) -> None:
    """Readers of the file need no memory of what came before, and dates can be shown."""
    stray = CommentRecord(id="c", thread=thread, name="Bo", text="Aye", format="text", posted_at=posted_at)
    data = written([ThreadRecord(id="t", url="https://a.example/"), stray])
    with pytest.raises(UnreadableFile, match=sentence) as refused:
        list(read_jsonl(io.BytesIO(data)))
    assert refused.value.line == 3


def test_a_line_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    """Sixteen mebibytes without a line break are no comment."""
    with pytest.raises(UnreadableFile, match="longer"):
        list(read_jsonl(io.BytesIO(HEADER + b" " * (jsonl.MAX_LINE_BYTES + 1))))
