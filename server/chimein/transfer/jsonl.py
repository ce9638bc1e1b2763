"""Chime In's own file: JSON Lines, UTF-8, the lines that `messages/records.py` describes.

First a header, then each thread followed by its comments. The same records always make the same bytes.
Reading checks every line by itself and that comments stand under their thread; what records mean is for the
importer.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from chimein.messages.records import FORMAT_VERSION, CommentRecord, Header, Record, ThreadRecord
from chimein.transfer.tally import Tally
from chimein.transfer.unreadable import UnreadableFile

MAX_LINE_BYTES = 16 * 1024 * 1024
"""Far above any comment with its revisions; a file without line breaks must not fill the memory."""

LAST_MOMENT = 253_402_300_799_999
"""The end of the year 9999 in epoch milliseconds: later than that no date can be written."""

Line = Header | ThreadRecord | CommentRecord

_decoder = msgspec.json.Decoder(Line)
_encoder = msgspec.json.Encoder()


def read_jsonl(file: BinaryIO, tally: Tally | None = None) -> Iterator[Record]:
    """Every record in the file's order; `UnreadableFile` at the first line that is not as it should be."""
    counts = tally or Tally()
    lines = _lines(file)
    _check_header(lines)
    thread = ""
    for number, line in lines:
        if isinstance(line, Header):
            raise UnreadableFile(number, "a second header: import files one by one.")
        if isinstance(line, ThreadRecord):
            counts.pages += 1
            thread = line.id
        else:
            _check_comment(number, line, thread)
        yield line


def write_jsonl(records: Iterable[Record], file: BinaryIO, header: Header) -> None:
    """One line a record, every key present, in the order given."""
    file.write(_encoder.encode(header) + b"\n")
    for record in records:
        write_record(record, file)


def write_record(record: Record, file: BinaryIO) -> None:
    """The record's line."""
    file.write(_encoder.encode(record) + b"\n")


def _check_header(lines: Iterator[tuple[int, Line]]) -> None:
    number, header = next(lines, (1, None))
    if not isinstance(header, Header):
        raise UnreadableFile(number, 'the first line must be the header: {"type":"chimein","version":1,…}.')
    if header.version != FORMAT_VERSION:
        raise UnreadableFile(
            number, f"this file is of version {header.version}; this Chime In reads version {FORMAT_VERSION}."
        )


def _check_comment(number: int, comment: CommentRecord, thread: str) -> None:
    if comment.thread != thread:
        raise UnreadableFile(number, "this comment does not stand under its own thread.")
    moments = [comment.posted_at, comment.edited_at or 0, *(old.replaced_at for old in comment.revisions)]
    if min(moments) < 0 or max(moments) > LAST_MOMENT:
        raise UnreadableFile(number, "a time must be milliseconds since 1970, and before the year 10000.")


def _lines(file: BinaryIO) -> Iterator[tuple[int, Line]]:
    number = 0
    while raw := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(raw) > MAX_LINE_BYTES:
            raise UnreadableFile(number, f"this line is longer than {MAX_LINE_BYTES // 2**20} MiB.")
        yield number, _decoded(number, raw)


def _decoded(number: int, raw: bytes) -> Line:
    try:
        line: Line = _decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFile(number, f"this is not a record ({error}).") from error
    return line
