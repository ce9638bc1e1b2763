"""What theory says of the same world, in a moment: nothing here is drawn by chance.

A place of the CDN keeps an answer for a time from its fetching: Jung, Berger, Balakrishnan, "Modeling TTL-based
Internet Caches", INFOCOM 2003. A process drops what was used least lately: Che, Tung, Wang, "Hierarchical Web Caching
Systems: Modeling, Design and Experimental Results", IEEE JSAC 20(7), 2002; with questions that come at intervals as in
Martina, Garetto, Leonardi, "A Unified Approach to the Performance Analysis of Caching Systems", INFOCOM 2014; and with
changes that drop answers.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scaling.world import World, groups

STEPS = 8
"""Of an integral over time."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of all reads, from 0 to 1, and what is left for the next in line, a second."""

    cdn: float
    """Reads that the CDN answers at once, fresh or stale."""
    waiting: float
    """Reads that wait for an answer from here."""
    to_processes: float
    """Requests a second that come here, revalidations included."""
    unchanged: float
    """The share of those that only ask whether what they have is still true, and it is: 304."""
    memory: float
    """The share of those that is ready in a process's memory."""
    to_database: float
    """Requests a second that are read from the database."""


def calculated(world: World) -> Rates:
    """All rates of a world."""
    waiting = sum(group.pages * group.share * _waits(world, group.share) for group in groups(world.pages, world.zipf))
    seconds = characteristic_time(world)
    arriving = _sum(world, lambda share: passed_on(world, share))
    unchanged = _sum(world, lambda share: passed_on(world, share) * _unchanged(world, share))
    ready = _sum(world, lambda share: passed_on(world, share) * _ready(world, share, seconds))
    return Rates(max(0.0, 1 - waiting), waiting, arriving, unchanged / arriving, ready / arriving, arriving - ready)


def passed_on(world: World, share: float) -> float:
    """Requests a second for a page that the CDN's places send here: one at most in `s_maxage` from each."""
    if not world.s_maxage:
        return world.reads * share
    rate = world.reads * share / world.places
    return world.places * rate / (1 + rate * world.s_maxage)


def characteristic_time(world: World) -> float:
    """Seconds after which an answer that nobody asked for has left a process's memory (Che et al.)."""
    least, most = 0.0, 1.0
    while _kept(world, most) < world.room:
        if most > 1e9:
            return most  # everything has room
        least, most = most, most * 2
    while most - least > 1e-3 * most:
        middle = (least + most) / 2
        least, most = (middle, most) if _kept(world, middle) < world.room else (least, middle)
    return most


def _waits(world: World, share: float) -> float:
    """The share of a page's readers whose place has nothing that it may show."""
    if not world.s_maxage:
        return 1.0
    rate = world.reads * share / world.places
    return math.exp(-rate * world.stale) / (1 + rate * world.s_maxage)


def _unchanged(world: World, share: float) -> float:
    """The probability that nothing was posted on a page since a place fetched what it has."""
    if not world.s_maxage:
        return 0.0
    rate, changes = world.reads * share / world.places, world.posts * share
    return math.exp(-changes * world.s_maxage) * rate / (rate + changes)


def _ready(world: World, share: float, seconds: float) -> float:
    """The probability that a page's answer is in the memory of the process that is asked."""
    stream = _stream(world, share)
    others = world.places - 1 if world.s_maxage else 0
    return _true_still(world.posts * share, seconds, lambda age: stream.after(age) * stream.silent(age) ** others)


def _kept(world: World, seconds: float) -> float:
    """Answers in one process's memory."""
    streams = world.places if world.s_maxage else 1

    def kept(share: float) -> float:
        stream = _stream(world, share)
        return _true_still(world.posts * share, seconds, lambda age: stream.silent(age) ** streams)

    return (1 / world.processes if world.keeps_pages_apart else 1) * _sum(world, kept)


def _true_still(changes: float, seconds: float, silence: Callable[[float], float]) -> float:
    """The probability that the last question is at most so old and nothing was posted since."""
    seen = -math.expm1(-changes * seconds)
    between = sum(silence(-math.log1p(-seen * (step + 0.5) / STEPS) / changes) for step in range(STEPS)) / STEPS
    return max(0.0, 1 - silence(seconds) * math.exp(-changes * seconds) - seen * between)


@dataclass(frozen=True, slots=True)
class _Stream:
    """One place's questions about a page to one process: at least `pause` apart, for that long the place is content."""

    pause: float
    interval: float
    """Between two questions on average, at whichever process."""
    mine: float
    """The share of them that comes to this process."""

    def silent(self, age: float) -> float:
        """The probability that none came in the last `age` seconds. Exact where `mine` is 1 or `age` below `pause`."""
        return (1 - self.mine * min(age, self.pause) / self.interval) * self._after_pause(age)

    def after(self, age: float) -> float:
        """The same, for the `age` seconds before one came."""
        return self._after_pause(age)

    def _after_pause(self, age: float) -> float:
        hazard = self.mine / (self.interval - self.mine * self.pause)
        return math.exp(-hazard * max(0.0, age - self.pause))


def _stream(world: World, share: float) -> _Stream:
    places = world.places if world.s_maxage else 1
    mine = 1.0 if world.keeps_pages_apart else 1 / world.processes
    return _Stream(world.s_maxage, world.s_maxage + places / (world.reads * share), mine)


def _sum(world: World, of: Callable[[float], float]) -> float:
    return sum(group.pages * of(group.share) for group in groups(world.pages, world.zipf))
