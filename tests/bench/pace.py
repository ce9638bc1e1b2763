"""How long is measured, how often, and on how much."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of one run, rounds of all, seconds to warm up; the rest sizes what is measured on."""

    seconds: float = 3.0
    rounds: int = 5
    warm: float = 2.0
    peer_seconds: float = 8.0
    """Of a run with a system that answers a few times a second."""
    connections: tuple[int, ...] = (1, 32)
    """Of readers at once."""
    seeds: int = 200
    """Threads of 50 comments that are filled through the API; more are copied from them."""
    threads: int = 1_000
    sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    """Comments in the databases of the growth; multiples of what is seeded."""
    hot_threads: int = 100_000
    hot_reads: int = 1_000_000
    held: int = 10_000
    """Comments that wait in the queue of which a page is asked for."""
    comments: int = 5_000
    views: int = 10
    rest: float = 5.0
    peer_rounds: int = 3
    """Rounds that the slow ones take part in."""
    budget: float = 0.0
    """Seconds after which no further measurement begins; 0: none is left out."""
    disk: str | None = None
    """Where large databases are written, if not where temporary files are."""


FULL = Pace()
QUICK = Pace(
    seconds=0.5,
    rounds=2,
    warm=0.3,
    peer_seconds=1.5,
    connections=(32,),
    seeds=20,
    threads=200,
    sizes=(10_000, 100_000),
    hot_threads=10_000,
    hot_reads=20_000,
    held=1_000,
    comments=500,
    views=2,
    rest=2.0,
    peer_rounds=1,
    budget=230.0,
)
GROWTH = Pace(rounds=3, sizes=(10_000, 100_000, 1_000_000, 10_000_000))
