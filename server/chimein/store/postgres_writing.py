"""Writing transactions of one process on PostgreSQL: groups that share their round trips, one NOTIFY and one COMMIT.

A commit with a NOTIFY waits for every other one on the server, sync to the disk included; so posts are only quick when
many share one. Transactions that name nothing in common run in lockstep, others one after the other, all in one
REPEATABLE READ transaction of the database. When one of a group fails after it wrote, or another process wrote in
between, the group is undone and everybody is run again, alone if need be.
"""

import asyncio
import logging
import random
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, TypeVar

import asyncpg

from chimein.figures import StoreFigures
from chimein.rules.refusals import Moving, Unavailable
from chimein.store.calls import Company, Repeatable, Transaction
from chimein.store.lockstep import Run, run_together
from chimein.store.news import Changed, noting
from chimein.store.positional import Positional
from chimein.store.postgres_connections import LOST, lent
from chimein.store.postgres_news import Announcing

LOG = logging.getLogger("chimein.store")
T = TypeVar("T")
GROUP_LIMIT = 64
QUEUE_LIMIT = 4096
TRIES_TOGETHER = 2
TRIES_AMONG_OTHERS = 4
TRIES = 6
LONGEST_PAUSE = 0.2
NO_ROWS = "SELECT 0"
"""What PostgreSQL says of a query that found nothing (its command tag)."""

Clash = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.IntegrityConstraintViolationError,
    # A newer server changed a table meanwhile: what was prepared before is prepared anew.
    asyncpg.InvalidCachedStatementError,
)


class Undone(Exception):
    """Transactions that ran together got in each other's way, or one failed half-way; nothing of them is kept."""


@dataclass(slots=True, eq=False)
class Item:
    """A transaction that somebody waits for."""

    transaction: Transaction[Any]
    future: asyncio.Future[Any]
    changed: set[Changed] = field(default_factory=set)
    run: Run | None = None

    @property
    def can_repeat(self) -> bool:
        """Whether it can be run again."""
        return isinstance(self.transaction, Repeatable)

    @property
    def company(self) -> Company | None:
        """Beside whom it may run; None: beside nobody."""
        return self.transaction.company if isinstance(self.transaction, Repeatable) else None

    def begin(self) -> Run:
        """A run of it from the start."""
        if self.run is not None and isinstance(self.transaction, Repeatable):
            self.transaction = self.transaction.again()
        self.changed = set()
        self.run = Run(noting(self.transaction, self.changed))
        return self.run

    def settle(self) -> None:
        """Tell what came of it."""
        if self.future.done() or self.run is None:
            return
        if self.run.failure is not None:
            self.future.set_exception(self.run.failure)
        else:
            self.future.set_result(self.run.result)

    def fail(self, failure: BaseException) -> None:
        """Tell that it could not be."""
        if not self.future.done():
            self.future.set_exception(failure)


