"""What tests share: one event-loop backend, and a real server."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from running import Running


@pytest.fixture
def anyio_backend() -> str:
    """Everything asynchronous runs on asyncio, as in production."""
    return "asyncio"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    """A served instance with the site `blog` at https://blog.example, no pictures asked for, and no limits."""
    with Running(tmp_path, limits="off") as running:
        running.add_site("https://blog.example", avatars="generated")
        yield running


@pytest.fixture
def http(server: Running) -> Iterator[httpx.Client]:
    """A client of that server."""
    with httpx.Client(base_url=server.url, timeout=10) as client:
        yield client
