"""Reading transactions of one PostgreSQL server: each over one consistent view, many of them over the same.

A few connections read at once. Whoever comes while all are busy waits, and whoever waited together reads together: the
more there is to do, the less each costs.
"""

import asyncio
from collections.abc import Mapping
from time import perf_counter
from typing import Any, TypeVar

import asyncpg

from chimein.figures import StoreFigures
from chimein.rules.refusals import Unavailable
from chimein.store.calls import Transaction
from chimein.store.lockstep import Run, run_together
from chimein.store.positional import Positional
from chimein.store.postgres_connections import lent

T = TypeVar("T")
READERS = 3
GROUP_LIMIT = 16
WAITING_LIMIT = 4096

_Waiting = tuple[Run, asyncio.Future[None], float]


class Reading:
    """The readers of one server, over connections of `pool`.

    `position`: a query that tells how far the server is; each run says how far it was when its view was taken.
    """

    def __init__(
        self, pool: asyncpg.Pool, queries: Mapping[str, Positional], figures: StoreFigures, position: str = ""
    ) -> None:
        self._figures = figures
        self._pool = pool
        self._queries = queries
        self._position = position
        self._waiting: list[_Waiting] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def read(self, transaction: Transaction[T]) -> T:
        """What the transaction finds. Raises what the driver raises."""
        result: T = (await self.run(transaction)).outcome()
        return result

    async def run(self, transaction: Transaction[Any]) -> Run:
        """The transaction after its end. Raises what the driver raises."""
        if len(self._waiting) >= WAITING_LIMIT:
            transaction.close()
            raise Unavailable(retry_after=2)
        run = Run(transaction)
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((run, done, perf_counter()))
        if len(self._tasks) < READERS:
            self._tasks.add(asyncio.create_task(self._drain()))
        await done
        return run

    async def close(self) -> None:
        """Wait for what is being read."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _drain(self) -> None:
        await self._until_nobody_waits()
        # At once: whoever comes from now on must not count on it.
        self._tasks -= {asyncio.current_task()}

    async def _until_nobody_waits(self) -> None:
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
        async with lent(self._pool) as connection:
            for _, _, since in group:
                self._figures.reader_waits.add(perf_counter() - since)
            if self._position:
                # Before the view is taken: what was replayed by now is in it.
                position = await connection.fetchval(self._position) or 0
                for run, _, _ in group:
                    run.position = position
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
