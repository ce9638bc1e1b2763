"""The SQLite engine: one writer that alone checkpoints, a few readers that cannot write.

WAL with `synchronous=FULL`: what was acknowledged survives a power cut (with NORMAL, measured, half of it does not).
"""

import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import aiosqlite

from chimein.figures import StoreFigures
from chimein.rules.hindrances import Hindrance
from chimein.rules.refusals import Unavailable
from chimein.store.calls import Reader, Transaction
from chimein.store.group import GroupCommit
from chimein.store.migrations import migrate
from chimein.store.news import News
from chimein.store.running import run
from chimein.store.shared_reads import SharedReads
from chimein.store.statements import statements_for

LOG = logging.getLogger("chimein.store")
T = TypeVar("T")
OLDEST_SQLITE = (3, 38, 0)
BUSY_MS = 5000
PAGE_BYTES = 8192
WRITER_CACHE_KB = 16 * 1024
"""Of pages that the writer keeps at hand, once it has needed them; SQLite's own 2 MB are fewer than a group touches."""
LOG_PAGES = 4000
"""In the write-ahead log before it goes into the file, 32 MB: with SQLite's 1,000 a post wrote a quarter more to disk.
Beyond 4,062, readers have a second part of the log's index to look in."""


class DamagedDatabase(Hindrance):
    """The file is not what SQLite wrote; the message says what the engine stumbled over."""

    @property
    def for_owner(self) -> str:
        """What the owner reads."""
        return f"The database is damaged ({self}). Restore your last backup."


class SqliteStore:
    """A database file, opened to write or only to read."""

    def __init__(self, path: Path, readers: int) -> None:
        self.news = News()
        self.figures = StoreFigures()
        self._path = path
        self._statements = statements_for("sqlite")
        self._reader_count = readers
        self._reads = SharedReads(self._statements, _hop_with, self.figures.reader_waits)
        self._open: list[aiosqlite.Connection] = []
        self._writer: GroupCommit | None = None

    @classmethod
    async def open_to_write(cls, path: Path, *, now: int, readers: int = 2, busy_ms: int = BUSY_MS) -> "SqliteStore":
        """Open, migrate, and become the database's one writer. The caller holds the lock.

        `busy_ms`: how long a write waits for another process that writes. Raises `NewerDatabase`, `DamagedDatabase`.
        """
        store = cls(path, readers)
        try:
            writer = await store._connect(_writing(path, busy_ms))
            await _hop(writer, lambda: migrate(writer._conn, now))
            store._writer = GroupCommit(writer._conn, store._statements, lambda fn: _hop(writer, fn), store.news)
            store._writer.figures = store.figures
            await store._add_readers()
        except BaseException:
            await store.close()
            raise
        return store

    @classmethod
    async def open_to_read(cls, path: Path) -> "SqliteStore":
        """Open beside a running server: reads only, takes no lock, never checkpoints."""
        store = cls(path, readers=1)
        await store._add_readers()
        return store

    async def read(self, transaction: Transaction[T]) -> T:
        """Run a reading transaction over one consistent view, in a hop to a reader's thread that others may share."""
        if not self._open:
            transaction.close()
            raise Unavailable("This server is stopping.", retry_after=5)
        try:
            return await self._reads.read(transaction)
        except sqlite3.DatabaseError as failure:
            # Where nothing went wrong, nothing is to be told: entering `_failure_told` costs as much as a short query.
            _tell(failure)

    async def write(self, transaction: Transaction[T]) -> T:
        """Run a writing transaction; it returns when the commit is on the disk. Raises `Moving`."""
        return await self._writing.write(transaction, minds_moves=True)

    async def write_alone(self, transaction: Transaction[T]) -> T:
        """The same also where a move stands. There is one writer, so every transaction runs alone."""
        return await self._writing.write(transaction)

    @property
    def _writing(self) -> GroupCommit:
        if self._writer is None:
            raise Unavailable("This database was opened only to read.")
        return self._writer

    async def tally(self, transaction: Transaction[T]) -> T:
        """Count. The one writer can do no better than to write."""
        return await self.write(transaction)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Reader]:
        """A reader of its own that sees one moment until it is let go."""
        connection = await self._connect(_reading(self._path))
        try:
            await _hop(connection, lambda: _begin_now(connection._conn))
            yield _Snapshot(connection, self._statements)
        finally:
            self._open.remove(connection)
            await connection.close()

    async def copy_to(self, target: Path) -> None:
        """Write a consistent, compact copy to a new file while others go on."""
        connection = await self._connect(_reading(self._path))
        try:
            await _hop(connection, lambda: _copy(connection._conn, target))
        finally:
            self._open.remove(connection)
            await connection.close()

    async def sizes(self) -> dict[str, int]:
        """Bytes of the database and of its write-ahead log."""
        wal = self._path.with_name(self._path.name + "-wal")
        return {"database": self._path.stat().st_size, "wal": wal.stat().st_size if wal.exists() else 0}

    async def close(self) -> None:
        """Finish accepted writes; close the readers first, so that the writer's close is the last checkpoint."""
        if self._writer is not None:
            await self._writer.close()
        await self._reads.close()
        for connection in reversed(self._open):
            await connection.close()
        self._open.clear()

    async def _add_readers(self) -> None:
        for _ in range(self._reader_count):
            self._reads.add(await self._connect(_reading(self._path)))

    async def _connect(self, connector: Callable[[], sqlite3.Connection]) -> aiosqlite.Connection:
        connection = aiosqlite.Connection(connector, 64)
        try:
            with _damage_told():
                await connection
        except Exception:
            # aiosqlite tells its thread to stop and does not wait; left alone, it answers to a loop that is gone.
            connection._thread.join()
            raise
        self._open.append(connection)
        return connection


