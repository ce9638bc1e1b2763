"""What comes of fetching something from elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass


class EgressFailed(Exception):
    """Nothing was fetched.

    `reason` is a stable code for the operator's log: url, host, scheme, dns, address, connect, timeout,
    protocol, redirect or too-large. Neither it nor the text says an address, a port or what was answered.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"Nothing was fetched ({reason}).")


@dataclass(frozen=True, slots=True)
class EgressAnswer:
    """What the other side answered."""

    status: int
    headers: Mapping[str, str]
    """Case-insensitive."""
    body: bytes
    """The bytes as sent; empty unless the status is 2xx, because nobody needs the prose of an error."""
