"""Which copy may be read of what: the arithmetic of changes and positions."""

import pytest

from chimein.store.calls import Call, Rows, Transaction
from chimein.store.fences import ALL, EVERYTHING, UNPLACED, Fences, looking
from chimein.store.news import Changed

THREAD, OTHER, KEY, SITE = Changed(1, 7), Changed(1, 8), Changed(1, key="url:a"), Changed(1)
WHOLE = Changed(1, ALL)


def placed(*changes: Changed, at: int) -> Fences:
    """Fences of these changes, seen from `at` on."""
    fences = Fences()
    fences.raise_(changes)
    fences.place(fences.take_unplaced(), at)
    return fences


def test_what_has_changed_must_be_seen() -> None:
    """Whoever looks at it must have come that far; whoever looks at something else need not."""
    fences = placed(THREAD, KEY, at=100)
    assert [fences.position_for({look}) for look in (THREAD, OTHER, KEY, SITE, Changed(2, 7))] == [100, 0, 100, 0, 0]


@pytest.mark.parametrize(("look", "position"), [(WHOLE, 100), (EVERYTHING, 100), (Changed(2, ALL), 0)])
def test_who_looks_at_all_must_see_all(look: Changed, position: int) -> None:
    """A look at a whole site, or at everything, needs every change of it."""
    assert placed(THREAD, at=100).position_for({SITE, look}) == position


def test_a_change_of_a_site_concerns_all_of_it() -> None:
    """News of a site as a whole stand before every thread and key of it."""
    fences = placed(SITE, at=100)
    assert [fences.position_for({look}) for look in (THREAD, KEY, SITE, Changed(2, 7))] == [100, 100, 100, 0]


def test_nobody_has_seen_what_is_not_placed_yet() -> None:
    """Until the primary has said where it is, and also where it does not answer."""
    fences = Fences()
    fences.raise_({THREAD})
    assert fences.position_for({THREAD}) == UNPLACED
    fences.place(fences.take_unplaced(), None)
    assert fences.position_for({THREAD}) == UNPLACED
    assert fences.take_unplaced() == {THREAD}


def test_a_change_while_the_primary_is_asked_waits_for_the_next_answer() -> None:
    """The position was taken before the second change, so it says nothing of it."""
    fences = Fences()
    fences.raise_({THREAD, OTHER})
    taken = fences.take_unplaced()
    fences.raise_({THREAD})
    fences.place(taken, 100)
    assert (fences.position_for({THREAD}), fences.position_for({OTHER})) == (UNPLACED, 100)


def test_what_all_have_seen_is_forgotten_but_not_for_who_comes_later() -> None:
    """A standby that was away must have come to where the forgotten changes were."""
    fences = placed(THREAD, at=100)
    fences.raise_({OTHER})
    fences.place(fences.take_unplaced(), 200)
    fences.take_down(150)
    assert fences.are_up
    assert (fences.position_for({THREAD}), fences.position_for({OTHER})) == (100, 200)
    fences.take_down(250)
    assert not fences.are_up
    assert fences.position_for({THREAD}) == 200


@pytest.mark.parametrize(
    ("asked", "rows", "looks"),
    [
        (Call("site_by_key", {"key": "x"}), [(1, "x")], {SITE}),
        (Call("site_by_key", {"key": "x"}), [], {EVERYTHING}),
        (Call("thread_by_key", {"site_id": 1, "key": "url:a"}), [(1, 7)], {KEY, THREAD}),
        (Call("thread_by_key", {"site_id": 1, "key": "url:a"}), [], {KEY}),
        (Call("thread_by_public_id", {"site_id": 1, "public_id": "x"}), [], {WHOLE}),
        (Call("comment_by_public_id", {"site_id": 1, "public_id": "x"}), [(1, 7)], {THREAD}),
        (Call("roots_of_page", {"site_id": 1, "thread_id": 7}), [(5,)], {THREAD}),
        (Call("something_new", {"site_id": 1}), [], {WHOLE}),
        (Call("something_new", {"key": "x"}), [], {EVERYTHING}),
    ],
)
def test_what_a_query_looks_at(asked: Call, rows: Rows, looks: set[Changed]) -> None:
    """What its parameters and rows name; where that is not known, as much as it could be."""

    def transaction() -> Transaction[int]:
        yield asked
        return 5

    looked: set[Changed] = set()
    steps = looking(transaction(), looked)
    assert next(steps) == asked
    with pytest.raises(StopIteration) as done:
        steps.send(rows)
    assert done.value.value == 5
    assert looked == looks
