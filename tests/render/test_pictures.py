"""Pictures from elsewhere, honest ones and lies."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.render.pictures import NotAPicture, PictureFacts, inspect_picture


def png(width: int, height: int, *, lines: int = 0) -> bytes:
    """A PNG whose header claims a size and which holds `lines` grey lines."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(lines)))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg(width: int, height: int, *, frame: int = 0xC0, before: bytes = b"") -> bytes:
    """A JPEG's headers, with other segments before its frame."""
    size = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    return (
        b"\xff\xd8" + _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + before + bytes([0xFF, frame]) + size + b"\xff\xda"
    )


def _segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def gif(width: int, height: int, version: bytes = b"89a") -> bytes:
    """A GIF's screen descriptor."""
    return b"GIF" + version + struct.pack("<HHBBB", width, height, 0, 0, 0) + b";"


def webp(kind: bytes, data: bytes) -> bytes:
    """A WebP with one chunk."""
    body = b"WEBP" + kind + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_lossy(width: int, height: int) -> bytes:
    """The key frame's header of VP8; the two highest bits of each size are a scale."""
    return webp(b"VP8 ", b"\x50\1\0\x9d\x01\x2a" + struct.pack("<HH", width | 0x4000, height | 0x8000))


def webp_lossless(width: int, height: int) -> bytes:
    """The header of VP8L: fourteen bits each, one less than the size, and the alpha hint above."""
    return webp(b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14 | 1 << 28))


def webp_extended(width: int, height: int) -> bytes:
    """The header of VP8X: flags, then twenty-four bits each, one less than the size."""
    return webp(b"VP8X", b"\x10\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"))


HONEST = [
    (png(80, 60, lines=60), "image/png"),
    (jpeg(80, 60), "image/jpeg"),
    (jpeg(80, 60, frame=0xC2), "image/jpeg"),
    (jpeg(80, 60, before=_segment(0xE1, b"Exif" * 500) + b"\xff\xff" + _segment(0xC4, b"x" * 30)), "image/jpeg"),
    (jpeg(80, 60, before=_segment(0xFE, jpeg(7, 7))), "image/jpeg"),
    (gif(80, 60), "image/gif"),
    (gif(80, 60, b"87a"), "image/gif"),
    (webp_lossy(80, 60), "image/webp"),
    (webp_lossless(80, 60), "image/webp"),
    (webp_extended(80, 60), "image/webp"),
]

HUGE = [
    (png(65_535, 65_535), 65_535),
    (png(2**32 - 1, 2**32 - 1), 2**32 - 1),
    (jpeg(65_535, 65_535), 65_535),
    (gif(65_535, 65_535), 65_535),
    (webp_lossy(16_383, 16_383), 16_383),
    (webp_lossless(16_384, 16_384), 16_384),
    (webp_extended(2**24, 2**24), 2**24),
]

NO_PICTURES = [
    b"",
    b"<!doctype html><title>404</title>",
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    b"<?xml version='1.0'?><svg/>",
    b" " + png(80, 60),
    b"\xef\xbb\xbf" + gif(80, 60),
    b"BM" + bytes(60),
    b"\0\0\1\0\1\0" + bytes(20),
    b"%PDF-1.7",
    b"\0\0\0\x1cftypavif" + bytes(40),
    b"GIF90a" + bytes(10),
    b"RIFF\0\0\0\0WAVEfmt " + bytes(30),
    webp(b"ALPH", bytes(30)),
    webp(b"VP8 ", bytes(30)),
    webp(b"VP8L", bytes(30)),
    b"\x89PNG\r\n\x1a\n" + _chunk(b"tEXt", b"a" * 13),
    b"\x89PNG\r\n\x1a\n" + bytes(30),
    b"\xff\xd8\xff\xd9",
    b"\xff\xd8\xff\xda" + jpeg(80, 60)[2:],
    b"\xff\xd8" + _segment(0xE0, b"x") + b"no marker",
    b"\xff\xd8" + b"\xff\xe0\0\0" * 50,
    b"\xff\xd8" + b"\xff" * 5_000,
    png(0, 60),
    png(80, 0),
    jpeg(80, 0),
    gif(0, 0),
    webp_lossy(0, 60),
]


@pytest.mark.parametrize(("data", "content_type"), HONEST)
def test_a_picture_is_known_by_its_bytes(data: bytes, content_type: str) -> None:
    """Type and size come from the header, wherever in the file it is."""
    assert inspect_picture(data) == PictureFacts(content_type, width=80, height=60)


@pytest.mark.parametrize(("data", "side"), HUGE)
def test_a_huge_size_is_reported(data: bytes, side: int) -> None:
    """A pixel bomb is a picture too; whoever keeps pictures sees its size and refuses."""
    facts = inspect_picture(data)
    assert (facts.width, facts.height) == (side, side)


@pytest.mark.parametrize("data", NO_PICTURES)
def test_anything_else_is_not_a_picture(data: bytes) -> None:
    """Documents, other formats, broken headers and sizes of zero are refused."""
    with pytest.raises(NotAPicture):
        inspect_picture(data)


@pytest.mark.parametrize("data", [png(80, 60)[:24], jpeg(80, 60)[:-6], gif(80, 60)[:10], webp_extended(80, 60)])
def test_a_header_cut_short_is_refused(data: bytes) -> None:
    """One byte less than what says the size is not enough, and nothing shorter is."""
    assert inspect_picture(data).width == 80
    for length in range(len(data)):
        with pytest.raises(NotAPicture):
            inspect_picture(data[:length])


@given(st.sampled_from([b"", *(data[:20] for data, _ in HONEST)]), st.binary(max_size=200))
def test_no_bytes_break_the_inspection(beginning: bytes, rest: bytes) -> None:
    """Whatever comes, the answer is a size above zero or a refusal."""
    try:
        facts = inspect_picture(beginning + rest)
    except NotAPicture:
        return
    assert facts.width > 0
    assert facts.height > 0
