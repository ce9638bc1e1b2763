"""Ids tell when a row was made, and never come twice or go back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.rules.ids import EPOCH, HIGHEST_ID, made_at, next_id

NOW = EPOCH + 200_000_000_000
RANDOM = st.integers(0, 2**21 - 1)


def test_new_millisecond_begins_at_random() -> None:
    """The first id of a millisecond is its time, then the random part."""
    assert next_id(0, NOW, 12345) == ((NOW - EPOCH) << 21) + 12345


def test_same_millisecond_counts_up() -> None:
    """Within a millisecond the randomness is not asked again."""
    first = next_id(0, NOW, 77)
    assert next_id(first, NOW, 5) == first + 1


def test_full_millisecond_takes_from_the_next() -> None:
    """After the last id of a millisecond comes the first of the next, although the clock has not got there."""
    last = next_id(0, NOW, 2**21 - 1)
    following = next_id(last, NOW, 9)
    assert following == last + 1
    assert made_at(following) == NOW + 1
    assert next_id(following, NOW + 1, 9) == following + 1
    assert made_at(next_id(following, NOW + 2, 9)) == NOW + 2


def test_clock_going_back_changes_nothing() -> None:
    """When the clock goes back, even to before 2020, ids go on from the last."""
    last = next_id(0, NOW, 7)
    assert next_id(last, NOW - 3_600_000, 9) == last + 1
    assert next_id(last, 0, 9) == last + 1
    assert next_id(0, 0, 9) == 1


@given(st.lists(st.tuples(st.integers(NOW - 5, NOW + 5), st.one_of(RANDOM, st.just(2**21 - 1))), max_size=200))
def test_ids_only_grow(steps: list[tuple[int, int]]) -> None:
    """Whatever clock and randomness do, each id is greater than all before it."""
    ids = [0]
    for now, random21 in steps:
        ids.append(next_id(ids[-1], now, random21))
    assert all(before < after for before, after in pairwise(ids))


@given(st.integers(EPOCH + 1, EPOCH + 2**42 - 1), RANDOM)
def test_id_tells_its_time(now: int, random21: int) -> None:
    """From an id comes the millisecond in which it was made; it fits into 63 bits until the year 2159."""
    made = next_id(0, now, random21)
    assert made_at(made) == now
    assert 0 < made <= HIGHEST_ID


def test_end_of_time_is_an_error() -> None:
    """After 42 bits of milliseconds there is no id, rather than one that does not fit."""
    with pytest.raises(ValueError, match="no ids left"):
        next_id(0, EPOCH + 2**42, 0)
    with pytest.raises(ValueError, match="no ids left"):
        next_id(HIGHEST_ID, NOW, 0)


@pytest.mark.parametrize("random21", [-1, 2**21])
def test_wrong_randomness_is_an_error(random21: int) -> None:
    """Randomness of another size would spill into the time."""
    with pytest.raises(ValueError, match="21 bits"):
        next_id(0, NOW, random21)
