"""Sums that only grow: counted where something happens, read by whoever operates the instance.

Counting costs a dictionary look-up and an addition. Nothing here knows an exporter, a clock or a person: names are
routes, codes and outcomes of ours, never what a visitor sent.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
SIZES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"})
ELSE = "other"


class Histogram:
    """How many observations were at most so large, and their sum."""

    __slots__ = ("_bounds", "_counts", "sum")

    def __init__(self, bounds: Sequence[float] = SECONDS) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, value: float, times: int = 1) -> None:
        """Something took, or had, `value`; `times` times."""
        self._counts[bisect_left(self._bounds, value)] += times
        self.sum += value * times

    @property
    def count(self) -> int:
        """All observations."""
        return sum(self._counts)

    def cumulative(self) -> list[tuple[str, float]]:
        """(upper bound, observations up to it), as Prometheus wants them."""
        found, total = [], 0
        for bound, count in zip((*map(str, self._bounds), "+Inf"), self._counts, strict=True):
            total += count
            found.append((bound, float(total)))
        return found


class DoorFigures:
    """What came to the door and what was answered."""

    def __init__(self) -> None:
        self.requests: dict[tuple[str, str, int], Histogram] = {}
        """By route, method and status: seconds. The method is one of ours, or `other`."""
        self.posts: Counter[str] = Counter()
        """By outcome: the state of a comment that was stored, `replayed`, or the code of the refusal."""

    def answered(self, asked: tuple[str, str], status: int, seconds: float, times: int = 1) -> None:
        """A request for (route, method) was answered."""
        route, method = asked
        key = (route, method if method in METHODS else ELSE, status)
        found = self.requests.get(key)
        if found is None:
            found = self.requests[key] = Histogram()
        found.add(seconds, times)


class StoreFigures:
    """What the database was asked and how long that took."""

    def __init__(self) -> None:
        self.commits = Histogram()
        """Seconds from the beginning of a group's (or a transaction's) work to the end of its COMMIT."""
        self.commit_sizes = Histogram(SIZES)
        """Transactions that shared a COMMIT."""
        self.failed_commits = 0
        self.writing = 0
        """Transactions that were asked for and are not answered yet, whether they run or wait."""
        self.reader_waits = Histogram()
        """Seconds for which a reading transaction waited for a connection."""
