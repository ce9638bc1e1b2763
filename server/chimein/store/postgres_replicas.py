"""Standbys that answer readers in the primary's place, where they have seen what the reader must see.

A standby is asked only for what can be run again: what it cannot answer, or may not because it is behind, the primary
is asked for. It is behind where a change that was told here (`fences`) is further in the log than it has replayed, or
where the primary was further a second ago.
"""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import asyncpg

from chimein.figures import StoreFigures
from chimein.store.calls import Repeatable, Transaction
from chimein.store.fences import UNPLACED, Fences, looking
from chimein.store.lockstep import Run
from chimein.store.news import Changed
from chimein.store.positional import Positional
from chimein.store.postgres_connections import LOST, open_pool
from chimein.store.postgres_reading import Reading

LOG = logging.getLogger("chimein.store")
T = TypeVar("T")
CONNECTIONS = 4
PULSE_SECONDS = 0.25
QUICK_SECONDS = 0.02
"""Between two looks at the standbys while there is something that they have not replayed."""
PATIENCE_SECONDS = 1.0
FRESH_SECONDS = 1.0
"""How far behind the primary one may be: the contract's freshness."""
PRIMARY_AT = "select (pg_current_wal_flush_lsn() - '0/0')::bigint"
# One that was promoted has everything that it has written.
STANDBY_AT = """select (case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
    else pg_current_wal_flush_lsn() end - '0/0')::bigint"""

Place = Callable[[], Awaitable[int]]


class NotAnswered(Exception):
    """No standby could answer; the primary can."""


class Standby:
    """One server that follows the primary. `replayed`: up to where when it was looked at; 0: it is not there."""

    def __init__(self, url: str, queries: Mapping[str, Positional], figures: StoreFigures) -> None:
        self.replayed = 0
        self.is_fresh = False
        self._url = url
        self._queries = queries
        self._figures = figures
        self._pool: asyncpg.Pool | None = None
        self._reading: Reading | None = None
        self._rests_until = 0.0

    async def look(self) -> None:
        """Learn how far it has replayed."""
        now = asyncio.get_running_loop().time()
        if now < self._rests_until:
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                pool = await self._opened()
                self.replayed = await pool.fetchval(STANDBY_AT) or 0
        except LOST as failure:
            if self.replayed or not self._rests_until:
                LOG.warning("a standby does not answer: %s", failure or type(failure).__name__)
            self._rests_until = now + PULSE_SECONDS
            self.let_go()

    async def run(self, transaction: Transaction[Any]) -> Run:
        """The transaction after its end. Raises whatever comes of asking."""
        if self._reading is None:
            raise NotAnswered
        return await self._reading.run(transaction)

    def let_go(self) -> None:
        """Drop every connection; whoever waits on one is told."""
        self.replayed = 0
        if self._pool is not None:
            self._pool.terminate()
        self._pool = self._reading = None

    async def _opened(self) -> asyncpg.Pool:
        if self._pool is None:
            pool = await open_pool(self._url, CONNECTIONS, least=0)
            self._pool, self._reading = pool, Reading(pool, self._queries, self._figures, STANDBY_AT)
        return self._pool


class Replicas:
    """All standbys, and what is known of where they are. `primary_at` asks the primary for its position."""

    def __init__(self, standbys: Sequence[Standby], primary_at: Place) -> None:
        self.answered = 0
        self.passed_on = 0
        self._standbys = standbys
        self._primary_at = primary_at
        self._fences = Fences()
        self._changed = asyncio.Event()
        self._history: deque[tuple[float, int]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Look where everybody is, and go on looking."""
        await self._look()
        self._task = asyncio.create_task(self._watch())

    async def end(self) -> None:
        """Look no more, and let go of everybody."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        for standby in self._standbys:
            standby.let_go()

    def tell(self, changed: Iterable[Changed]) -> None:
        """These were committed. To be told before anybody is answered, or an answer kept."""
        self._fences.raise_(changed)
        self._changed.set()

    async def read(self, transaction: Repeatable[T], *, however_old: bool = False) -> T:
        """What a standby finds that has seen all that was told. Raises `NotAnswered`: the primary must be asked.

        `however_old`: also one that is more than a second behind, where there is no primary to ask.
        """
        fit = [each for each in self._standbys if each.is_fresh or (however_old and each.replayed)]
        if not fit:
            self.passed_on += 1
            raise NotAnswered
        looked: set[Changed] = set()
        try:
            run = await random.choice(fit).run(looking(transaction, looked))  # noqa: S311 - spreads load
            result: T = run.outcome()
            due = 0 if however_old else self._due()
            if run.position < max(due, self._fences.position_for(looked)):
                raise NotAnswered
        except Exception as failure:
            # Also what it refuses: what is not there yet may be there on the primary.
            self.passed_on += 1
            raise NotAnswered from failure
        self.answered += 1
        return result

    async def _watch(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(QUICK_SECONDS if self._fences.are_up else PULSE_SECONDS):
                    await self._changed.wait()
            self._changed.clear()
            try:
                await self._look()
            except Exception:
                LOG.exception("the standbys could not be looked at")

    async def _look(self) -> None:
        await self._look_at_primary()
        await asyncio.gather(*(standby.look() for standby in self._standbys))
        due = self._due()
        for standby in self._standbys:
            standby.is_fresh = standby.replayed >= due
        self._fences.take_down(min((each.replayed for each in self._standbys if each.is_fresh), default=0))

    async def _look_at_primary(self) -> None:
        taken, position = self._fences.take_unplaced(), None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                position = await self._primary_at()
            self._history.append((asyncio.get_running_loop().time(), position))
        except LOST as failure:
            LOG.debug("the primary does not say where it is: %s", failure)
        finally:
            self._fences.place(taken, position)

    def _due(self) -> int:
        """Where the primary was a while ago; what it wrote since may be missing. While it is away, that stays."""
        latest = asyncio.get_running_loop().time() - FRESH_SECONDS
        while len(self._history) > 1 and self._history[1][0] <= latest:
            self._history.popleft()
        return self._history[0][1] if self._history else UNPLACED
