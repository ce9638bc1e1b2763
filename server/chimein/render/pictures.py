"""Says what a picture from elsewhere is, from its own first bytes and not from what its sender claims.

It only reads headers and decodes nothing, so a pixel bomb is reported and not exploded; whoever keeps pictures decides
by these facts. SVG is not among them: it is a document that can run scripts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

PNG, JPEG, GIF, WEBP = "image/png", "image/jpeg", "image/gif", "image/webp"

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_JPEG_END_OF_HEADERS = frozenset({0xD9, 0xDA})


class NotAPicture(ValueError):
    """These bytes are no PNG, JPEG, GIF or WebP, or end before they say how large the picture is."""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """The content type to serve the picture with, and its size in pixels as its header claims it, never 0."""

    content_type: str
    width: int
    height: int


def inspect_picture(data: bytes) -> PictureFacts:
    """The facts of a PNG (W3C), JPEG (T.81), GIF (89a) or WebP (RFC 9649); raises NotAPicture for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        facts = _png(data)
    elif data.startswith(b"\xff\xd8\xff"):
        facts = _jpeg(data)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        facts = PictureFacts(GIF, _little(data, 6, 2), _little(data, 8, 2))
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        facts = _webp(data)
    else:
        raise NotAPicture("the first bytes are not those of a PNG, JPEG, GIF or WebP")
    if facts.width == 0 or facts.height == 0:
        raise NotAPicture("the picture says that it has no size")
    return facts


def _png(data: bytes) -> PictureFacts:
    if data[8:16] != b"\0\0\0\x0dIHDR":
        raise NotAPicture("a PNG must begin with its header")
    return PictureFacts(PNG, _big(data, 16, 4), _big(data, 20, 4))


def _jpeg(data: bytes) -> PictureFacts:
    for marker, at in _jpeg_segments(data):
        if marker in _JPEG_FRAMES:
            return PictureFacts(JPEG, width=_big(data, at + 5, 2), height=_big(data, at + 3, 2))
    raise NotAPicture("a JPEG must say its size before its pixels")


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Each marker of the headers, with the place of its segment's length."""
    at = 2
    while at + 1 < len(data):
        if data[at] != 0xFF:
            raise NotAPicture("a JPEG's segment must begin with a marker")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _JPEG_WITHOUT_LENGTH:
            at += 2
        elif marker in _JPEG_END_OF_HEADERS:
            return
        else:
            yield marker, at + 2
            at += 2 + max(_big(data, at + 2, 2), 2)


def _webp(data: bytes) -> PictureFacts:
    match data[12:16]:
        case b"VP8X":
            return PictureFacts(WEBP, _little(data, 24, 3) + 1, _little(data, 27, 3) + 1)
        case b"VP8L" if data[20:21] == b"\x2f":
            bits = _little(data, 21, 4)
            return PictureFacts(WEBP, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case b"VP8 " if data[23:26] == b"\x9d\x01\x2a":
            return PictureFacts(WEBP, _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF)
        case _:
            raise NotAPicture("a WebP must begin with VP8, VP8L or VP8X")


def _big(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(_bytes(data, at, size), "big")


def _little(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(_bytes(data, at, size), "little")


def _bytes(data: bytes, at: int, size: int) -> bytes:
    if len(data) < at + size:
        raise NotAPicture("the bytes end within the picture's header")
    return data[at : at + size]
