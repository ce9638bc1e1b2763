"""Clocks that tests set by hand, or wrongly."""

from chimein.gateways.clock import SystemClock


class SteppedClock:
    """Stands still until it is moved; both its times move together unless the wall clock alone is set."""

    def __init__(self, now: int = 1_780_000_000_000) -> None:
        """`now` is epoch milliseconds."""
        self._now = now
        self._monotonic = 0.0

    def now(self) -> int:
        """Epoch milliseconds."""
        return self._now

    def monotonic(self) -> float:
        """Seconds stepped so far."""
        return self._monotonic

    def step(self, milliseconds: int) -> None:
        """Let time pass."""
        self._now += milliseconds
        self._monotonic += milliseconds / 1000

    def set_wall(self, now: int) -> None:
        """Set the wall clock, also back, as an operator or NTP does; no time passes."""
        self._now = now


class ClockAhead(SystemClock):
    """Runs as the system's, but so many milliseconds later: what was leased to somebody else is due here sooner."""

    def __init__(self, ahead_ms: int) -> None:
        self._ahead = ahead_ms

    def now(self) -> int:
        """Epoch milliseconds, and some."""
        return super().now() + self._ahead
