"""Which formats there are, and which of them a file is by its first bytes.

One table: whoever writes a reader adds its line here. Packed files are named for what they are, not unpacked.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from chimein.messages.records import Record
from chimein.transfer.jsonl import read_jsonl
from chimein.transfer.tally import Tally
from chimein.transfer.unreadable import UnreadableFile, UnsupportedFormat
from chimein.transfer.wordpress import read_wordpress

Reader = Callable[[BinaryIO, Tally], Iterator[Record]]

READERS: Mapping[str, Reader] = {
    "jsonl": read_jsonl,
    "wordpress": read_wordpress,
}

PLANNED = frozenset(
    {
        "artalk",
        "blogger",
        "comentario",
        "commento",
        "disqus",
        "isso",
        "remark42",
        "twikoo",
        "valine",
        "waline",
    }
)
"""Known by name, so that asking for one is answered better than a typing mistake."""

FORMATS = ("auto", *sorted(READERS))
"""What `chimein import` accepts as FORMAT."""

PACKED: Mapping[bytes, str] = {
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ\x00": "an xz file",
    b"(\xb5/\xfd": "a zstd file",
}

MARKS: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\x00", "isso"),
    (b'"type":"chimein"', "jsonl"),
    (b"<disqus", "disqus"),
    (b"wordpress.org/export/", "wordpress"),
)
"""What gives a format away when it stands near the beginning; the first that is found counts."""

SNIFFED_BYTES = 4096


def reader_of(name: str, file: BinaryIO) -> Reader:
    """The reader for `name`, or for what the file is if that is `auto`; the file is left at its start.

    `file` must be seekable. Raises `UnsupportedFormat`, and `UnreadableFile` for a packed file.
    """
    if name not in PLANNED and name not in FORMATS:
        raise UnsupportedFormat(f"There is no format {name!r}. Known: {', '.join(FORMATS)}.")
    head = _head(file)
    _refuse_packed(head)
    found = _sniffed(head) if name == "auto" else name
    if found not in READERS:
        raise UnsupportedFormat(f"Files of {found} cannot be imported yet. Readable now: {', '.join(sorted(READERS))}.")
    return READERS[found]


def _head(file: BinaryIO) -> bytes:
    head = file.read(SNIFFED_BYTES)
    file.seek(0)
    return head


def _refuse_packed(head: bytes) -> None:
    for magic, name in PACKED.items():
        if head.startswith(magic):
            raise UnreadableFile(1, f"this is {name}: unpack it first.")


def _sniffed(head: bytes) -> str:
    text = head.replace(b"\x00", b"") if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head
    for mark, name in MARKS:
        if mark in text:
            return name
    raise UnsupportedFormat(
        f"The beginning of this file does not tell its format. Name it: {', '.join(sorted(READERS))}."
    )
