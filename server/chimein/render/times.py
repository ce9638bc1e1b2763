"""Moments as the wire writes them, and as people read them."""

from chimein.rules.moments import iso

__all__ = ["iso", "words_of_time"]


def words_of_time(moment: int) -> str:
    """Epoch milliseconds as people read them, in UTC to the minute; the desk's script says how long ago that was."""
    return iso(moment)[:16].replace("T", " ")
