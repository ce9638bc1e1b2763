"""Finds an address in any bytes, however it was dressed: as it is, encoded, or as a plain hash of it."""

import base64
import hashlib
import zlib
from collections.abc import Iterator
from urllib.parse import quote

HASHES = (
    "md5",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "blake2b",
    "blake2s",
    "sha3_224",
    "sha3_256",
    "sha3_384",
    "sha3_512",
    "ripemd160",
    "sha512_256",
)
PREFIX_BYTES = 6


class Canary:
    """An address that exists nowhere else, and every trace of it that would betray it."""

    def __init__(self, email: str) -> None:
        self.email = email
        self.traces = dict(_traces(email))

    def found_in(self, data: bytes) -> list[str]:
        """The names of the traces in `data`, upper and lower case being alike for what is not base64."""
        folded = data.lower()
        return [name for name, trace in self.traces.items() if trace in (data if _is_exact(name) else folded)]


def _is_exact(name: str) -> bool:
    return "base64" in name or "raw" in name


def _traces(email: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each trace; those that are not exact are in lower case."""
    address = email.strip().lower()
    local, _, domain = address.partition("@")
    yield from _dressed("address", address)
    yield from _dressed("local part", local)
    yield from _dressed("domain", domain)
    for spelling, text in (("as typed", email), ("canonical", address)):
        for hash_name, digest in _digests(text.encode()):
            yield from _digest_traces(f"{hash_name} of it {spelling}", digest)
        checksum = zlib.crc32(text.encode())
        yield f"crc32 of it {spelling}, hex", f"{checksum:08x}".encode()
        yield f"crc32 of it {spelling}, decimal", f"{checksum:010d}".encode()


def _dressed(name: str, text: str) -> Iterator[tuple[str, bytes]]:
    data = text.encode()
    yield name, data
    yield f"{name}, reversed", data[::-1]
    yield f"{name}, in URLs", quote(text, safe="").lower().encode()
    yield f"{name}, in HTML", text.replace("@", "&#64;").encode()
    yield f"{name}, in JSON", text.replace("@", "\\u0040").encode()
    yield f"{name}, hex", data.hex().encode()
    yield f"{name}, raw UTF-16", text.encode("utf-16-le")
    for offset in range(3):
        # Somewhere within longer text, whose own first and last characters share digits with it.
        padded = base64.b64encode(b"\0" * offset + data)
        inner = padded[4 if offset else 0 : len(padded) - 4]
        yield f"{name}, base64 at {offset}", inner
        yield f"{name}, base64url at {offset}", inner.translate(bytes.maketrans(b"+/", b"-_"))


def _digests(data: bytes) -> Iterator[tuple[str, bytes]]:
    for name in HASHES:
        if name in hashlib.algorithms_available:
            yield name, hashlib.new(name, data).digest()


def _digest_traces(name: str, digest: bytes) -> Iterator[tuple[str, bytes]]:
    start = digest[:PREFIX_BYTES]
    yield f"{name}, hex", start.hex().encode()
    yield f"{name}, raw", start
    yield f"{name}, base64", base64.b64encode(start)
    yield f"{name}, base64url", base64.urlsafe_b64encode(start)
