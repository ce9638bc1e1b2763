"""Spares whoever is asked: a pace that is never exceeded, and a pause after failures in a row."""

from collections import deque

from chimein.gateways.clock import Clock

STARTS_PER_SECOND = 5
FAILURES_IN_A_ROW = 5
PAUSE_SECONDS = 300.0


class Upstream:
    """One other side. After a pause a single try decides whether it is over."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._starts: deque[float] = deque(maxlen=STARTS_PER_SECOND)
        self._failures = 0
        self._paused_until = 0.0
        self._trying = False

    def room(self) -> int:
        """How many may be started now."""
        now = self._clock.monotonic()
        if self._trying or now < self._paused_until:
            return 0
        recent = sum(1 for start in self._starts if start > now - 1)
        left = STARTS_PER_SECOND - recent
        return min(left, 1) if self._is_suspect() else left

    def seconds_until_room(self) -> float:
        """How long to wait before there is room again; 0 when only the end of what runs can make room."""
        now = self._clock.monotonic()
        if now < self._paused_until:
            return self._paused_until - now
        is_full = len(self._starts) == STARTS_PER_SECOND and self._starts[0] > now - 1
        return self._starts[0] + 1 - now if is_full else 0.0

    def started(self) -> None:
        """Something is being asked."""
        self._starts.append(self._clock.monotonic())
        self._trying = self._is_suspect()

    def answered(self) -> None:
        """It works."""
        self._failures, self._trying, self._paused_until = 0, False, 0.0

    def failed(self) -> None:
        """It does not."""
        self._failures += 1
        self._trying = False
        if self._is_suspect():
            self._paused_until = self._clock.monotonic() + PAUSE_SECONDS

    def _is_suspect(self) -> bool:
        return self._failures >= FAILURES_IN_A_ROW
