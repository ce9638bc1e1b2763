"""The only place that reads a clock, so that rules and actions are given the time and tests can decide it."""

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time, and how much of it has passed."""

    def now(self) -> int:
        """Wall-clock time in epoch milliseconds, UTC; may jump when the machine's clock is set."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never runs backwards, so durations and deadlines use it."""
        ...


class SystemClock:
    """The machine's own clock."""

    __slots__ = ()

    def now(self) -> int:
        """Wall-clock time in epoch milliseconds, UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds since some fixed moment of this machine's run."""
        return time.monotonic()
