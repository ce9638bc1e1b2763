"""How long is measured, and how often."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of one run, rounds of all, seconds to warm up; `threads` and `comments` size what is measured on."""

    seconds: float = 3.0
    rounds: int = 5
    warm: float = 2.0
    threads: int = 200
    reads: int = 20_000
    comments: int = 5_000
    views: int = 10
    rest: float = 5.0


FULL = Pace()
QUICK = Pace(seconds=1.0, rounds=2, warm=0.5, threads=30, reads=2_000, comments=1_000, views=3, rest=2.0)