class _Snapshot:
    def __init__(self, connection: aiosqlite.Connection, statements: dict[str, str]) -> None:
        self._connection = connection
        self._statements = statements

    async def read(self, transaction: Transaction[T]) -> T:
        connection = self._connection
        with _failure_told():
            return await _hop(connection, lambda: run(connection._conn, self._statements, transaction))


async def _hop_with(connection: aiosqlite.Connection, function: Callable[[sqlite3.Connection], None]) -> None:
    await _hop(connection, lambda: function(connection._conn))


async def _hop(connection: aiosqlite.Connection, function: Callable[[], T]) -> T:
    # One hop for a whole transaction. aiosqlite has no public way to run a function in its thread; its release is
    # pinned, and tests/store covers this line.
    with _damage_told():
        result: T = await connection._execute(function)  # type: ignore[no-untyped-call]
    return result


@contextmanager
def _failure_told() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as failure:
        _tell(failure)


def _tell(failure: sqlite3.DatabaseError) -> NoReturn:
    if isinstance(failure, sqlite3.OperationalError):
        LOG.warning("read failed: %s", failure)
        raise Unavailable(retry_after=5) from failure
    if type(failure) is sqlite3.DatabaseError:
        raise DamagedDatabase(str(failure)) from failure
    raise failure


@contextmanager
def _damage_told() -> Iterator[None]:
    # SQLite tells of a torn or foreign file with the bare class; what its subclasses tell of has names of its own.
    try:
        yield
    except sqlite3.DatabaseError as failure:
        if type(failure) is sqlite3.DatabaseError:
            raise DamagedDatabase(str(failure)) from failure
        raise


def _begin_now(connection: sqlite3.Connection) -> None:
    # BEGIN alone waits for the first read before it takes its moment.
    connection.execute("begin")
    connection.execute("select 1 from sqlite_schema limit 1").fetchone()


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    # SQLite counts the new file as a write too; of this database the statement only reads.
    connection.execute("pragma query_only=off")
    connection.execute("vacuum into ?", (str(target),))


def _writing(path: Path, busy_ms: int) -> Callable[[], sqlite3.Connection]:
    def connect() -> sqlite3.Connection:
        _own_alone(path)
        connection = _plain(str(path))
        connection.execute(f"pragma busy_timeout={busy_ms}")
        connection.execute(f"pragma page_size={PAGE_BYTES}")
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=full")
        connection.execute(f"pragma cache_size=-{WRITER_CACHE_KB}")
        connection.execute(f"pragma wal_autocheckpoint={LOG_PAGES}")
        return connection

    return connect


def _own_alone(path: Path) -> None:
    # A new database is its owner's alone, whatever the umask; its WAL inherits that.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _reading(path: Path) -> Callable[[], sqlite3.Connection]:
    def connect() -> sqlite3.Connection:
        connection = _plain(str(path))
        connection.execute("pragma query_only=on")
        connection.execute("pragma wal_autocheckpoint=0")
        return connection

    return connect


def _plain(target: str, **options: Any) -> sqlite3.Connection:  # noqa: ANN401 - handed to sqlite3.connect as they are
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Unavailable(f"This Python carries SQLite {sqlite3.sqlite_version}; 3.38 or newer is needed.")
    connection: sqlite3.Connection = sqlite3.connect(
        target, isolation_level=None, timeout=BUSY_MS / 1000, cached_statements=256, **options
    )
    for pragma in ("foreign_keys=on", "trusted_schema=off", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"pragma {pragma}")
    return connection
