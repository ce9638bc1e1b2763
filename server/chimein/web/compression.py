"""Smaller bytes for those who can read them."""

import gzip
import re

import brotli

SMALLEST = 600
_ACCEPTED = re.compile(r"(br|gzip)\s*(?:;\s*q=(0(?:\.0*)?|[01]?\.\d+|1))?\s*(?:,|$)")


def encoding_for(accepted: str) -> str:
    """The best encoding that the header allows: br, gzip, or none (empty)."""
    allowed = {name for name, quality in _ACCEPTED.findall(accepted.lower()) if not quality or float(quality) > 0}
    return next((name for name in ("br", "gzip") if name in allowed), "")


def compressed(content: bytes, accepted: str, *, thorough: bool = False) -> tuple[bytes, str]:
    """The content in the best encoding that `accepted` allows, with that encoding's name (empty: as it is)."""
    encoding = encoding_for(accepted) if len(content) >= SMALLEST else ""
    if encoding == "br":
        made: bytes = brotli.compress(content, quality=11 if thorough else 4)
        return made, encoding
    if encoding == "gzip":
        return gzip.compress(content, compresslevel=9 if thorough else 5, mtime=0), encoding
    return content, ""
