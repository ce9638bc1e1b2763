"""A database as a whole, for `chimein move`: which tables there are, and how both engines read and fill them.

This and the engines' own files (`sqlite_tables.py`, `postgres_tables.py`) are the one place where SQL is put together
in Python: tables are copied by what the schema says of them, so that no new column can be forgotten. What rows mean is
not known here.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeVar

from chimein.rules.hindrances import Hindrance
from chimein.store.calls import Row, Rows, Transaction
from chimein.store.migrations import migrate
from chimein.store.reads.moves import Move

T = TypeVar("T")
UNCOPIED = frozenset({"bucket", "move", "schema_version", "search_doc", "search_due"})
"""What it says of itself alone, how often who came by there in the last minutes, and what is made of comments."""
NOTE_ALL = """insert into search_due (site_id, comment_id, thread_id)
    select site_id, id, thread_id from comment where true on conflict (site_id, comment_id) do nothing"""
"""The last thing that a database owes that was filled: its search looks at every comment."""
TABLES = """select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite%'
    order by name"""
"""Without SQLite's search, which is filled anew from the comments."""


class CannotCopy(Hindrance):
    """A database cannot be filled, or read any further; the message says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of every instance."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    """The primary key, in whose order rows are read; both engines sort it alike."""

    def key_of(self, row: Row) -> Row:
        """The row's primary key."""
        return tuple(row[self.columns.index(column)] for column in self.key)


class Tables(Protocol):
    """One database, with nothing between. Whoever fills it has it alone."""

    async def read(self, transaction: Transaction[T]) -> T:
        """What named queries find."""
        ...

    async def write_alone(self, transaction: Transaction[T]) -> T:
        """What named queries do, at once and durably."""
        ...

    async def count(self, table: Table) -> int:
        """How many rows the table has."""
        ...

    async def rows_after(self, table: Table, key: Row | None, limit: int) -> Rows:
        """The next rows after a key (or the first ones) in the order of their keys."""
        ...

    async def last_key(self, table: Table) -> Row | None:
        """The highest key that is there."""
        ...

    async def begin(self, move: Move) -> None:
        """From now on it is being filled, without what slows that down. Raises `CannotCopy` if it is not empty."""
        ...

    async def add(self, table: Table, rows: Rows) -> None:
        """All of these rows, or, whatever happens, none."""
        ...

    async def make(self, statement: str, rest: Sequence[str]) -> None:
        """Make the next of what is still owed; `rest` is owed from now on."""
        ...

    async def learn(self) -> None:
        """Look at all that was filled in, so that queries are planned well from the first on."""
        ...

    async def close(self) -> None:
        """Let go of it."""
        ...


@cache
def every_table() -> tuple[Table, ...]:
    """All that there is to copy, as the newest schema has it (on both engines: tests/promises/test_schemas.py)."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, 0)
        names = connection.execute(TABLES).fetchall()
        return tuple(_table(connection, name) for (name,) in names if name not in UNCOPIED)


def _table(connection: sqlite3.Connection, name: str) -> Table:
    facts = connection.execute("select name, pk from pragma_table_info(?) order by cid", (name,)).fetchall()
    key = sorted((place, column) for column, place in facts if place)
    return Table(name, tuple(column for column, _ in facts), tuple(column for _, column in key))


Mark = Callable[[int], str]
"""How an engine writes the parameter of a number, from 1."""


def select_after(table: Table, key: Row | None, mark: Mark) -> str:
    """The text behind `rows_after`; its parameters are the key, if there is one, and the limit."""
    known = 0 if key is None else len(table.key)
    marks = ", ".join(mark(number) for number in range(1, known + 1))
    after = f" where ({_list(table.key)}) > ({marks})" if known else ""
    columns, order, limit = _list(table.columns), _list(table.key), mark(known + 1)
    return f'select {columns} from "{table.name}"{after} order by {order} limit {limit}'  # noqa: S608 - schema's names


def select_last(table: Table) -> str:
    """The text behind `last_key`."""
    backwards = ", ".join(f'"{column}" desc' for column in table.key)
    return f'select {_list(table.key)} from "{table.name}" order by {backwards} limit 1'  # noqa: S608 - the schema's names


def select_count(table: Table) -> str:
    """The text behind `count`."""
    return f'select count(*) from "{table.name}"'  # noqa: S608 - the schema's names


def insert_into(table: Table, mark: Mark) -> str:
    """One row, every column of it."""
    marks = ", ".join(mark(number) for number in range(1, len(table.columns) + 1))
    return f'insert into "{table.name}" ({_list(table.columns)}) values ({marks})'  # noqa: S608 - the schema's names


def _list(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
