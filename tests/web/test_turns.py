"""Turns: a crowd is let in a few at a time, in its order."""

import asyncio
from functools import partial

import pytest

from chimein.web.turns import Turns


@pytest.mark.anyio
async def test_a_few_begin_in_each_turn() -> None:
    """In its order, and never more at once than may."""
    turns, begun = Turns(2), list[int]()
    for number in range(5):
        turns.take(partial(begun.append, number))
    seen = []
    while len(begun) < 5:
        await asyncio.sleep(0)
        seen.append(list(begun))
    assert seen == [[0, 1], [0, 1, 2, 3], [0, 1, 2, 3, 4]]


@pytest.mark.anyio
async def test_whoever_comes_later_has_a_turn_too() -> None:
    """After the crowd is through, and also when it comes in the middle of a turn."""
    turns, begun = Turns(2), list[str]()

    def bringing_another() -> None:
        begun.append("one")
        turns.take(partial(begun.append, "another"))

    turns.take(bringing_another)
    for _ in range(2):
        await asyncio.sleep(0)
    turns.take(partial(begun.append, "late"))
    await asyncio.sleep(0)
    assert begun == ["one", "another", "late"]
