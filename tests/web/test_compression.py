"""Smaller bytes for those who can read them."""

import gzip

import brotli
import pytest

from chimein.web.compression import SMALLEST, Effort, compressed, encoding_for

CASES = [
    ("", ""),
    ("br", "br"),
    ("gzip", "gzip"),
    ("gzip, br", "br"),
    ("gzip;q=1.0, br;q=0.1", "br"),
    ("br;q=0", ""),
    ("br;q=0.0, gzip;q=0", ""),
    ("br ; q=0.000 , gzip", "gzip"),
    ("GZIP", "gzip"),
    ("deflate, zstd", ""),
    ("identity;q=1, *;q=0", ""),
    ("vbr, xgzip, brotli", ""),
    ("br;q=x", ""),
    ("br;level=3", ""),
    (",,,", ""),
]


@pytest.mark.parametrize(("accepted", "expected"), CASES)
def test_the_best_encoding_that_was_offered_is_taken(accepted: str, expected: str) -> None:
    """Brotli, else gzip, else none; what is refused with q=0 or not understood is not taken."""
    assert encoding_for(accepted) == expected


@pytest.mark.parametrize("effort", ["quick", "usual", "thorough"])
def test_what_was_compressed_comes_back(effort: Effort) -> None:
    """The bytes are the same after decoding, and equal content makes equal bytes."""
    content = b"a comment " * 500
    for accepted, decode in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        smaller, encoding = compressed(content, accepted, effort)
        assert (encoding, decode(smaller)) == (accepted, content)
        assert len(smaller) < len(content) / 5
        assert compressed(content, accepted, effort)[0] == smaller


def test_small_content_stays_as_it_is() -> None:
    """Below the threshold compression would cost more than it saves."""
    assert compressed(b"x" * (SMALLEST - 1), "br") == (b"x" * (SMALLEST - 1), "")
    assert compressed(b"x" * SMALLEST, "br")[1] == "br"
