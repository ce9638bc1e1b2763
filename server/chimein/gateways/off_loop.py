"""Runs a slow pure function off the event loop, a few at a time, with a limit on the time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from chimein.rules.refusals import Unavailable

T = TypeVar("T")


class OffLoop:
    """A small pool of threads. What takes longer than `seconds` is refused; its thread finishes on its own."""

    def __init__(self, workers: int = 2, seconds: float = 2.0) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="render")
        self._seconds = seconds

    async def run(self, function: Callable[[], T]) -> T:
        """The function's result. Raises `Unavailable` after the limit."""
        future = asyncio.get_running_loop().run_in_executor(self._pool, function)
        try:
            async with asyncio.timeout(self._seconds):
                return await future
        except TimeoutError as slow:
            raise Unavailable("This text takes too long to format. Try a shorter or simpler one.") from slow

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(wait=False, cancel_futures=True)
