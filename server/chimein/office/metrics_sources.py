"""Where the figures of a running instance are, for whoever writes them out."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from chimein.figures import DoorFigures, Histogram
from chimein.store.news import TellingStore
from chimein.store.reads.deliveries import open_deliveries
from chimein.web.ready import Numbers

TICK_SECONDS = 0.25
ASKING_SECONDS = 2.0


class Works(Protocol):
    """The worker, as far as it is counted."""

    @property
    def outcomes(self) -> Mapping[tuple[str, str, str], int]:
        """(effect, state, outcome) and how often."""
        ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that counts."""

    door: DoorFigures
    store: TellingStore
    worker: Works
    cache: Callable[[], Numbers] | None
    """None: nothing is kept ready."""


class Lag:
    """How late the event loop is: what was to happen after a tick happened so much later."""

    def __init__(self) -> None:
        self.late = Histogram()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Look at it while the context lasts."""
        task = asyncio.create_task(self._tick())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            wanted = loop.time() + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            self.late.add(max(0.0, loop.time() - wanted))


@dataclass(frozen=True, slots=True)
class FromDatabase:
    """What only the database knows."""

    sizes: Mapping[str, int]
    deliveries: Mapping[str, int]


async def from_database(store: TellingStore) -> FromDatabase:
    """Ask it. Raises `Unavailable`, `TimeoutError`."""
    async with asyncio.timeout(ASKING_SECONDS):
        return FromDatabase(await store.sizes(), await store.read(open_deliveries()))
