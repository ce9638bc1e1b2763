"""Transactions as values, and those that can be run again."""

import pytest

from chimein.store.calls import Call, Repeatable, Transaction, call, repeatable


@repeatable
def added(first: int, *, second: int) -> Transaction[int]:
    """Two questions, whose answers are added."""
    left = yield from call("left", number=first)
    right = yield from call("right", number=second)
    total: int = left[0][0] + right[0][0]
    return total


def result_of(transaction: Transaction[int]) -> int:
    """What it returns when every question is answered with its own number."""
    asked = next(transaction)
    while True:
        try:
            asked = transaction.send([(asked.params["number"],)])
        except StopIteration as done:
            found: int = done.value
            return found


def test_a_repeatable_action_runs_like_any_other() -> None:
    """It asks the same and returns the same, alone or as a part of another."""

    def around() -> Transaction[int]:
        return 2 * (yield from added(1, second=2))

    assert result_of(added(1, second=2)) == 3
    assert result_of(around()) == 6


def test_again_begins_from_the_start() -> None:
    """However far it got, the same transaction can be had anew, more than once."""
    transaction = added(3, second=4)
    assert isinstance(transaction, Repeatable)
    assert next(transaction) == Call("left", {"number": 3})
    again = transaction.again()
    assert result_of(again) == result_of(again.again()) == 7


def test_a_closed_one_asks_nothing_more() -> None:
    """Closing ends it where it stands; a problem is raised where it stands."""
    transaction = added(1, second=2)
    next(transaction)
    transaction.close()
    assert next(transaction, None) is None
    other = added(1, second=2)
    next(other)
    with pytest.raises(KeyError):
        other.throw(KeyError("x"))


def test_an_action_keeps_its_name_and_words() -> None:
    """What is said of an action is not lost by being repeatable."""
    assert added.__name__ == "added"
    assert added.__doc__ == "Two questions, whose answers are added."
