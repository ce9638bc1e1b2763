"""The loop behind the house: wakes when told or when something is due, and starts what there is room for."""

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any

from chimein.effects.effect import Effect, Parts
from chimein.effects.every import EFFECTS, GRAVATAR
from chimein.effects.waits import MINUTE_MS, jittered
from chimein.rules.refusals import Moving
from chimein.spans import NoSpans, Spans
from chimein.store.reads.deliveries import Due, next_due_at
from chimein.worker import deliveries, refreshes
from chimein.worker.crashes import place_of
from chimein.worker.indexing import Indexing
from chimein.worker.pruning import Pruning
from chimein.worker.upstream import Upstream

AT_ONCE = 4
SHORTEST_WAIT = 0.05
PAUSE = 30.0
"""Seconds between looks whether a database that moves is written to again."""
LOG = logging.getLogger("chimein.worker")


class Worker:
    """Runs effects and refreshes in this process' event loop. `start` and `stop` it once."""

    def __init__(self, parts: Parts, effects: Mapping[str, Effect] = EFFECTS, spans: Spans | None = None) -> None:
        self._parts = parts
        self._effects = effects
        self._spans = spans or NoSpans()
        asked = {GRAVATAR, *(effect.upstream for effect in effects.values())}
        self._upstreams = {name: Upstream(parts.clock) for name in asked}
        self._pruning = Pruning(parts.store, parts.clock)
        self._indexing = Indexing(parts)
        self._running: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._resting = asyncio.Event()
        self._stopping = False
        self._loop: asyncio.Task[None] | None = None
        self.outcomes: Counter[tuple[str, str, str]] = Counter()
        """How often (effect or `refresh_avatar`, state, outcome) came of a try, since the start."""

    async def start(self) -> None:
        """Begin; what a former process left undone is found at once."""
        self._loop = asyncio.create_task(self._run(), name="worker")

    async def stop(self) -> None:
        """End within a second. What runs is broken off and is due again at the next start."""
        self._stopping = True
        self._woken.set()
        if self._loop is not None:
            await self._loop
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def is_alive(self) -> bool:
        """Whether it runs: begun, and not ended."""
        return self._loop is not None and not self._loop.done()

    def wake(self) -> None:
        """Something was written that may have consequences. Called in the worker's own event loop."""
        self._resting.clear()
        self._woken.set()

    def stir(self) -> None:
        """Something was written that is only to be searched: one look for many posts, while they come quickly."""
        if self._indexing.tell():
            self.wake()

    async def rested(self) -> None:
        """Wait until nothing runs and nothing more can be started now."""
        await self._resting.wait()

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            seconds = await self._round_survived()
            if not self._running and not self._woken.is_set():
                self._resting.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(max(seconds, SHORTEST_WAIT)):
                    await self._woken.wait()

    async def _round_survived(self) -> float:
        """Start what can be started; the seconds until there is a reason to look again."""
        try:
            await self._start_deliveries()
            await self._start_refreshes()
            await self._pruning.round()
            await self._indexing.round()
            return await self._seconds_until_due()
        except Moving:
            LOG.info("paused", extra={"why": "moving"})
            return PAUSE
        except Exception as crash:  # noqa: BLE001 - the loop must outlive a database that is away for a while
            LOG.error("round_failed", extra={"at": place_of(crash)})
            return 5.0

    async def _start_deliveries(self) -> None:
        for name, effect in self._effects.items():
            upstream = self._upstreams[effect.upstream]
            room = self._room(upstream)
            if room <= 0:
                continue
            for due in await deliveries.claim(self._parts, name, room):
                self._start(upstream, self._delivered(effect, due, upstream))

    async def _start_refreshes(self) -> None:
        upstream = self._upstreams[GRAVATAR]
        room = self._room(upstream)
        if room <= 0:
            return
        for persona in await refreshes.claim(self._parts, room):
            self._start(upstream, self._refreshed(persona, upstream))

    async def _delivered(self, effect: Effect, due: Due, upstream: Upstream) -> None:
        with self._spans.begin(f"effect {due.effect}") as span:
            ending = await deliveries.deliver(self._parts, effect, due, upstream)
            span.tell({"chimein.outcome": ending.outcome, "chimein.state": ending.state, "chimein.tries": due.tries})
        self.outcomes[due.effect, ending.state, ending.outcome] += 1

    async def _refreshed(self, persona: tuple[int, int], upstream: Upstream) -> None:
        with self._spans.begin("refresh_avatar") as span:
            outcome = await refreshes.refresh(self._parts, persona, upstream)
            span.tell({"chimein.outcome": outcome})
        self.outcomes["refresh_avatar", "done", outcome] += 1

    async def _seconds_until_due(self) -> float:
        """At the latest after about a minute, for refreshes and for what other processes wrote."""
        seconds = jittered(MINUTE_MS, self._parts.randomness) / 1000
        seconds = min(seconds, self._pruning.seconds_until_due(), self._indexing.seconds_until_due())
        now = self._parts.clock.now()
        for name, effect in self._effects.items():
            due_at = await self._parts.store.read(next_due_at(name))
            if due_at is None or (due_at <= now and self._is_full()):
                continue
            waits = ((due_at - now) / 1000, self._upstreams[effect.upstream].seconds_until_room())
            seconds = min(seconds, max(waits))
        return seconds

    def _room(self, upstream: Upstream) -> int:
        return min(AT_ONCE - len(self._running), upstream.room())

    def _is_full(self) -> bool:
        return len(self._running) >= AT_ONCE

    def _start(self, upstream: Upstream, work: Coroutine[Any, Any, None]) -> None:
        upstream.started()
        self._resting.clear()
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        crash = None if task.cancelled() else task.exception()
        # Where the database moves meanwhile, it is due again at its new place, when the lease is over.
        if crash is not None and not isinstance(crash, Moving):
            LOG.error("delivery_lost", extra={"at": place_of(crash)})
        self._woken.set()
