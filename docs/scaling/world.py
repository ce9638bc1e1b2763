"""The world that is simulated and calculated: who reads which page how often, and what stands between.

Pages are read by a Zipf law: the page of rank r has a share in proportion to r^-zipf (Breslau et al., "Web Caching and
Zipf-like Distributions: Evidence and Implications", INFOCOM 1999, found 0.64 to 0.83 at proxies). Comments are written
by the same law. Readers come by chance (Poisson), each to one of the CDN's places (PoPs), all alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

MEGABYTE = 1024 * 1024
EXACT_RANKS = 200
BUCKETS_A_DOUBLING = 8


@dataclass(frozen=True, slots=True)
class World:
    """One situation. Times are seconds."""

    reads: float = 100_000.0
    """A second, at all places."""
    posts: float = 100.0
    """A second; each makes every kept answer of its page old."""
    pages: int = 1_000_000
    """That are read at all in these hours."""
    zipf: float = 1.0
    places: int = 20
    """Of the CDN, each with a memory of its own that is large enough."""
    s_maxage: float = 60.0
    """How long a place may answer without asking; 0: there is no CDN."""
    processes: int = 8
    cache_mb: float = 32.0
    """CHIMEIN_CACHE_MB of each process."""
    answer_bytes: float = 9_000.0
    """What one kept answer takes in memory, on average."""
    keeps_pages_apart: bool = False
    """Whether the balancer sends a page always to the same process, or each request to any."""

    @property
    def stale(self) -> float:
        """stale-while-revalidate (RFC 5861): how long after that it may answer first and ask then. It is as long."""
        return self.s_maxage

    @property
    def room(self) -> float:
        """Answers for which one process has room."""
        return self.cache_mb * MEGABYTE / self.answer_bytes


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of neighbouring ranks, treated alike in formulas."""

    pages: float
    share: float
    """Of all reads, for each of them."""


@lru_cache(maxsize=16)
def shares(pages: int, zipf: float) -> Sequence[float]:
    """Each page's share of all reads, by rank."""
    weights = [rank**-zipf for rank in range(1, pages + 1)]
    total = sum(weights)
    return [weight / total for weight in weights]


@lru_cache(maxsize=16)
def groups(pages: int, zipf: float) -> Sequence[Group]:
    """The same, with ranks beyond the first two hundred in groups whose shares differ by a few per cent."""
    every = shares(pages, zipf)
    found = [Group(1, share) for share in every[:EXACT_RANKS]]
    begun = EXACT_RANKS
    while begun < pages:
        end = min(pages, max(begun + 1, round(begun * 2 ** (1 / BUCKETS_A_DOUBLING))))
        found.append(Group(end - begun, sum(every[begun:end]) / (end - begun)))
        begun = end
    return found
