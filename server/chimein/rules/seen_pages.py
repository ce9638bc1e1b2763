"""A page as a stranger's browser would get it, or why it could not: facts for the page doctor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LONGEST_PAGE = 1_000_000  # bytes
MOST_HOPS = 5

Obstacle = Literal[
    "url", "dns", "address", "connect", "timeout", "protocol", "scheme", "too-large", "hops", "compressed"
]
"""address: not on the open internet; scheme: neither http nor https on its own port; hops: too many redirects."""


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What was answered in the end."""

    asked: str
    url: str
    """After redirects; the same as `asked` without any."""
    status: int
    headers: Mapping[str, str]
    """By lower-case name; what came several times is joined by commas."""
    html: str
    """Empty unless the status is 2xx."""
    seen_at: int
    """Milliseconds, by our clock."""


@dataclass(frozen=True, slots=True)
class PageUnseen:
    """Nothing was answered that could be read."""

    asked: str
    url: str
    """Where it failed."""
    obstacle: Obstacle
