"""How the application makes its 63-bit ids: 42 bits of milliseconds since 2020, then 21 bits.

An id says when a row was made, never where it belongs. This file only takes the step; who calls it keeps the last id
and brings the clock and the randomness.
"""

EPOCH = 1_577_836_800_000  # milliseconds from 1970 to 2020-01-01T00:00Z
SEQUENCE_BITS = 21
HIGHEST_ID = 2**63 - 1


def next_id(last: int, now_ms: int, random21: int) -> int:
    """The id after `last` (0 if there is none) at `now_ms` since 1970, always greater than `last`.

    A new millisecond begins at `random21`; within it, and when the clock has gone back, ids count up, and what no
    longer fits into a millisecond takes from the next. Raises `ValueError` for randomness of more than 21 bits, and
    when the 42 bits are used up, in the year 2159.
    """
    if not 0 <= random21 < 1 << SEQUENCE_BITS:
        raise ValueError("the random part of an id has 21 bits")
    elapsed = now_ms - EPOCH
    following = (elapsed << SEQUENCE_BITS) | random21 if begins_millisecond(last, now_ms) else last + 1
    if following > HIGHEST_ID:
        raise ValueError("there are no ids left after this time")
    return following


def begins_millisecond(last: int, now_ms: int) -> bool:
    """Whether the id after `last` at `now_ms` begins a new millisecond: only then does its random part count."""
    return now_ms - EPOCH > last >> SEQUENCE_BITS


def made_at(row_id: int) -> int:
    """When a row with this id was made, in milliseconds since 1970."""
    return (row_id >> SEQUENCE_BITS) + EPOCH
