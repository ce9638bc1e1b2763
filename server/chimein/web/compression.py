"""Smaller bytes for those who can read them."""

import gzip
import re
from typing import Literal

import brotli

Effort = Literal["quick", "usual", "thorough"]
"""For what is sent once, for what is kept until it changes, for what never changes."""
SMALLEST = 600
_BROTLI: dict[Effort, int] = {"quick": 1, "usual": 4, "thorough": 11}
_GZIP: dict[Effort, int] = {"quick": 1, "usual": 5, "thorough": 9}
_OFFER = re.compile(r"\s*(br|gzip)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")  # RFC 9110 §12.4.2, §12.5.3


def encoding_for(accepted: str) -> str:
    """The best encoding that the header allows: br, gzip, or none (empty)."""
    offers = filter(None, map(_OFFER.fullmatch, accepted.lower().split(",")))
    allowed = {offer[1] for offer in offers if float(offer[2] or 1) > 0}
    return next((name for name in ("br", "gzip") if name in allowed), "")


def compressed(content: bytes, accepted: str, effort: Effort = "usual") -> tuple[bytes, str]:
    """The content in the best encoding that `accepted` allows, with that encoding's name (empty: as it is)."""
    return compressed_as(encoding_for(accepted), content, effort)


def compressed_as(encoding: str, content: bytes, effort: Effort) -> tuple[bytes, str]:
    """The content in this encoding, with its name; as it is, with an empty one, where that would save nothing."""
    if len(content) < SMALLEST:
        return content, ""
    if encoding == "br":
        made: bytes = brotli.compress(content, quality=_BROTLI[effort])
        return made, encoding
    if encoding == "gzip":
        return gzip.compress(content, compresslevel=_GZIP[effort], mtime=0), encoding
    return content, ""
