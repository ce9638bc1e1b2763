"""A PostgreSQL database as a whole: read beside whoever uses it, or filled by one `chimein move` at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

import asyncpg

from chimein.store.calls import Row, Rows, Transaction
from chimein.store.copying import NOTE_ALL, CannotCopy, Table, every_table, select_after, select_count, select_last
from chimein.store.lockstep import run_alone
from chimein.store.migrations import migration_files
from chimein.store.positional import positional
from chimein.store.postgres import told_when_opening
from chimein.store.postgres_connections import connect
from chimein.store.postgres_migrations import migrate
from chimein.store.reads.moves import Move
from chimein.store.statements import statements_for
from chimein.store.writes.moves import begin_move, change_move

T = TypeVar("T")
LOCK = 0x436869  # any number that all versions of Chime In agree on, and not the one of migrations
PATIENCE = "5s"
"""For a move that was killed: its server-side half ends a moment later."""
CLOSING_SECONDS = 5
INDEXES = """select format('drop index %I', i.relname), pg_get_indexdef(i.oid)
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    where t.relname = any ($1::text[]) and t.relnamespace = current_schema()::regnamespace and not x.indisprimary
    and not exists (select from pg_constraint c where c.conindid = i.oid and c.contype = 'u') order by i.relname"""
REFERENCES = """select format('alter table %I drop constraint %I', t.relname, c.conname),
    format('alter table %I add constraint %I ', t.relname, c.conname) || pg_get_constraintdef(c.oid)
    from pg_constraint c join pg_class t on t.oid = c.conrelid
    where t.relname = any ($1::text[]) and t.relnamespace = current_schema()::regnamespace and c.contype = 'f'
    order by c.conname"""


class PostgresTables:
    """One connection."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._queries = {name: positional(text) for name, text in statements_for("postgres").items()}

    @classmethod
    async def open_to_read(cls, url: str) -> "PostgresTables":
        """Beside whoever uses it."""
        with told_when_opening():
            return cls(await connect(url))

    @classmethod
    async def open_to_fill(cls, url: str, now: int) -> "PostgresTables":
        """An empty database gets its tables first. Raises `CannotCopy` for one of another schema, or being filled."""
        with told_when_opening():
            connection = await connect(url)
            try:
                await _locked(connection)
                await _tabled(connection, now)
            except BaseException:
                await connection.close()
                raise
            return cls(connection)

    async def read(self, transaction: Transaction[T]) -> T:
        """What named queries find."""
        with _failures():
            return await run_alone(self._connection, self._queries, transaction)

    async def write_alone(self, transaction: Transaction[T]) -> T:
        """What named queries do."""
        with _failures():
            async with self._connection.transaction():
                await self._connection.execute("lock table move in exclusive mode")
                return await run_alone(self._connection, self._queries, transaction)

    async def count(self, table: Table) -> int:
        """How many rows the table has."""
        count: int = (await self._rows(select_count(table)))[0][0]
        return count

    async def rows_after(self, table: Table, key: Row | None, limit: int) -> Rows:
        """The next rows."""
        return await self._rows(select_after(table, key, _mark), *(key or ()), limit)

    async def last_key(self, table: Table) -> Row | None:
        """The highest key."""
        rows = await self._rows(select_last(table))
        return rows[0] if rows else None

    async def begin(self, move: Move) -> None:
        """Without references, since an answer may lie before what it answers, and without indexes that are not keys."""
        with _failures():
            async with self._connection.transaction():
                await self._connection.execute("lock table move in exclusive mode")
                if [table for table in every_table() if await self._connection.fetch(select_last(table))]:
                    raise CannotCopy("It is not empty.")
                names = [table.name for table in every_table()]
                indexes = await self._connection.fetch(INDEXES, names)
                references = await self._connection.fetch(REFERENCES, names)
                owed = (*(made for _, made in (*indexes, *references)), NOTE_ALL)
                await run_alone(self._connection, self._queries, begin_move(replace(move, owed=owed)))
                for dropped, _ in (*references, *indexes):
                    await self._connection.execute(dropped)

    async def add(self, table: Table, rows: Rows) -> None:
        """One COPY."""
        with _failures(table, rows):
            await self._connection.copy_records_to_table(table.name, records=rows, columns=table.columns)

    async def make(self, statement: str, rest: Sequence[str]) -> None:
        """One more index or reference."""
        with _failures():
            async with self._connection.transaction():
                await self._connection.execute(statement)
                await run_alone(self._connection, self._queries, change_move("arriving", rest))

    async def learn(self) -> None:
        """Statistics, which else would come with the first automatic vacuum."""
        with _failures():
            for table in every_table():
                await self._connection.execute(f'analyze "{table.name}"')

    async def close(self) -> None:
        """The lock goes with the connection."""
        try:
            await self._connection.close(timeout=CLOSING_SECONDS)
        except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError):
            self._connection.terminate()

    async def _rows(self, query: str, *params: Any) -> Rows:  # noqa: ANN401 - whatever the query takes
        with _failures():
            return [tuple(record) for record in await self._connection.fetch(query, *params)]


async def _locked(connection: asyncpg.Connection) -> None:
    try:
        await connection.execute("select set_config('lock_timeout', $1, false)", PATIENCE)
        await connection.execute("select pg_advisory_lock($1)", LOCK)
        await connection.execute("select set_config('lock_timeout', '0', false)")
    except asyncpg.LockNotAvailableError as taken:
        raise CannotCopy("Another `chimein move` is filling this database right now.") from taken


async def _tabled(connection: asyncpg.Connection, now: int) -> None:
    if await connection.fetchval("select to_regclass('schema_version')") is None:
        await migrate(connection, now)
    version = await connection.fetchval("select coalesce(max(version), 0) from schema_version")
    if version != len(migration_files("postgres")):
        raise CannotCopy("This database has not the tables of this version of Chime In. Name an empty one.")


@contextmanager
def _failures(table: Table | None = None, rows: Rows | None = None) -> Iterator[None]:
    try:
        yield
    except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError) as failure:
        unfit = [table.key_of(row) for row in rows or () if _has_nul(row)] if table else []
        if table and unfit:
            text = f"{table.name} {unfit[0]} has a text with a NUL in it, which PostgreSQL does not take."
            raise CannotCopy(text) from failure
        raise CannotCopy(f"The PostgreSQL database cannot be used: {failure}.") from failure


def _has_nul(row: Row) -> bool:
    return any(isinstance(value, str) and "\x00" in value for value in row)


def _mark(number: int) -> str:
    return f"${number}"
