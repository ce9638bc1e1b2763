"""A PostgreSQL database for a test of the store. Files that need another store make their own."""

from collections.abc import AsyncIterator

import pytest

from chimein.store.calls import call
from chimein.store.postgres import PostgresStore
from postgres import Cluster


@pytest.fixture
def url(postgres: Cluster) -> str:
    """A new database with the newest schema."""
    return postgres.new_database()


@pytest.fixture
async def store(url: str) -> AsyncIterator[PostgresStore]:
    """That database with one site, opened to write."""
    opened = await PostgresStore.open_to_write(url, now=1)
    await opened.write(call("make_instance", hashids_salt="s", secret_fingerprint="f", created_at=1))
    await opened.write(call("add_site", key="one", name="", settings="{}", created_at=1))
    yield opened
    await opened.close()
