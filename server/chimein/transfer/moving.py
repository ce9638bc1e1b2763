"""Carries every row from one database to another, and then proves it: both are read again and compared row by row.

Rows are copied in the order of their keys, each batch in one transaction. So the highest key that is there says where
to go on, whatever stopped an earlier run; nothing else is kept. The source stands still: see `store/closing.py`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec

from chimein.store.calls import Row, Rows
from chimein.store.copying import Table, Tables, every_table
from chimein.store.reads.moves import standing_move

AT_ONCE = 1000
"""Rows of one batch: a megabyte or two."""
MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class Progress:
    """Told of each part and how much there is of it, and then of every step."""

    begin: Callable[[str, int], None] = lambda _what, _total: None
    advance: Callable[[int], None] = lambda _: None


class Compared(msgspec.Struct, kw_only=True):
    """One table on both sides."""

    table: str
    rows: int
    """In the source."""
    checksum: str
    """SHA-256 over the source's rows in the order of their keys, each as MessagePack."""
    is_same: bool = True
    """Whether the target has as many rows and the same checksum."""
    different: int = 0
    differences: list[str] = []
    """The first of them, by table and key."""


async def copy_everything(source: Tables, target: Tables, progress: Progress, at_once: int = AT_ONCE) -> None:
    """Copy what the target does not have yet, then make what it owes. Raises `CannotCopy`; a new run goes on there."""
    progress.begin("copying", sum([await source.count(table) for table in every_table()]))
    for table in every_table():
        last = await target.last_key(table)
        if last is not None:
            progress.advance(await target.count(table))
        rows = await source.rows_after(table, last, at_once)
        while rows:
            following = source.rows_after(table, table.key_of(rows[-1]), at_once)
            rows, done = (await asyncio.gather(following, target.add(table, rows)))[0], len(rows)
            progress.advance(done)
    await _make_owed(target, progress)


async def compare_everything(
    source: Tables, target: Tables, progress: Progress, at_once: int = AT_ONCE
) -> list[Compared]:
    """Read both sides from the first row to the last, and tell for every table what differs."""
    progress.begin("comparing", sum([await source.count(table) for table in every_table()]))
    return [await _Comparison(table, (source, target), progress).made(at_once) for table in every_table()]


async def _make_owed(target: Tables, progress: Progress) -> None:
    move = await target.read(standing_move())
    owed = move.owed if move else ()
    progress.begin("indexing", len(owed))
    for number, statement in enumerate(owed, start=1):
        await target.make(statement, owed[number:])
        progress.advance(1)
    await target.learn()


@dataclass(slots=True)
class _Comparison:
    table: Table
    sides: tuple[Tables, Tables]
    progress: Progress
    rows: int = 0
    different: int = 0
    told: list[str] = field(default_factory=list)

    async def made(self, at_once: int) -> Compared:
        sums = (sha256(), sha256())
        after: Row | None = None
        while True:
            read = (side.rows_after(self.table, after, at_once) for side in self.sides)
            source, target = await asyncio.gather(*read)
            ends = [self.table.key_of(rows[-1]) for rows in (source, target) if len(rows) == at_once]
            # Where one side lacks rows its batch reaches further; only what both have read is compared.
            after = min(ends) if ends else None
            self._compare(self._until(source, after), self._until(target, after), sums)
            if after is None:
                break
        return Compared(
            table=self.table.name,
            rows=self.rows,
            checksum=sums[0].hexdigest(),
            is_same=sums[0].digest() == sums[1].digest(),
            different=self.different,
            differences=self.told,
        )

    def _until(self, rows: Rows, end: Row | None) -> Rows:
        return rows if end is None else [row for row in rows if self.table.key_of(row) <= end]

    def _compare(self, source: Rows, target: Rows, sums: tuple[Any, Any]) -> None:
        self.rows += len(source)
        encoded = [b"".join(map(_encoded, rows)) for rows in (source, target)]
        for total, content in zip(sums, encoded, strict=True):
            total.update(content)
        if encoded[0] != encoded[1]:
            self._find(source, target)
        self.progress.advance(len(source))

    def _find(self, source: Rows, target: Rows) -> None:
        here = {self.table.key_of(row): row for row in source}
        there = {self.table.key_of(row): row for row in target}
        for key in sorted(here.keys() | there.keys()):
            if key not in there:
                self._tell(key, "is missing")
            elif key not in here:
                self._tell(key, "is not in the source")
            elif _encoded(here[key]) != _encoded(there[key]):
                pairs = zip(self.table.columns, here[key], there[key], strict=True)
                names = [column for column, one, other in pairs if _encoded((one,)) != _encoded((other,))]
                self._tell(key, f"differs in {', '.join(names)}")

    def _tell(self, key: Row, how: str) -> None:
        self.different += 1
        if len(self.told) < MOST_TOLD:
            parts = ", ".join(f"{name} {value}" for name, value in zip(self.table.key, key, strict=True))
            self.told.append(f"{self.table.name} ({parts}) {how}")


_encoder = msgspec.msgpack.Encoder()


def _encoded(row: Row) -> bytes:
    """The row's one canonical form: MessagePack tells integers, texts, bytes and nothing from one another."""
    return _encoder.encode(row)
