"""Shared hops: many reading transactions that wait at once take one trip to a reader's thread, over one view.

A trip costs about as much as a short read, and two threads that read at the same time hand the interpreter's lock to
each other at every row. So one reader takes whatever has gathered; another helps only when that one is away for long.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Generic, TypeVar

from chimein.figures import Histogram
from chimein.store.calls import Transaction
from chimein.store.running import run

T = TypeVar("T")
C = TypeVar("C")
MOST_TOGETHER = 16
HELP_AFTER_SECONDS = 0.01

Function = Callable[[sqlite3.Connection], None]
Hop = Callable[[C, Function], Awaitable[None]]


@dataclass(slots=True)
class _Item:
    transaction: Transaction[Any]
    future: asyncio.Future[Any]
    began: float
    result: Any = None
    failure: BaseException | None = None


class SharedReads(Generic[C]):
    """The readers. `hop` runs a function in the thread of one of them, with its connection."""

    def __init__(self, statements: Mapping[str, str], hop: Hop[C], waits: Histogram) -> None:
        """`waits`: seconds for which transactions waited for a reader."""
        self._statements = statements
        self._hop = hop
        self._waits = waits
        self._idle: list[C] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: list[_Item] = []
        self._timer: asyncio.TimerHandle | None = None

    def add(self, reader: C) -> None:
        """One more reader."""
        self._idle.append(reader)

    async def read(self, transaction: Transaction[T]) -> T:
        """The transaction's result, over a view that is no older than this call."""
        loop = asyncio.get_running_loop()
        item = _Item(transaction, loop.create_future(), perf_counter())
        self._waiting.append(item)
        if not self._tasks:
            self._begin()
        elif self._timer is None and self._idle:
            self._timer = loop.call_later(HELP_AFTER_SECONDS, self._help)
        result: T = await item.future
        return result

    async def close(self) -> None:
        """Wait for what was asked."""
        if self._timer is not None:
            self._timer.cancel()
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _begin(self) -> None:
        task = asyncio.create_task(self._drain(self._idle.pop()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _help(self) -> None:
        self._timer = None
        if self._waiting and self._idle:
            self._begin()

    async def _drain(self, reader: C) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
                await self._read_together(reader, group)
        finally:
            self._idle.append(reader)

    async def _read_together(self, reader: C, group: list[_Item]) -> None:
        now = perf_counter()
        for item in group:
            self._waits.add(now - item.began)
        try:
            await self._hop(reader, lambda connection: self._run(connection, group))
        except Exception as failure:  # noqa: BLE001 - whatever broke, everybody who waits must be told
            for item in group:
                item.failure = item.failure or failure
        for item in group:
            if not item.future.done():
                _settle(item)

    def _run(self, connection: sqlite3.Connection, group: list[_Item]) -> None:
        connection.execute("begin")
        try:
            for item in group:
                self._attempt(connection, item)
        finally:
            connection.execute("rollback")

    def _attempt(self, connection: sqlite3.Connection, item: _Item) -> None:
        try:
            item.result = run(connection, self._statements, item.transaction)
        except Exception as failure:  # noqa: BLE001 - it is one asker's; the others go on
            item.failure = failure


def _settle(item: _Item) -> None:
    if item.failure is None:
        item.future.set_result(item.result)
    else:
        item.future.set_exception(item.failure)
