"""Keeps the search up with the comments: within a second, in batches, so that no post waits for it."""

from chimein.actions.index_words import index_words
from chimein.effects.effect import Parts
from chimein.store.calls import call

AT_ONCE = 200
BREATH_SECONDS = 0.5
"""Between looks: what comes meanwhile is one batch, and one commit."""
NEVER = float("inf")


class Indexing:
    """What one process indexes; several may do it at once, and whoever comes second begins again."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._next = 0.0
        self._is_full = False
        self._is_looked_at = False

    def seconds_until_due(self) -> float:
        """When to look again, if something may be there."""
        if self._is_full:
            return 0.0
        return NEVER if self._is_looked_at else max(0.0, self._next - self._parts.clock.monotonic())

    async def round(self) -> None:
        """One batch, when it is time; a full one is at once followed by another."""
        now = self._parts.clock.monotonic()
        self._is_looked_at = self._is_full or now >= self._next
        if not self._is_looked_at:
            return
        self._is_full = False
        if not await self._parts.store.read(call("search_is_due")):
            return
        done = await self._parts.store.write(index_words(AT_ONCE, self._parts.mint.new))
        self._is_full = done == AT_ONCE
        self._next = self._parts.clock.monotonic() + BREATH_SECONDS
        self._is_looked_at = False
