"""The instance moves to another database: from here on this one is only read."""

from chimein.store.calls import Transaction
from chimein.store.reads.moves import Move, standing_move
from chimein.store.writes.moves import begin_move


def leave(move: Move) -> Transaction[Move]:
    """Begin this move, where none stands; return the one that stands then."""
    standing = yield from standing_move()
    if standing is None:
        yield from begin_move(move)
    return standing or move
