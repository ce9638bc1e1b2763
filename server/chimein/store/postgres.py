"""The PostgreSQL engine: a pool of connections, and each step of a transaction awaited. Several processes may write.

Writing transactions are REPEATABLE READ: of two that change the same row, the second is run again from its start. That
is enough, because whatever moves a thread's counters moves the thread's own row.
"""

import asyncio
import logging
import random
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import asyncpg

from chimein.rules.refusals import Unavailable
from chimein.store.calls import Reader, Repeatable, Transaction
from chimein.store.gate import Gate
from chimein.store.news import Changed, News, noting
from chimein.store.positional import Positional, positional
from chimein.store.postgres_connections import connect, open_pool
from chimein.store.postgres_migrations import migrate
from chimein.store.postgres_news import CHANNEL, Hearing, payload
from chimein.store.statements import load_statements, sql_folder

LOG = logging.getLogger("chimein.store")
T = TypeVar("T")
CONNECTIONS = 12
WRITERS = 6
TRIES = 12
LONGEST_PAUSE = 0.2
CLOSING_SECONDS = 10

Clash = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.IntegrityConstraintViolationError)
EngineFailure = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.InvalidTransactionStateError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresConnectionError,
    asyncpg.PostgresSystemError,
    asyncpg.TransactionRollbackError,
    asyncpg.UndefinedTableError,
)


class PostgresStore:
    """A database behind a URL, opened to write or only to read."""

    def __init__(self, pool: asyncpg.Pool, hearing_url: str | None) -> None:
        self.news = News()
        self._pool = pool
        self._sender = secrets.token_urlsafe(12)
        self._hearing = None
        if hearing_url is not None:
            self._hearing = Hearing(lambda: connect(hearing_url), self._sender, self.news)
        self._writers = asyncio.Semaphore(WRITERS)
        self._gate = Gate()
        texts = load_statements(sql_folder() / "queries")
        self._queries = {name: positional(text) for name, text in texts.items()}

    @classmethod
    async def open_to_write(cls, url: str, *, now: int, connections: int = CONNECTIONS) -> "PostgresStore":
        """Open and migrate. Raises `NewerDatabase`, and `Unavailable` with the reason where it cannot be reached."""
        with _told_when_opening():
            connection = await connect(url)
            try:
                await migrate(connection, now)
            finally:
                await connection.close()
            store = cls(await open_pool(url, connections), url)
            await store._hear()
            return store

    @classmethod
    async def open_to_read(cls, url: str) -> "PostgresStore":
        """Open as it is, with the schema that it has."""
        with _told_when_opening():
            return cls(await open_pool(url, connections=2), None)

    async def read(self, transaction: Transaction[T]) -> T:
        """Run a reading transaction over one consistent view."""
        with _engine_failures():
            async with self._pool.acquire() as connection, _one_moment(connection):
                return await _stepped(connection, self._queries, transaction)

    async def write(self, transaction: Transaction[T]) -> T:
        """Run a writing transaction; it returns when the commit is on the server's disk.

        One that met another is run again; one that cannot be is run alone as far as this process goes.
        """
        if self._hearing is None:
            transaction.close()
            raise Unavailable("This database was opened only to read.")
        async with self._writers:
            with _engine_failures():
                return await self._until_committed(transaction)

    async def tally(self, transaction: Transaction[T]) -> T:
        """Count, each step in a transaction of its own, which waits for a row where `write` would begin anew."""
        with _engine_failures():
            async with self._pool.acquire() as connection:
                return await _stepped(connection, self._queries, transaction)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Reader]:
        """A reader of its own that sees one moment until it is let go."""
        with _engine_failures():
            async with self._pool.acquire() as connection, _one_moment(connection):
                await connection.execute("select 1")  # BEGIN alone waits for the first query before it takes its moment
                yield _Snapshot(connection, self._queries)

    async def close(self) -> None:
        """Wait for what is running, then let go of every connection."""
        if self._hearing is not None:
            await self._hearing.end()
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    async def _until_committed(self, transaction: Transaction[T]) -> T:
        for tried in range(TRIES):
            is_last = tried == TRIES - 1 or not isinstance(transaction, Repeatable)
            alone = tried > 0 or is_last
            try:
                async with self._gate.alone() if alone else self._gate.among_others():
                    return await self._committed(transaction)
            except Clash:
                if is_last or not isinstance(transaction, Repeatable):
                    raise
                transaction = transaction.again()
            await asyncio.sleep(_pause(tried))
        raise AssertionError("the last try returns or raises")

    async def _committed(self, transaction: Transaction[T]) -> T:
        changed: set[Changed] = set()
        try:
            async with self._pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
                result = await _stepped(connection, self._queries, noting(transaction, changed))
                if changed:
                    await connection.fetch("select pg_notify($1, $2)", CHANNEL, payload(self._sender, changed))
            return result
        finally:
            # Before anybody is answered; and also where it is not known what became of the commit.
            self.news.tell(changed)

    async def _hear(self) -> None:
        try:
            if self._hearing is not None:
                await self._hearing.begin(self._queries["list_sites"].text)
        except BaseException:
            await self.close()
            raise


class _Snapshot:
    def __init__(self, connection: asyncpg.Connection, queries: dict[str, Positional]) -> None:
        self._connection = connection
        self._queries = queries

    async def read(self, transaction: Transaction[T]) -> T:
        with _engine_failures():
            return await _stepped(self._connection, self._queries, transaction)


async def _stepped(connection: asyncpg.Connection, queries: dict[str, Positional], transaction: Transaction[T]) -> T:
    try:
        asked = next(transaction)
        while True:
            query = queries[asked.name]
            records = await connection.fetch(query.text, *query.values(asked.params))
            asked = transaction.send([tuple(record) for record in records])
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        transaction.close()


def _one_moment(connection: asyncpg.Connection) -> asyncpg.transaction.Transaction:
    return connection.transaction(isolation="repeatable_read", readonly=True)


def _pause(tried: int) -> float:
    # Tries of this process no longer meet each other; those of other processes are spread.
    longest = min(LONGEST_PAUSE, 0.002 * 2**tried) if tried else 0
    return random.uniform(0, longest)  # noqa: S311 - protects nothing


@contextmanager
def _engine_failures() -> Iterator[None]:
    """What the server or the way to it cannot do is `Unavailable`; what we asked wrongly stays what it is."""
    try:
        yield
    except asyncpg.DataError:
        raise
    except EngineFailure as failure:
        LOG.warning("database failed: %s", failure)
        raise Unavailable(retry_after=5) from failure


@contextmanager
def _told_when_opening() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, asyncpg.InterfaceError, asyncpg.PostgresError) as failure:
        raise Unavailable(f"The PostgreSQL database cannot be opened: {failure}.") from failure
