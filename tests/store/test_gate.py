"""The gate: many at once, or one alone."""

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from chimein.store.gate import Gate


class Visit:
    """Somebody who goes in, and leaves when told."""

    def __init__(self, entrance: AbstractAsyncContextManager[None]) -> None:
        self.is_inside = False
        self._leave = asyncio.Event()
        self._task = asyncio.ensure_future(self._stay(entrance))

    async def _stay(self, entrance: AbstractAsyncContextManager[None]) -> None:
        async with entrance:
            self.is_inside = True
            await self._leave.wait()
        self.is_inside = False

    async def leaves(self) -> None:
        """Gone, and whoever waited for that has moved."""
        self._leave.set()
        await self._task
        await settled()


async def settled() -> None:
    """Everybody has gone as far as they can."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.anyio
async def test_many_are_inside_at_once() -> None:
    """Nobody waits as long as nobody wants to be alone."""
    gate = Gate()
    visits = [Visit(gate.among_others()) for _ in range(3)]
    await settled()
    assert all(visit.is_inside for visit in visits)
    for visit in visits:
        await visit.leaves()


@pytest.mark.anyio
async def test_who_wants_to_be_alone_is_alone() -> None:
    """They wait until everybody has left, and whoever comes later waits for them."""
    gate = Gate()
    first = Visit(gate.among_others())
    await settled()
    alone = Visit(gate.alone())
    await settled()
    later = Visit(gate.among_others())
    await settled()
    assert (first.is_inside, alone.is_inside, later.is_inside) == (True, False, False)
    await first.leaves()
    assert (alone.is_inside, later.is_inside) == (True, False)
    await alone.leaves()
    assert later.is_inside
    await later.leaves()


@pytest.mark.anyio
async def test_two_are_never_alone_together() -> None:
    """One after the other."""
    gate = Gate()
    one, two = Visit(gate.alone()), Visit(gate.alone())
    await settled()
    assert (one.is_inside, two.is_inside) == (True, False)
    await one.leaves()
    assert two.is_inside
    await two.leaves()


@pytest.mark.anyio
async def test_who_fails_inside_leaves() -> None:
    """An exception inside opens the gate for others."""
    gate = Gate()
    for entrance in (gate.among_others, gate.alone):
        with pytest.raises(ZeroDivisionError):
            async with entrance():
                raise ZeroDivisionError
    last = Visit(gate.alone())
    await settled()
    assert last.is_inside
    await last.leaves()
