"""Reading transactions of one PostgreSQL server: each over one consistent view, many of them over the same.

A few connections read at once. Whoever comes while all are busy waits, and whoever waited together reads together: the
more there is to do, the less each costs.
"""

import asyncio
from collections.abc import Mapping
from time import perf_counter
from typing import TypeVar

import asyncpg

from chimein.figures import StoreFigures
from chimein.rules.refusals import Unavailable
from chimein.store.calls import Transaction
from chimein.store.lockstep import Run, run_together
from chimein.store.positional import Positional

T = TypeVar("T")
READERS = 3
GROUP_LIMIT = 16
WAITING_LIMIT = 4096

_Waiting = tuple[Run, asyncio.Future[None], float]


class Reading:
    """The readers of one server, over connections of `pool`."""

    def __init__(
        self, pool: asyncpg.Pool, queries: Mapping[str, Positional], figures: StoreFigures, readers: int = READERS
    ) -> None:
        self._figures = figures
        self._pool = pool
        self._queries = queries
        self._readers = readers
        self._waiting: list[_Waiting] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def read(self, transaction: Transaction[T]) -> T:
        """What the transaction finds. Raises what the driver raises."""
        if len(self._waiting) >= WAITING_LIMIT:
            transaction.close()
            raise Unavailable(retry_after=2)
        run = Run(transaction)
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((run, done, perf_counter()))
        if len(self._tasks) < self._readers:
            task = asyncio.create_task(self._drain())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        await done
        result: T = run.outcome()
        return result

    async def close(self) -> None:
        """Wait for what is being read."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _drain(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP_LIMIT], self._waiting[GROUP_LIMIT:]
            group = [each for each in group if not each[1].done()]
            try:
                await self._read(group)
            except Exception as failure:  # noqa: BLE001 - whatever broke, every waiter must be told
                _settle(group, failure)
            else:
                _settle(group)

    async def _read(self, group: list[_Waiting]) -> None:
        async with self._pool.acquire() as connection:
            for _, _, since in group:
                self._figures.reader_waits.add(perf_counter() - since)
            async with one_moment(connection):
                await run_together(connection, self._queries, [run for run, _, _ in group])


def one_moment(connection: asyncpg.Connection) -> asyncpg.transaction.Transaction:
    """A transaction that reads, and sees nothing that is committed after its first query."""
    return connection.transaction(isolation="repeatable_read", readonly=True)


def _settle(group: list[_Waiting], failure: Exception | None = None) -> None:
    for _, done, _ in group:
        if done.done():
            continue
        if failure is None:
            done.set_result(None)
        else:
            done.set_exception(failure)
