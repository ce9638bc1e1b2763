"""What a COMMIT that takes long is to those who asked for it, and to those who hear of it."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from chimein.rules.refusals import Unavailable
from chimein.store.calls import Transaction
from chimein.store.news import Changed
from chimein.store.postgres import PostgresStore
from chimein.store.writes.threads import NewThread, add_thread
from postgres import fetched

HELD = """create function hold() returns trigger language plpgsql as
    'begin perform pg_advisory_xact_lock(77); return null; end';
    create constraint trigger held after insert on thread deferrable initially deferred
    for each row execute function hold()"""
WAITING = "select count(*) from pg_locks where locktype = 'advisory' and objid = 77 and not granted"
NEWS = Changed(1, 7)


class Latch:
    """Holds every COMMIT of a new thread until it is opened."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def holds(self) -> None:
        """Wait until a COMMIT waits."""
        async with asyncio.timeout(10):
            while not await self._connection.fetchval(WAITING):
                pass

    async def opens(self) -> None:
        """Let it through."""
        await self._connection.execute("select pg_advisory_unlock(77)")


@pytest.fixture
async def latch(url: str) -> AsyncIterator[Latch]:
    """A latch that is closed."""
    connection = await asyncpg.connect(url)
    await connection.execute(HELD)
    await connection.execute("select pg_advisory_lock(77)")
    yield Latch(connection)
    await connection.close()


class Ear:
    """Remembers what a store tells, and what was there when it was told."""

    def __init__(self, store: PostgresStore, url: str) -> None:
        self.found: list[int] = []
        self._heard = asyncio.Event()
        self._url = url
        store.news.listen(self._listen)

    def _listen(self, changed: frozenset[Changed]) -> None:
        if NEWS in changed:
            self.found.append(len(fetched(self._url, "select 1 from thread where id = 7")))
            self._heard.set()

    async def hears(self) -> None:
        """Wait for the next time."""
        async with asyncio.timeout(10):
            await self._heard.wait()
        self._heard.clear()


def begin_thread() -> Transaction[None]:
    """A thread."""
    new = NewThread(id=7, public_id="t7", url="https://x.example/", title="", created_at=1)
    yield from add_thread(1, new, ("id:7",), 1)


@pytest.mark.anyio
async def test_whoever_leaves_during_commit_stops_nothing(store: PostgresStore, url: str, latch: Latch) -> None:
    """A client that hangs up then: the comment is stored all the same, and told of when it is there, not earlier."""
    ear = Ear(store, url)
    asking = asyncio.ensure_future(store.write(begin_thread()))
    await latch.holds()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert ear.found == []
    await latch.opens()
    await ear.hears()
    assert ear.found == [1]


@pytest.mark.anyio
async def test_a_commit_whose_answer_is_lost_is_told_when_it_lands(
    store: PostgresStore, url: str, latch: Latch
) -> None:
    """The line breaks during COMMIT: nobody knows, 503; but the server goes on, and its notification is believed."""
    ear = Ear(store, url)
    asking = asyncio.ensure_future(store.write(begin_thread()))
    await latch.holds()
    store._pool.terminate()
    with pytest.raises(Unavailable):
        await asking
    await ear.hears()
    await latch.opens()
    await ear.hears()
    assert ear.found == [0, 1]
