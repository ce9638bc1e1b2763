"""The same world played through, request by request, with real memories that fill and forget.

Where a page is read so often that a place asks for it as soon as it may, only these questions are drawn, not every read
between them: for readers who come by chance that is the same process. The CDN begins as it is after a long
time; the servers' memories begin empty and are given time to fill.
"""

import math
import random
from bisect import bisect
from collections import OrderedDict
from collections.abc import Iterator
from itertools import accumulate

from scaling.formulas import Rates, characteristic_time
from scaling.world import World, shares

Event = tuple[float, int, float]
"""When, about which page, and how old what the asking place has is; `POST` where somebody writes."""
POST = -1.0
FILLED_AFTER, LONGEST_FILLING = 3.0, 300.0
"""Times after which an unused answer has left; seconds."""


class Memory:
    """One process's answers, the least lately used going first (`server/chimein/web/ready.py`)."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[int, None] = OrderedDict()

    def asked(self, page: int) -> bool:
        """Whether the answer was ready; it is afterwards."""
        if page in self._kept:
            self._kept.move_to_end(page)
            return True
        self._kept[page] = None
        if len(self._kept) > self._room:
            self._kept.popitem(last=False)
        return False

    def drop(self, page: int) -> None:
        """The page has changed."""
        self._kept.pop(page, None)


class Changes:
    """When a page was written on last."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world, self._chance = world, chance
        self._last: dict[int, float] = {}

    def note(self, page: int, when: float) -> None:
        """Somebody wrote."""
        self._last[page] = when

    def since(self, page: int, moment: float) -> bool:
        """Whether somebody wrote after that moment."""
        if page not in self._last:
            rate = self._world.posts * shares(self._world.pages, self._world.zipf)[page]
            self._last[page] = -self._chance.expovariate(rate)
        return self._last[page] > moment


def played(world: World, seconds: float, seed: int) -> Rates:
    """What happened in so many seconds, after as many as memories need to fill."""
    chance = random.Random(seed)
    changes = Changes(world, chance)
    memories = [Memory(round(world.room)) for _ in range(world.processes)]
    begun = min(FILLED_AFTER * characteristic_time(world), LONGEST_FILLING)
    end = begun + seconds
    asked = ready = waiting = unchanged = 0
    for when, page, age in sorted([*_questions(world, end, chance), *_posts(world, end, chance)]):
        if age == POST:
            changes.note(page, when)
            for memory in memories:
                memory.drop(page)
            continue
        number = page % world.processes if world.keeps_pages_apart else chance.randrange(world.processes)
        is_ready = memories[number].asked(page)
        if when >= begun:
            asked, ready = asked + 1, ready + is_ready
            waiting += age > world.s_maxage + world.stale
            unchanged += age < math.inf and not changes.since(page, when - age)
    waits = min(1.0, waiting / (world.reads * seconds))
    return Rates(1 - waits, waits, asked / seconds, unchanged / asked, ready / asked, (asked - ready) / seconds)


def _posts(world: World, seconds: float, chance: random.Random) -> Iterator[Event]:
    sums = list(accumulate(shares(world.pages, world.zipf)))
    when = chance.expovariate(world.posts)
    while when < seconds:
        yield when, min(bisect(sums, chance.random() * sums[-1]), world.pages - 1), POST
        when += chance.expovariate(world.posts)


def _questions(world: World, seconds: float, chance: random.Random) -> Iterator[Event]:
    for page, share in enumerate(shares(world.pages, world.zipf)):
        rate = world.reads * share
        if not world.s_maxage:
            yield from ((when, page, math.inf) for when in _moments(rate, seconds, chance))
        elif rate / world.places * world.s_maxage > 1:
            for _ in range(world.places):
                yield from ((when, page, age) for when, age in _busy_place(world, rate, seconds, chance))
        else:
            yield from ((when, page, age) for when, age in _quiet_places(world, rate, seconds, chance))


def _busy_place(world: World, rate: float, seconds: float, chance: random.Random) -> Iterator[tuple[float, float]]:
    here = rate / world.places
    begun = -_age(world, here, chance)
    when = max(0.0, begun + world.s_maxage) + chance.expovariate(here)
    while when < seconds:
        yield when, when - begun
        begun = when
        when += world.s_maxage + chance.expovariate(here)


def _quiet_places(world: World, rate: float, seconds: float, chance: random.Random) -> Iterator[tuple[float, float]]:
    fetched: dict[int, float] = {}
    for when in _moments(rate, seconds, chance):
        place = chance.randrange(world.places)
        if place not in fetched:
            fetched[place] = -_age(world, rate / world.places, chance)
        age = when - fetched[place]
        if age >= world.s_maxage:
            fetched[place] = when
            yield when, age


def _moments(rate: float, seconds: float, chance: random.Random) -> Iterator[float]:
    when = chance.expovariate(rate)
    while when < seconds:
        yield when
        when += chance.expovariate(rate)


def _age(world: World, rate: float, chance: random.Random) -> float:
    """How old a place's answer is at a moment that means nothing to it."""
    if chance.random() < world.s_maxage / (world.s_maxage + 1 / rate):
        return chance.uniform(0, world.s_maxage)
    return world.s_maxage + chance.expovariate(rate)
