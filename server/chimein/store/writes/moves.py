"""Writes down that a database is being left or filled. Where that stands already, only `write_alone` runs these."""

from collections.abc import Sequence

import msgspec

from chimein.store.calls import Transaction, call
from chimein.store.reads.moves import Move, Side


def begin_move(move: Move) -> Transaction[None]:
    """From now on nobody else writes."""
    owed = _stored(move.owed)
    yield from call("begin_move", id=move.id, side=move.side, other=move.other, owed=owed, since=move.since)


def change_move(side: Side, owed: Sequence[str] = ()) -> Transaction[None]:
    """It has come a step further."""
    yield from call("change_move", side=side, owed=_stored(owed))


def end_move() -> Transaction[None]:
    """From now on everybody writes again."""
    yield from call("end_move")


def _stored(owed: Sequence[str]) -> str:
    return msgspec.json.encode(list(owed)).decode()
