"""Forgets what is over, a little at a time. Whatever is a fact stays, events among it."""

from chimein.actions.forget import forget_buckets, forget_deliveries, forget_networks, forget_sign_ins
from chimein.effects.waits import DAY_MS
from chimein.gateways.clock import Clock
from chimein.store.calls import Store

KEPT_MS = 30 * DAY_MS
"""How long the log says how a delivery ended."""
AT_ONCE = 500
PAUSE_SECONDS = 600.0
BREATH_SECONDS = 1.0
"""Between batches, so that many years of deliveries hold up no post."""


class Pruning:
    """What one process forgets; several may do it at once."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._due = clock.monotonic()

    def seconds_until_due(self) -> float:
        """When there is something to look for."""
        return max(0.0, self._due - self._clock.monotonic())

    async def round(self) -> None:
        """One batch, when it is time; a full one is soon followed by another."""
        if self.seconds_until_due() > 0:
            return
        now = self._clock.now()
        forgotten = await self._store.write(forget_deliveries(now - KEPT_MS, AT_ONCE))
        await self._store.write(forget_networks(now))
        await self._store.tally(forget_buckets(now))
        await self._store.write(forget_sign_ins(now))
        pause = BREATH_SECONDS if forgotten == AT_ONCE else PAUSE_SECONDS
        self._due = self._clock.monotonic() + pause
