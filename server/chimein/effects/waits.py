"""How long to wait before asking again, in milliseconds, and never for everybody at the same moment."""

from chimein.gateways.randomness import Randomness

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
REFRESH_MS = 7 * DAY_MS
LONGEST_MS = 30 * DAY_MS
_BITS = 16


def jittered(milliseconds: int, randomness: Randomness) -> int:
    """`milliseconds`, up to a fifth more or less."""
    chance = randomness.bits(_BITS) / ((1 << _BITS) - 1)
    return round(milliseconds * (0.8 + 0.4 * chance))


def after_misses(misses: int) -> int:
    """A day after the first miss in a row, twice as long after each further one, 30 days at most."""
    return min(DAY_MS << min(max(misses - 1, 0), 10), LONGEST_MS)
