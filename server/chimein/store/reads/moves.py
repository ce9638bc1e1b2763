"""Whether this database is being left for another one, or filled from one."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from chimein.store.calls import Transaction, call

Side = Literal["leaving", "left", "arriving"]


@dataclass(frozen=True, slots=True)
class Move:
    """What `chimein move` has begun at a database and not taken back."""

    id: str
    """Random; source and target of one move have the same."""
    side: Side
    """Being left, left for good, or being filled."""
    other: str
    """The other database, without its password."""
    owed: tuple[str, ...]
    """The statements that make what a database that is being filled still lacks."""
    since: int


def standing_move() -> Transaction[Move | None]:
    """The move that stands here, if there is one."""
    rows = yield from call("move")
    if not rows:
        return None
    move_id, side, other, owed, since = rows[0]
    return Move(move_id, side, other, tuple(msgspec.json.decode(owed, type=list[str])), since)
