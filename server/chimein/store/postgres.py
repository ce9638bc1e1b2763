"""The PostgreSQL engine: a pool of connections, and each step of a transaction awaited. Several processes may write.

Writing transactions are REPEATABLE READ: of two that change the same row, the second is run again from its start. That
is enough, because whatever moves a thread's counters moves the thread's own row.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import asyncpg

from chimein.figures import StoreFigures
from chimein.rules.refusals import Unavailable
from chimein.store.calls import Reader, Repeatable, Transaction
from chimein.store.lockstep import run_alone
from chimein.store.news import News
from chimein.store.positional import Positional, positional
from chimein.store.postgres_connections import connect, lent, open_pool
from chimein.store.postgres_migrations import migrate
from chimein.store.postgres_news import Announcing, Hearing
from chimein.store.postgres_reading import Reading, one_moment
from chimein.store.postgres_replicas import PRIMARY_AT, NotAnswered, Replicas, Standby
from chimein.store.postgres_writing import Writing
from chimein.store.statements import statements_for

LOG = logging.getLogger("chimein.store")
T = TypeVar("T")
CONNECTIONS = 12
CLOSING_SECONDS = 10

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

    def __init__(self, pool: asyncpg.Pool, hearing_url: str | None, replicas: Sequence[str] = ()) -> None:
        self.news = News()
        self.figures = StoreFigures()
        self._pool = pool
        texts = statements_for("postgres")
        self._queries = {name: positional(text) for name, text in texts.items()}
        self._reading = Reading(pool, self._queries, self.figures)
        self._writing: Writing | None = None
        self._hearing: Hearing | None = None
        self._replicas: Replicas | None = None
        if hearing_url is not None:
            commits = News()
            announcing = Announcing(commits)
            self._writing = Writing(pool, self._queries, announcing, self.figures)
            self._hearing = Hearing(lambda: connect(hearing_url), announcing, commits)
            self._replicas = self._replicas_at(replicas)
            if self._replicas is not None:
                commits.listen(self._replicas.tell)
            commits.listen(self.news.tell)
            # A line that is cut tells of no commit: while the primary is away, standbys go on answering.
            self._hearing.cut = self.news.tell

    @classmethod
    async def open_to_write(
        cls, url: str, *, now: int, connections: int = CONNECTIONS, replicas: Sequence[str] = ()
    ) -> "PostgresStore":
        """Open and migrate; `replicas` are the URLs of standbys that answer readers where they can.

        Raises `NewerDatabase`, and `Unavailable` with the reason where it cannot be reached.
        """
        with told_when_opening():
            connection = await connect(url)
            try:
                await migrate(connection, now)
            finally:
                await connection.close()
            store = cls(await open_pool(url, connections, writing=True), url, replicas)
            await store._hear()
            return store

    @classmethod
    async def open_to_read(cls, url: str) -> "PostgresStore":
        """Open as it is, with the schema that it has."""
        with told_when_opening():
            return cls(await open_pool(url, connections=2), None)

    async def read(self, transaction: Transaction[T]) -> T:
        """Run a reading transaction over one consistent view; a repeatable one on a standby, if one can answer."""
        with _engine_failures():
            if self._replicas is not None and isinstance(transaction, Repeatable):
                return await self._read_somewhere(self._replicas, transaction)
            return await self._reading.read(transaction)

    async def write(self, transaction: Transaction[T]) -> T:
        """Run a writing transaction; it returns when the commit is on the server's disk.

        One that met another is run again. Raises `Moving`.
        """
        if self._writing is None:
            transaction.close()
            raise Unavailable("This database was opened only to read.")
        with _engine_failures():
            return await self._writing.write(transaction)

    async def write_alone(self, transaction: Transaction[T]) -> T:
        """Wait until every transaction that was admitted has ended, and admit none until this one has."""
        with _engine_failures():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute("lock table move in exclusive mode")
                return await run_alone(connection, self._queries, transaction)

    async def tally(self, transaction: Transaction[T]) -> T:
        """Count, each step in a transaction of its own: it waits for a row where `write` begins anew."""
        with _engine_failures():
            async with lent(self._pool) as connection:
                return await run_alone(connection, self._queries, transaction)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Reader]:
        """A reader of its own that sees one moment until it is let go."""
        with _engine_failures():
            async with lent(self._pool) as connection, one_moment(connection):
                await connection.execute("select 1")  # BEGIN alone waits for the first query before it takes its moment
                yield _Snapshot(connection, self._queries)

    async def sizes(self) -> dict[str, int]:
        """Bytes of the database; the write-ahead log is the whole server's and not told."""
        with _engine_failures():
            return {"database": await self._pool.fetchval("select pg_database_size(current_database())")}

    async def close(self) -> None:
        """Wait for what is running, then let go of every connection."""
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                if self._writing is not None:
                    await self._writing.close()
                await self._reading.close()
                if self._hearing is not None:
                    await self._hearing.end()
                if self._replicas is not None:
                    await self._replicas.end()
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    async def _read_somewhere(self, replicas: Replicas, transaction: Repeatable[T]) -> T:
        try:
            return await replicas.read(transaction)
        except NotAnswered:
            transaction = transaction.again()
        try:
            return await self._reading.read(transaction)
        except EngineFailure as failure:
            try:
                return await replicas.read(transaction.again(), however_old=True)
            except NotAnswered:
                raise failure from None

    def _replicas_at(self, urls: Sequence[str]) -> Replicas | None:
        standbys = [Standby(url, self._queries, self.figures) for url in urls]
        return Replicas(standbys, lambda: self._pool.fetchval(PRIMARY_AT)) if standbys else None

    async def _hear(self) -> None:
        try:
            if self._replicas is not None:
                await self._replicas.begin()
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
            return await run_alone(self._connection, self._queries, transaction)


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
def told_when_opening() -> Iterator[None]:
    """Why a database cannot be opened, as a sentence."""
    try:
        yield
    except (OSError, ValueError, asyncpg.InterfaceError, asyncpg.PostgresError) as failure:
        raise Unavailable(f"The PostgreSQL database cannot be opened: {failure}.") from failure
