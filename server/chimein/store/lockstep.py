"""Runs many transactions over one connection at the same time: what several ask alike is asked in one round trip.

A round trip costs a hundred times what its statement costs, so thirty posts take hardly more of them than one. What is
run together sees one moment and is committed or undone together; whether that is right, the caller knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import asyncpg

from chimein.store.calls import Call, Rows, Transaction
from chimein.store.positional import Positional, Unstorable

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Run:
    """A transaction on its way."""

    transaction: Transaction[Any]
    asked: Call | None = None
    """What it waits for; None: it is over."""
    result: Any = None
    failure: Exception | None = None
    has_written: bool = False
    position: int = 0
    """Up to where in the log whoever ran it had come before, if that was asked for."""

    def outcome(self) -> Any:  # noqa: ANN401 - whatever the transaction returns
        """What it came to, returned or raised."""
        if self.failure is not None:
            raise self.failure
        return self.result

    def begin(self) -> None:
        """Go up to the first query."""
        self._advance(lambda: next(self.transaction))

    def go_on(self, rows: Rows) -> None:
        """Take the rows, and go up to the next query."""
        self._advance(lambda: self.transaction.send(rows))

    def fail(self, failure: Exception) -> None:
        """Raise this where it stands."""
        self._advance(lambda: self.transaction.throw(failure))

    def _advance(self, step: Any) -> None:  # noqa: ANN401 - a function that returns a Call
        try:
            self.asked = step()
        except StopIteration as done:
            self.asked, self.result = None, done.value
        except Exception as failure:  # noqa: BLE001 - whoever handed the transaction in is told
            self.asked, self.failure = None, failure


@dataclass(slots=True)
class _Batch:
    query: Positional
    runs: list[Run] = field(default_factory=list)


async def run_alone(
    connection: asyncpg.Connection, queries: Mapping[str, Positional], transaction: Transaction[T]
) -> T:
    """Run one to its end, and return or raise what comes of it."""
    run = Run(transaction)
    await run_together(connection, queries, [run])
    result: T = run.outcome()
    return result


async def run_together(connection: asyncpg.Connection, queries: Mapping[str, Positional], runs: Sequence[Run]) -> None:
    """Run all to their ends. What the database cannot do is raised, and then all are closed where they stand."""
    try:
        for run in runs:
            run.begin()
        while batches := _batches(queries, runs):
            for batch in batches:
                await _ask(connection, batch)
    finally:
        for run in runs:
            run.transaction.close()


def _batches(queries: Mapping[str, Positional], runs: Iterable[Run]) -> list[_Batch]:
    found: dict[str, _Batch] = {}
    for run in runs:
        if run.asked is not None:
            name = run.asked.name
            found.setdefault(name, _Batch(queries[name])).runs.append(run)
    return list(found.values())


async def _ask(connection: asyncpg.Connection, batch: _Batch) -> None:
    query, asking, values = batch.query, [], []
    for run in batch.runs:
        try:
            values.append(query.values(run.asked.params if run.asked else {}))
        except Unstorable as failure:
            # It shall not spoil what others ask.
            run.fail(failure)
        else:
            run.has_written |= query.writes
            asking.append(run)
    for run, rows in zip(asking, await _answers(connection, query, values) if asking else (), strict=True):
        run.go_on(rows)


async def _answers(connection: asyncpg.Connection, query: Positional, values: list[list[Any]]) -> list[Rows]:
    if len(values) == 1:
        return [[tuple(record) for record in await connection.fetch(query.text, *values[0])]]
    if query.returns:
        return await _told_apart(connection, query, values)
    await connection.executemany(query.text, values)
    return [[] for _ in values]


async def _told_apart(connection: asyncpg.Connection, query: Positional, values: list[list[Any]]) -> list[Rows]:
    answers: list[Rows] = [[] for _ in values]
    numbered = [(*each, number) for number, each in enumerate(values)]
    for record in await connection.fetchmany(query.marked, numbered):
        *row, number = record
        answers[number].append(tuple(row))
    return answers
