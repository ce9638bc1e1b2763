"""A file's format is told by its beginning, and what cannot be read is named for what it is."""

import io
from pathlib import Path

import pytest

from chimein.transfer.formats import reader_of
from chimein.transfer.jsonl import read_jsonl
from chimein.transfer.unreadable import UnreadableFile, UnsupportedFormat
from chimein.transfer.wordpress import read_wordpress

SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize(
    ("name", "reader"), [("harbour-wxr-1.2.xml", read_wordpress), ("two-threads.jsonl", read_jsonl)]
)
def test_auto_knows_what_can_be_read(name: str, reader: object) -> None:
    """The owner need not know what the former system called its file; nothing of it is lost by looking."""
    with (SAMPLES / name).open("rb") as file:
        assert reader_of("auto", file) is reader
        assert file.tell() == 0


def test_wide_characters_do_not_hide_a_format() -> None:
    """An export saved as UTF-16 is still one."""
    data = (SAMPLES / "harbour-wxr-1.2.xml").read_text(encoding="utf-8").encode("utf-16")
    assert reader_of("auto", io.BytesIO(data)) is read_wordpress


def test_a_format_can_be_named() -> None:
    """A name is believed; the reader itself says when it does not fit."""
    assert reader_of("wordpress", io.BytesIO(b"anything")) is read_wordpress


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("disqus", b"", "Files of disqus cannot be imported yet"),
        ("auto", b'<disqus xmlns="http://disqus.com">', "Files of disqus cannot be imported yet"),
        ("auto", b"SQLite format 3\x00", "Files of isso cannot be imported yet"),
        ("auto", b"", "does not tell its format"),
        ("auto", b"%PDF-1.7", "does not tell its format"),
        ("wordperfect", b"", "no format 'wordperfect'"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(name: str, data: bytes, sentence: str) -> None:
    """A planned format is told from a mistyped one."""
    with pytest.raises(UnsupportedFormat, match=sentence):
        reader_of(name, io.BytesIO(data))


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00"])
def test_a_packed_file_is_to_be_unpacked_first(magic: bytes) -> None:
    """Also when its format was named."""
    for name in ("auto", "wordpress"):
        with pytest.raises(UnreadableFile, match="unpack it first"):
            reader_of(name, io.BytesIO(magic + b"rest"))
