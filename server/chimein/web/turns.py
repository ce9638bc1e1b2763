"""Lets a few in with each turn of the event loop, so that who asks for little does not wait for a crowd."""

import asyncio
from collections import deque
from collections.abc import Callable


class Turns:
    """Begins what it is given, in its order, at most `most` of it in one turn."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_planned = False

    def take(self, begin: Callable[[], None]) -> None:
        """Begin this when its turn comes."""
        self._waiting.append(begin)
        self._plan()

    def _plan(self) -> None:
        if not self._is_planned:
            self._is_planned = True
            asyncio.get_running_loop().call_soon(self._let_in)

    def _let_in(self) -> None:
        self._is_planned = False
        if len(self._waiting) > self._most:
            self._plan()
        for _ in range(min(self._most, len(self._waiting))):
            self._waiting.popleft()()
