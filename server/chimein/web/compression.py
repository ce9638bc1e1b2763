"""Smaller bytes for those who can read them."""

import gzip
import re

import brotli

SMALLEST = 600
_OFFER = re.compile(r"\s*(br|gzip)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")  # RFC 9110 §12.4.2, §12.5.3


def encoding_for(accepted: str) -> str:
    """The best encoding that the header allows: br, gzip, or none (empty)."""
    offers = filter(None, map(_OFFER.fullmatch, accepted.lower().split(",")))
    allowed = {offer[1] for offer in offers if float(offer[2] or 1) > 0}
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
