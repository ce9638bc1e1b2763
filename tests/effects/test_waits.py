"""Waits before asking again."""

from chimein.effects.waits import DAY_MS, LONGEST_MS, after_misses, jittered
from chimein.gateways.randomness import SystemRandomness


class _Edge(SystemRandomness):
    def __init__(self, *, high: bool) -> None:
        self._high = high

    def bits(self, n: int, /) -> int:
        return ((1 << n) - 1) * int(self._high)


def test_a_refresh_is_a_fifth_earlier_or_later() -> None:
    """What was asked for together is not asked for again together."""
    assert jittered(1000, _Edge(high=False)) == 800
    assert jittered(1000, _Edge(high=True)) == 1200


def test_each_miss_doubles_the_wait_up_to_a_month() -> None:
    """A day, two, four … and never more than thirty."""
    days = [after_misses(misses) / DAY_MS for misses in range(1, 8)]
    assert days == [1, 2, 4, 8, 16, 30, 30]
    assert after_misses(100_000) == LONGEST_MS
