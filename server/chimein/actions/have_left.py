"""Everything is in the other database, and was compared: this one is left for good."""

from chimein.store.calls import Transaction
from chimein.store.reads.moves import standing_move
from chimein.store.writes.moves import change_move


def have_left(move_id: str) -> Transaction[bool]:
    """Whether it was this move that stood here."""
    standing = yield from standing_move()
    if standing is None or standing.id != move_id or standing.side == "arriving":
        return False
    yield from change_move("left")
    return True
