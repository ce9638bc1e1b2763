"""What the gateways' tests share: the event loop, and Gravatar on loopback."""

from collections.abc import Iterator

import pytest

from gateways.gravatar_server import GravatarServer


@pytest.fixture
def anyio_backend() -> str:
    """The program runs on asyncio only."""
    return "asyncio"


@pytest.fixture
def upstream() -> Iterator[GravatarServer]:
    """A fresh server that knows no picture yet."""
    with GravatarServer() as server:
        yield server
