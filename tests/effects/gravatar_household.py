"""Gravatar on loopback, and a small instance that asks it: fixtures of whatever fetches pictures."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from effects.household import Household, household
from gateways.gravatar_server import GravatarServer


@pytest.fixture
def upstream() -> Iterator[GravatarServer]:
    """A fresh server that knows no picture yet."""
    with GravatarServer() as server:
        yield server


@pytest.fixture
async def house(tmp_path: Path, upstream: GravatarServer) -> AsyncIterator[Household]:
    """A small instance that asks it, and is patient for half a second."""
    async with household(tmp_path, upstream, seconds=0.5) as opened:
        yield opened
