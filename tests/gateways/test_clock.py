"""The system's clock."""

import datetime as dt

from chimein.gateways.clock import SystemClock


def test_now_is_epoch_milliseconds() -> None:
    """`now` is the time of day in milliseconds since 1970, UTC."""
    before = dt.datetime.now(dt.UTC)
    now = SystemClock().now()
    after = dt.datetime.now(dt.UTC)
    assert int(before.timestamp() * 1000) <= now <= int(after.timestamp() * 1000)


def test_monotonic_never_runs_backwards() -> None:
    """Of many readings, none is smaller than the one before."""
    clock = SystemClock()
    readings = [clock.monotonic() for _ in range(1000)]
    assert readings == sorted(readings)
