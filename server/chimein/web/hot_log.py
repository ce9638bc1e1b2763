"""The log of hot answers. A line for each would cost more than the answer, so each second has one for each kind."""

import asyncio
import logging
from collections import Counter

from chimein.figures import DoorFigures

LOG = logging.getLogger("chimein.access")
ROUTE = "/api/v1/sites/{site}/thread"
SECONDS = 1.0


class HotLog:
    """Counts answers and logs the sums: like the line of any other answer, with `times` beside it."""

    def __init__(self, figures: DoorFigures) -> None:
        self._figures = figures
        self._times: Counter[tuple[bytes, int]] = Counter()
        self._bytes: Counter[tuple[bytes, int]] = Counter()
        self._timer: asyncio.TimerHandle | None = None

    def count(self, method: bytes, status: int, size: int) -> None:
        """One answer was given, with a body of `size` bytes."""
        kind = (method, status)
        self._times[kind] += 1
        self._bytes[kind] += size
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SECONDS, self.flush)

    def flush(self) -> None:
        """Log what was counted, and add it to the figures."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        times, sizes = self._times, self._bytes
        self._times, self._bytes = Counter(), Counter()
        for (method, status), number in times.items():
            # Each took some hundredths of a millisecond: to measure one would cost as much again.
            self._figures.answered((ROUTE, method.decode()), status, 0.0, number)
            LOG.info(
                "answered",
                extra={
                    "method": method.decode(),
                    "route": ROUTE,
                    "status": status,
                    "bytes": sizes[method, status],
                    "ms": 0.0,
                    "times": number,
                },
            )
