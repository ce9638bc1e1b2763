"""The engines that the same tests run on, and how a test looks into a database behind the house's back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chimein.store.calls import Store
from chimein.store.postgres import PostgresStore
from chimein.store.sqlite import SqliteStore
from postgres import fetched, numbered

Rows = list[tuple[Any, ...]]
OnEngine = Callable[[Path], dict[str, str]]
"""The settings of a new instance on the engine of a test, given a folder for what it keeps in files."""
ENGINES = ("sqlite", "postgres")
TESTS = Path(__file__).parent
ON_BOTH = (
    "access",
    "actions",
    "promises/test_constant_reads.py",
    "promises/test_counts.py",
    "promises/test_desk_api_tells_the_truth.py",
    "promises/test_queue_reads.py",
    "promises/test_walls.py",
    "store/test_engines.py",
    "web/test_avatars.py",
    "web/test_comments.py",
    "web/test_shared_limits.py",
    "web/test_submitting.py",
    "web/test_threads.py",
    "worker/test_pruning.py",
)
"""Tests of behaviour, whose servers run on either engine in turn."""


def runs_on_both(path: Path) -> bool:
    """Whether the tests of this file are tests of both engines."""
    return any(path.is_relative_to(TESTS / place) for place in ON_BOTH)


@dataclass(frozen=True)
class Database:
    """One database: the URL that Chime In is given."""

    url: str

    @property
    def path(self) -> Path:
        """The file of one on SQLite."""
        return Path(self.url.removeprefix("sqlite:///"))

    def rows(self, query: str, *params: Any) -> Rows:
        """What a second, independent connection finds, or does; parameters are `?`."""
        if self.url.startswith("postgresql:"):
            return fetched(self.url, numbered(query), *params)
        with closing(sqlite3.connect(self.path, isolation_level=None, timeout=10)) as connection:
            return connection.execute(query, params).fetchall()

    async def opened(self, now: int = 1) -> Store:
        """The store as the instance has it."""
        if self.url.startswith("postgresql:"):
            return await PostgresStore.open_to_write(self.url, now=now)
        return await SqliteStore.open_to_write(self.path, now=now)

    async def opened_to_read(self) -> Store:
        """The store as those have it who only look."""
        if self.url.startswith("postgresql:"):
            return await PostgresStore.open_to_read(self.url)
        return await SqliteStore.open_to_read(self.path)
