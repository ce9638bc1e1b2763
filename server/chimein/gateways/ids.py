"""Makes the 63-bit ids of all rows: `rules.ids` has the arithmetic, here are clock, dice and memory."""

import threading

from chimein.gateways.clock import Clock
from chimein.gateways.randomness import Randomness
from chimein.rules.ids import SEQUENCE_BITS, begins_millisecond, next_id


class IdMint:
    """Gives ids that grow strictly within this process, from whichever thread they are asked for.

    Two processes may make the same id (one chance in two million within one millisecond); the primary key
    refuses the second, which then takes a new one.
    """

    __slots__ = ("_clock", "_last", "_lock", "_randomness")

    def __init__(self, clock: Clock, randomness: Randomness, last: int = 0) -> None:
        """`last` is the highest id that is stored: a clock set back between two runs must not bring old ids again."""
        self._clock = clock
        self._randomness = randomness
        self._last = last
        self._lock = threading.Lock()

    def new(self) -> int:
        """An id greater than every id given before by this mint, also when the clock was set back."""
        with self._lock:
            now = self._clock.now()
            # Dice are only thrown for the first id of a millisecond.
            thrown = self._randomness.bits(SEQUENCE_BITS) if begins_millisecond(self._last, now) else 0
            self._last = next_id(self._last, now, thrown)
            return self._last
