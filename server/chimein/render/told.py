"""The comments of a thread as JSON, put together of text that was stored with them: nothing is encoded again.

The same bytes as `thread.nested` makes of facts: tests/actions/test_said.py holds both to each other. Pieces are only
joined once, at the end: to join them comment by comment would cost as much as all the rest.
"""

from collections.abc import Sequence
from typing import cast

from chimein.rules.facts import State, ToldRow
from chimein.rules.said import GAP, tombstone

_END = '],"more":null}'
Pieces = list[str]
_Place = tuple[str, int, int, list[Pieces], list[Pieces]]
"""Where answers to a comment hang: its public id, quoted; its depth; the level at which it is shown; what hangs on it;
what hangs where it hangs."""
_Made = tuple[Pieces, list[Pieces], list[Pieces]]
"""A comment, what hangs on it, and where it hangs itself."""


def told_comments(roots: Sequence[ToldRow], replies: Sequence[ToldRow], last_level: int) -> bytes | None:
    """All of them as one JSON array; nothing, where a reply comes before what it answers."""
    tops: list[Pieces] = []
    made: list[_Made] = []
    places: dict[int | None, _Place] = {None: ("null", -1, -1, tops, tops)}
    for id_, parent, public_id, number, _, posted_at, said, tree in (*roots, *replies):
        above = places.get(parent)
        if above is None:
            return None
        name, depth, level, holder, beside = above
        if level > 0 and level >= last_level:
            # Below the last level that is shown, a reply hangs where its parent hangs.
            holder = beside
        else:
            level += 1
        depth += 1
        if said[0] != ",":
            said, tree = tombstone(_state(said), posted_at), ""
        before, _, after = said.partition(GAP)
        quoted = f'"{public_id}"'
        below: list[Pieces] = []
        counted = "null" if number is None else number
        place = f',{{"id":{quoted},"number":{counted},"depth":{depth},"parent":{name}{before}'
        made.append(([place, tree, after], below, holder))
        places[id_] = (quoted, depth, level, below, holder)
    # Piece by piece: most are plain ASCII, which is copied; one foreign letter in the whole would make that a search.
    return b"".join(map(str.encode, _hung(made, tops)))


def _hung(made: list[_Made], tops: list[Pieces]) -> Pieces:
    # From the last: whatever hangs on a comment came after it, and is whole by then.
    for pieces, below, holder in reversed(made):
        _take(pieces, below)
        pieces.append(_END)
        holder.append(pieces)
    whole = ["["]
    _take(whole, tops)
    whole.append("]")
    return whole


def _take(pieces: Pieces, below: list[Pieces]) -> None:
    if below:
        # Before the first there is nothing to part it from.
        below[-1][0] = below[-1][0][1:]
        while below:
            pieces += below.pop()


def _state(told: str) -> State:
    return cast("State", told.partition(" ")[0])