class Writing:
    """The one writer of a process."""

    def __init__(
        self, pool: asyncpg.Pool, queries: Mapping[str, Positional], announcing: Announcing, figures: StoreFigures
    ) -> None:
        self._figures = figures
        self._pool = pool
        self._queries = queries
        # The lock takes no snapshot (an advisory one would), so what is seen behind it is as new as it can be: either
        # `write_alone` waits for this group, or this group sees what that has written.
        self._look_for_a_move = f"lock table move in row share mode; {queries['move'].text}"
        self._shut_others_out = f"lock table move in exclusive mode; {queries['move'].text}"
        self._announcing = announcing
        self._waiting: list[Item] = []
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def write(self, transaction: Transaction[T]) -> T:
        """The transaction's result, once its group is on the server's disk. Raises what the driver raises.

        Whoever stops waiting stops nothing: a group that has begun is committed, and told of when it is.
        Raises `Moving`.
        """
        if self._closed or len(self._waiting) >= QUEUE_LIMIT:
            transaction.close()
            raise Unavailable(retry_after=2)
        item = Item(transaction, asyncio.get_running_loop().create_future())
        self._waiting.append(item)
        if self._task is None:
            self._task = asyncio.create_task(self._drain())
        self._figures.writing += 1
        try:
            result: T = await item.future
        finally:
            self._figures.writing -= 1
        return result

    async def close(self) -> None:
        """Accept nothing more and wait for what was accepted."""
        self._closed = True
        if self._task is not None:
            await self._task

    async def _drain(self) -> None:
        while self._waiting:
            group = [item for item in self._next_group() if not item.future.done()]
            try:
                await self._carry_out(group)
            except Moving:
                for item in group:
                    item.fail(Moving())
            except Exception as failure:  # noqa: BLE001 - whatever broke, every waiter must be told
                self._figures.failed_commits += 1
                for item in group:
                    item.fail(failure)
        self._task = None

    def _next_group(self) -> list[Item]:
        """Whoever waits, as far as they can be run again; one who cannot is a group of its own."""
        limit = min(GROUP_LIMIT, len(self._waiting))
        end = next((at for at in range(limit) if not self._waiting[at].can_repeat), limit) or 1
        group, self._waiting = self._waiting[:end], self._waiting[end:]
        return group

    async def _carry_out(self, group: list[Item]) -> None:
        for tried in range(TRIES_TOGETHER if len(group) > 1 else 0):
            try:
                await self._commit(group, careful=tried > 0)
            except (Undone, *Clash, asyncpg.DataError):
                continue
            return
        for item in group:
            try:
                await self._until_committed(item)
            except Exception as failure:  # noqa: BLE001 - this one's alone
                item.fail(failure)

    async def _until_committed(self, item: Item) -> None:
        for tried in range(TRIES):
            try:
                # Where many write the slower server would be overtaken again and again: at last it writes alone.
                await self._commit([item], alone=tried >= TRIES_AMONG_OTHERS)
            except Undone:
                item.settle()
            except Clash:
                if tried == TRIES - 1 or not item.can_repeat:
                    raise
                await asyncio.sleep(_pause(tried))
                continue
            return

    async def _commit(self, group: list[Item], *, careful: bool = False, alone: bool = False) -> None:
        began, entrance = perf_counter(), self._shut_others_out if alone else self._look_for_a_move
        async with lent(self._pool) as connection:
            begun = connection.transaction(isolation="repeatable_read")
            await begun.start()
            try:
                if await connection.execute(entrance) != NO_ROWS:
                    raise Moving
                for wave in waves(group, careful=careful):
                    await self._run(connection, wave)
                changed = frozenset[Changed]().union(*(item.changed for item in group if _has_effect(item)))
                number = await self._announcing.announce(connection, changed)
            except BaseException:
                await _undo(begun)
                raise
            with self._announcing.committing(number, changed):
                await begun.commit()
        self._figures.commits.add(perf_counter() - began)
        self._figures.commit_sizes.add(len(group))
        for item in group:
            item.settle()

    async def _run(self, connection: asyncpg.Connection, wave: Sequence[Item]) -> None:
        runs = [item.begin() for item in wave]
        await run_together(connection, self._queries, runs)
        if _have_met(wave) or any(run.failure is not None and run.has_written for run in runs):
            raise Undone


def waves(group: Iterable[Item], *, careful: bool = False) -> list[list[Item]]:
    """Who may run at the same time; whoever may not keeps the order of coming. `careful`: no two about one page."""
    found: list[list[Item]] = []
    last: dict[Hashable, int] = {}
    first = 0
    for item in group:
        company = item.company
        shared = _shared(company, careful=careful)
        at = len(found) if company is None else max([first, *(last[name] + 1 for name in shared if name in last)])
        if at == len(found):
            found.append([])
        found[at].append(item)
        last.update(dict.fromkeys(shared, at))
        if company is None:
            first = at + 1
    return found


def _shared(company: Company | None, *, careful: bool) -> frozenset[Hashable]:
    if company is None:
        return frozenset()
    return company.apart | company.finds if careful else company.apart


def _have_met(wave: Sequence[Item]) -> bool:
    """Whether one brought a key, and another had looked for it in vain or wrote in the same thread."""
    bringing = [(item, {(change.site_id, change.key) for change in item.changed if change.key}) for item in wave]
    return any(
        other is not item and (item.changed & other.changed or (other.company and keys & other.company.finds))
        for item, keys in bringing
        if keys
        for other in wave
    )


def _has_effect(item: Item) -> bool:
    return item.run is not None and item.run.failure is None


async def _undo(begun: asyncpg.transaction.Transaction) -> None:
    try:
        await begun.rollback()
    except LOST as failure:
        # The connection is gone, and with it the transaction.
        LOG.debug("nothing to roll back: %s", failure)


def _pause(tried: int) -> float:
    # Tries of this process no longer meet each other; those of other processes are spread.
    longest = min(LONGEST_PAUSE, 0.002 * 2**tried) if tried else 0
    return random.uniform(0, longest)  # noqa: S311 - protects nothing
