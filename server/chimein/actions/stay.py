"""The instance stays where it is, or comes back to where it was: a move is given up."""

from chimein.store.calls import Transaction
from chimein.store.reads.moves import Move, standing_move
from chimein.store.writes.moves import end_move


def stay() -> Transaction[Move | None]:
    """Open the database to writers again; the move that stood. One that is being filled stays closed."""
    standing = yield from standing_move()
    if standing is not None and standing.side != "arriving":
        yield from end_move()
    return standing
