"""Reads that wait at once share a trip, and none of them another's fate."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from chimein.figures import Histogram
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction, call
from chimein.store.shared_reads import MOST_TOGETHER, SharedReads

STATEMENTS = {"one": "select :number", "broken": "select nothing from nowhere"}


class Readers:
    """Connections in threads of their own, which can be held up; counts trips and views."""

    def __init__(self, many: int) -> None:
        self.trips: list[int] = []
        self.views = 0
        self.has_left = asyncio.Event()
        self.may_go = threading.Event()
        self.may_go.set()
        self._pools = [ThreadPoolExecutor(1) for _ in range(many)]
        self._connections = [pool.submit(self._connect).result() for pool in self._pools]
        self.reads = SharedReads(STATEMENTS, self._hop, Histogram())
        for number in range(many):
            self.reads.add(number)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.set_trace_callback(self._saw)
        return connection

    def _saw(self, statement: str) -> None:
        self.views += statement == "begin"

    async def _hop(self, number: int, function: Callable[[sqlite3.Connection], None]) -> None:
        self.trips.append(number)
        gate = self.may_go
        self.has_left.set()

        def trip() -> None:
            gate.wait(10)
            function(self._connections[number])

        await asyncio.get_running_loop().run_in_executor(self._pools[number], trip)

    def end(self) -> None:
        """Let everything go."""
        self.may_go.set()
        for pool, connection in zip(self._pools, self._connections, strict=True):
            pool.shutdown()
            connection.close()


@contextmanager
def readers(many: int) -> Iterator[Readers]:
    """As many, for a test."""
    with closing(_Ending(Readers(many))) as ending:
        yield ending.found


class _Ending:
    def __init__(self, found: Readers) -> None:
        self.found = found

    def close(self) -> None:
        self.found.end()


def number(wanted: int) -> Transaction[int]:
    """A short read."""
    rows = yield from call("one", number=wanted)
    found: int = rows[0][0]
    return found


def refused() -> Transaction[None]:
    """A read that ends in a refusal."""
    yield from call("one", number=1)
    raise NotFound


@pytest.mark.anyio
async def test_what_waits_at_once_shares_trips_and_views() -> None:
    """The first goes at once; those who came meanwhile go together, a bounded number at a time, each with its own."""
    with readers(1) as house:
        found = await asyncio.gather(*(house.reads.read(number(wanted)) for wanted in range(2 * MOST_TOGETHER)))
        assert found == list(range(2 * MOST_TOGETHER))
        assert len(house.trips) == house.views == 2


@pytest.mark.anyio
async def test_ones_failure_is_its_own() -> None:
    """A refusal and a broken query reach who asked; the others on the same trip have their answers."""
    with readers(1) as house:
        found = await asyncio.gather(
            house.reads.read(number(1)),
            house.reads.read(refused()),
            house.reads.read(call("broken")),
            house.reads.read(number(2)),
            return_exceptions=True,
        )
        assert [found[0], found[3]] == [1, 2]
        assert isinstance(found[1], NotFound)
        assert isinstance(found[2], sqlite3.OperationalError)
        assert len(house.trips) == 1


@pytest.mark.anyio
async def test_a_slow_read_does_not_hold_up_those_after_it() -> None:
    """When one reader stays away, another takes what has gathered."""
    with readers(2) as house:
        held, passing = threading.Event(), threading.Event()
        passing.set()
        house.may_go = held
        slow = asyncio.create_task(house.reads.read(number(1)))
        await house.has_left.wait()
        house.may_go = passing
        assert await asyncio.wait_for(house.reads.read(number(2)), 10) == 2
        assert not slow.done()
        held.set()
        assert await slow == 1
        assert sorted(house.trips) == [0, 1]


@pytest.mark.anyio
async def test_who_went_away_harms_nobody() -> None:
    """A cancelled read leaves the others on its trip their answers, and the reader free."""
    with readers(1) as house:
        asked = [asyncio.create_task(house.reads.read(number(wanted))) for wanted in range(3)]
        await asyncio.sleep(0)
        asked[1].cancel()
        assert [await asked[0], await asked[2]] == [0, 2]
        assert await house.reads.read(number(7)) == 7


@pytest.mark.anyio
async def test_closing_waits_for_what_was_asked() -> None:
    """Nobody who asked before the end is left without an answer."""
    with readers(1) as house:
        asked = asyncio.create_task(house.reads.read(number(1)))
        await asyncio.sleep(0)
        await house.reads.close()
        assert asked.done() or await asked == 1
