"""Moments as the wire writes them. Hundreds are written for one answer, so what repeats is kept ready."""

from datetime import date
from functools import lru_cache

_DAY_MS = 86_400_000
_FIRST_DAY = date(1970, 1, 1).toordinal()
_MINUTES = tuple(f"T{hour:02}:{minute:02}:" for hour in range(24) for minute in range(60))
_SECONDS = tuple(f"{second:02}." for second in range(60))
_MILLISECONDS = tuple(f"{number:03}Z" for number in range(1000))


def iso(moment: int) -> str:
    """Epoch milliseconds as RFC 3339 in UTC with milliseconds: `2026-11-23T13:40:00.123Z`."""
    within = moment % _DAY_MS
    second = within // 1000
    return f"{_day(moment // _DAY_MS)}{_MINUTES[second // 60]}{_SECONDS[second % 60]}{_MILLISECONDS[within % 1000]}"


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return date.fromordinal(_FIRST_DAY + number).isoformat()
