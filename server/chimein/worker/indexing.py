"""Keeps the search up with the comments: within a second on quiet days, and never at the cost of who posts."""

from chimein.actions.index_words import index_words
from chimein.effects.effect import Parts
from chimein.store.calls import call

AT_ONCE = 50
"""Comments in one transaction: some ten milliseconds, in which SQLite writes nothing else."""
BREATH_SECONDS = 0.5
"""Between looks: what comes meanwhile is one batch, and one commit."""
REST = 19
"""After a full batch, so many times as long as it took: catching up with many takes a twentieth of the time."""
NEVER = float("inf")


class Indexing:
    """What one process indexes; several may do it at once, and whoever comes second begins again."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._due = 0.0
        self._is_idle = False
        self._is_told = False

    def tell(self) -> bool:
        """Something is there; whether that is news to somebody who would not have looked otherwise."""
        self._is_told = True
        return self._is_idle

    def seconds_until_due(self) -> float:
        """When to look again, if something may be there."""
        return NEVER if self._is_idle else max(0.0, self._due - self._now())

    async def round(self) -> None:
        """One batch, when it is time; a full one is soon followed by another."""
        began = self._now()
        self._is_idle = self._is_told = False
        if began < self._due:
            return
        if not await self._parts.store.read(call("search_is_due")):
            # Unless somebody told while that was looked up.
            self._is_idle = not self._is_told
            return
        done = await self._parts.store.write(index_words(AT_ONCE, self._parts.mint.new))
        ended = self._now()
        self._due = ended + (REST * (ended - began) if done == AT_ONCE else BREATH_SECONDS)

    def _now(self) -> float:
        return self._parts.clock.monotonic()
