"""Pace and pauses."""

from chimein.worker.upstream import FAILURES_IN_A_ROW, PAUSE_SECONDS, STARTS_PER_SECOND, Upstream
from clocks import SteppedClock


def test_no_second_sees_more_starts_than_the_pace() -> None:
    """Whatever one second is looked at, at most five are started in it."""
    clock = SteppedClock()
    upstream, starts = Upstream(clock), []
    for _ in range(300):
        for _ in range(upstream.room()):
            upstream.started()
            starts.append(clock.monotonic())
        clock.step(37)
    assert len(starts) > 40
    for start in starts:
        assert sum(1 for other in starts if start <= other < start + 1) <= STARTS_PER_SECOND


def test_it_says_how_long_to_wait_for_room() -> None:
    """After that time there is room, and not before."""
    clock = SteppedClock()
    upstream = Upstream(clock)
    for _ in range(STARTS_PER_SECOND):
        upstream.started()
        clock.step(100)
    assert upstream.room() == 0
    wait = round(upstream.seconds_until_room() * 1000)
    assert wait == 500
    clock.step(wait - 1)
    assert upstream.room() == 0
    clock.step(1)
    assert upstream.room() == 1
    assert upstream.seconds_until_room() == 0


def test_failures_in_a_row_pause_it() -> None:
    """After the fifth failure nobody is asked for a while; a success in between begins the count anew."""
    upstream = Upstream(SteppedClock())
    for _ in range(FAILURES_IN_A_ROW - 1):
        upstream.failed()
    upstream.answered()
    upstream.failed()
    assert upstream.room() == STARTS_PER_SECOND
    for _ in range(FAILURES_IN_A_ROW - 1):
        upstream.failed()
    assert upstream.room() == 0
    assert upstream.seconds_until_room() == PAUSE_SECONDS


def test_one_try_decides_whether_the_pause_is_over() -> None:
    """After the pause there is room for one; it fails: a new pause; it succeeds: room as before."""
    clock = SteppedClock()
    upstream = Upstream(clock)
    for _ in range(FAILURES_IN_A_ROW):
        upstream.failed()
    clock.step(int(PAUSE_SECONDS * 1000))
    assert upstream.room() == 1
    upstream.started()
    assert upstream.room() == 0
    upstream.failed()
    assert upstream.seconds_until_room() == PAUSE_SECONDS
    clock.step(int(PAUSE_SECONDS * 1000))
    upstream.started()
    upstream.answered()
    clock.step(1000)
    assert upstream.room() == STARTS_PER_SECOND
