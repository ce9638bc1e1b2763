"""Group commit: many acknowledged writes share one commit and one sync to the disk.

Measured on the reference machine: 640 durable inserts a second one by one, 19,000 in groups. A refused transaction
fails alone; a failed COMMIT fails all of its group, and none of them was acknowledged.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, TypeVar

from chimein.figures import StoreFigures
from chimein.rules.refusals import Moving, Unavailable
from chimein.store.calls import Repeatable, Transaction
from chimein.store.news import Changed, News
from chimein.store.positional import numbered
from chimein.store.running import run_noting

LOG = logging.getLogger("chimein.store")
T = TypeVar("T")
GROUP_LIMIT = 64
QUEUE_LIMIT = 4096
ANSWERED_IN_A_TURN = 2

Hop = Callable[[Callable[[], Any]], Awaitable[Any]]


@dataclass(slots=True)
class _Item:
    transaction: Transaction[Any]
    future: asyncio.Future[Any]
    minds_moves: bool
    changed: set[Changed] = field(default_factory=set)
    result: Any = None
    failure: BaseException | None = None

    def again(self) -> None:
        """Back to the start; what it had done was undone."""
        if isinstance(self.transaction, Repeatable):
            self.transaction = self.transaction.again()
        self.changed.clear()
        self.result = self.failure = None


class _Spoilt(Exception):
    """One was refused after it had written, and nothing says where its writing began."""


class GroupCommit:
    """The one writer. `hop` runs a function in the thread that owns `connection`; `news` hears of every commit."""

    def __init__(
        self, connection: sqlite3.Connection, statements: Mapping[str, str], hop: Hop, news: News | None = None
    ) -> None:
        self._connection = connection
        self._queries = {name: numbered(text) for name, text in statements.items()}
        self._hop = hop
        self._news = news or News()
        self.figures = StoreFigures()
        self._waiting: list[_Item] = []
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def write(self, transaction: Transaction[T], *, minds_moves: bool = False) -> T:
        """Return the transaction's result once its group is on the disk.

        One that `minds_moves` is refused where a move stands. Raises `Moving`, `Unavailable`.
        """
        if self._closed or len(self._waiting) >= QUEUE_LIMIT:
            transaction.close()
            raise Unavailable(retry_after=2)
        item = _Item(transaction, asyncio.get_running_loop().create_future(), minds_moves)
        self._waiting.append(item)
        if self._task is None:
            self._task = asyncio.create_task(self._drain())
        self.figures.writing += 1
        try:
            result: T = await item.future
        finally:
            self.figures.writing -= 1
        return result

    async def close(self) -> None:
        """Accept nothing more and wait for what was accepted."""
        self._closed = True
        if self._task is not None:
            await self._task

    async def _drain(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP_LIMIT], self._waiting[GROUP_LIMIT:]
            began = perf_counter()
            try:
                await self._hop(lambda group=group: self._commit(group))  # type: ignore[misc]
            except Exception as failure:  # noqa: BLE001 - whatever broke, every waiter must be told
                self.figures.failed_commits += 1
                self._fail(group, failure)
            else:
                self.figures.commits.add(perf_counter() - began)
                self.figures.commit_sizes.add(len(group))
                await self._settle(group)
        self._task = None

    def _commit(self, group: list[_Item]) -> None:
        # A savepoint has SQLite copy every page that a transaction touches, to a file: a quarter of what a post costs.
        # Hardly any is refused after it has written, so only a group with such a one is run again, with savepoints.
        try:
            if all(isinstance(item.transaction, Repeatable) for item in group):
                self._commit_by(self._attempt_lightly, group)
                return
        except _Spoilt:
            for item in group:
                item.again()
        self._commit_by(self._attempt_apart, group)

    def _commit_by(self, attempt: Callable[[_Item], None], group: list[_Item]) -> None:
        execute = self._connection.execute
        execute("begin immediate")
        try:
            self._attempt_all(attempt, group)
            execute("commit")
        except BaseException:
            if self._connection.in_transaction:
                execute("rollback")
            raise

    def _attempt_all(self, attempt: Callable[[_Item], None], group: list[_Item]) -> None:
        # There is one writer: whether a move stands can only change by what it does itself.
        moves: bool | None = None
        for item in group:
            if item.minds_moves and moves is None:
                moves = self._connection.execute(self._queries["move"].text).fetchone() is not None
            if item.minds_moves and moves:
                item.transaction.close()
                item.failure = Moving()
                continue
            attempt(item)
            moves = moves if item.minds_moves else None

    def _attempt_lightly(self, item: _Item) -> None:
        before = self._connection.total_changes
        try:
            self._run(item)
        except sqlite3.OperationalError:
            raise
        except Exception as failure:
            if self._connection.total_changes != before:
                raise _Spoilt from failure
            item.failure = failure

    def _attempt_apart(self, item: _Item) -> None:
        execute = self._connection.execute
        execute("savepoint item")
        try:
            self._run(item)
        except sqlite3.OperationalError:
            raise
        except Exception as failure:  # noqa: BLE001 - one refused item must not undo the others
            item.failure = failure
            execute("rollback to item")
        execute("release item")

    def _run(self, item: _Item) -> None:
        item.result = run_noting(self._connection, self._queries, item.transaction, item.changed)

    async def _settle(self, group: list[_Item]) -> None:
        # Before anybody is answered, so that who reads after a 201 reads no older answer.
        self._news.tell(change for item in group if item.failure is None for change in item.changed)
        for first in range(0, len(group), ANSWERED_IN_A_TURN):
            for item in group[first : first + ANSWERED_IN_A_TURN]:
                _answer(item)
            # Each has its answer made now; readers shall not wait for all of them.
            await asyncio.sleep(0)

    def _fail(self, group: list[_Item], failure: Exception) -> None:
        LOG.error("commit of %d failed: %s", len(group), failure)
        self._news.tell(change for item in group for change in item.changed)
        for item in group:
            if not item.future.done():
                # One for each: they are raised in different places.
                told = Unavailable(retry_after=5)
                told.__cause__ = failure
                item.future.set_exception(told)


def _answer(item: _Item) -> None:
    if item.future.done():
        return
    if item.failure is not None:
        item.future.set_exception(item.failure)
    else:
        item.future.set_result(item.result)
