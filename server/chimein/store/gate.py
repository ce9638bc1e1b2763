"""Lets many in at once, or one alone: transactions of one process that met each other do not meet again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    """Whoever comes while somebody is alone, or waits to be, waits too; all in the order of their coming."""

    def __init__(self) -> None:
        self._door = asyncio.Lock()
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    @asynccontextmanager
    async def among_others(self) -> AsyncIterator[None]:
        """Inside with whoever else is."""
        async with self._door:
            self._inside += 1
            self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Inside when everybody has left, and until this one leaves nobody else."""
        async with self._door:
            await self._empty.wait()
            yield
