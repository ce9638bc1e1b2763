"""A SQLite file as a whole: read beside whoever writes it, or filled by `chimein move`, which then holds its lock."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from chimein.store.calls import Row, Rows, Transaction
from chimein.store.copying import (
    NOTE_ALL,
    CannotCopy,
    Table,
    every_table,
    insert_into,
    select_after,
    select_count,
    select_last,
)
from chimein.store.migrations import migration_files
from chimein.store.reads.moves import Move
from chimein.store.running import run
from chimein.store.sqlite import SqliteStore
from chimein.store.statements import statements_for
from chimein.store.writes.moves import begin_move, change_move

T = TypeVar("T")
CACHE_KIB = 65_536
"""For building indexes; the memory of a move is bounded by this and by two batches."""
SETTINGS = ("busy_timeout=5000", "synchronous=full", "foreign_keys=off", f"cache_size=-{CACHE_KIB}")
INDEXES = "select name, sql from sqlite_schema where type = 'index' and sql is not null order by name"


class SqliteTables:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._statements = statements_for("sqlite")
        self._alone = threading.Lock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for setting in SETTINGS:
            self._connection.execute(f"pragma {setting}")

    @classmethod
    async def open_to_read(cls, path: Path) -> "SqliteTables":
        """Beside a running server: it takes no lock, changes nothing and never checkpoints."""
        tables = cls(path)
        tables._connection.execute("pragma query_only=on")
        tables._connection.execute("pragma wal_autocheckpoint=0")
        return tables

    @classmethod
    async def open_to_fill(cls, path: Path, now: int) -> "SqliteTables":
        """A new file gets its tables first. The caller holds the lock. Raises `CannotCopy` for another schema."""
        if await asyncio.to_thread(_is_new, path):
            await (await SqliteStore.open_to_write(path, now=now, readers=0)).close()
        tables = cls(path)
        if await tables._in_thread(lambda: _version(tables._connection)) != len(migration_files("sqlite")):
            await tables.close()
            raise CannotCopy(f"{path} has not the tables of this version of Chime In. Name a new file.")
        return tables

    async def read(self, transaction: Transaction[T]) -> T:
        """What named queries find."""
        return await self._in_thread(lambda: run(self._connection, self._statements, transaction))

    async def write_alone(self, transaction: Transaction[T]) -> T:
        """What named queries do."""
        return await self._in_thread(lambda: self._written(transaction))

    async def count(self, table: Table) -> int:
        """How many rows the table has."""
        count: int = (await self._rows(select_count(table)))[0][0]
        return count

    async def rows_after(self, table: Table, key: Row | None, limit: int) -> Rows:
        """The next rows."""
        return await self._rows(select_after(table, key, _mark), (*(key or ()), limit))

    async def last_key(self, table: Table) -> Row | None:
        """The highest key."""
        rows = await self._rows(select_last(table))
        return rows[0] if rows else None

    async def begin(self, move: Move) -> None:
        """Without the indexes that are not keys: made at the end, they cost a fraction."""
        await self._in_thread(lambda: self._begun(move))

    async def add(self, table: Table, rows: Rows) -> None:
        """One transaction."""

        def added() -> None:
            with _transaction(self._connection):
                self._connection.executemany(insert_into(table, _mark), rows)

        await self._in_thread(added)

    async def make(self, statement: str, rest: Sequence[str]) -> None:
        """One more index."""

        def made() -> None:
            with _transaction(self._connection):
                self._connection.execute(statement)
                run(self._connection, self._statements, change_move("arriving", rest))

        await self._in_thread(made)

    async def learn(self) -> None:
        """The queries of the house need no statistics here."""

    async def close(self) -> None:
        """Wait for what is running."""
        await asyncio.to_thread(self._closed)

    async def _rows(self, query: str, params: Row = ()) -> Rows:
        return await self._in_thread(lambda: self._connection.execute(query, params).fetchall())

    async def _in_thread(self, function: Callable[[], T]) -> T:
        def alone() -> T:
            with self._alone:
                return function()

        try:
            return await asyncio.to_thread(alone)
        except sqlite3.Error as failure:
            raise CannotCopy(f"The SQLite file cannot be used: {failure}.") from failure

    def _closed(self) -> None:
        with self._alone:
            self._connection.close()

    def _written(self, transaction: Transaction[T]) -> T:
        with _transaction(self._connection):
            return run(self._connection, self._statements, transaction)

    def _begun(self, move: Move) -> None:
        with _transaction(self._connection):
            if any(self._connection.execute(select_last(table)).fetchone() for table in every_table()):
                raise CannotCopy("It is not empty.")
            indexes = self._connection.execute(INDEXES).fetchall()
            run(
                self._connection,
                self._statements,
                begin_move(replace(move, owed=(*(sql for _, sql in indexes), NOTE_ALL))),
            )
            for name, _ in indexes:
                self._connection.execute(f'drop index "{name}"')


def _is_new(path: Path) -> bool:
    return not path.exists() or path.stat().st_size == 0


def _version(connection: sqlite3.Connection) -> int:
    if not connection.execute("select 1 from sqlite_schema where name = 'schema_version'").fetchone():
        return 0
    version: int = connection.execute("select coalesce(max(version), 0) from schema_version").fetchone()[0]
    return version


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def _mark(number: int) -> str:
    return f"?{number}"
