"""Sites are remembered, and never beyond their next change."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from chimein.actions.add_site import NewSite, add_site
from chimein.actions.begin_instance import Stamp, begin_instance
from chimein.actions.change_site import SiteChange, change_site
from chimein.rules.accounts import SHELL
from chimein.rules.refusals import NotFound, OriginNotAllowed
from chimein.store.calls import Transaction
from chimein.store.sqlite import SqliteStore
from chimein.store.writes.acts import Doing
from chimein.web.site_book import SiteBook

ORIGIN, OTHER = "https://one.example", "https://two.example"
DOING = Doing(SHELL, 1, count(1).__next__, lambda _: b"seal")


class _Counting(SqliteStore):
    """A store that counts what is read; while `held` it keeps to itself what it has found."""

    reads = 0
    held: asyncio.Event | None = None

    async def read(self, transaction: Transaction[Any]) -> Any:
        found = await super().read(transaction)
        self.reads += 1
        if self.held is not None:
            self.found.set()
            await self.held.wait()
        return found

    def hold(self) -> None:
        """From now on."""
        self.held, self.found = asyncio.Event(), asyncio.Event()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[_Counting]:
    """A store with a site of one origin."""
    store: Any = await _Counting.open_to_write(tmp_path / "chimein.db", now=1)
    try:
        await store.write(begin_instance(Stamp("salt", "fingerprint", 1)))
        await store.write(add_site(NewSite("site", "A site", (ORIGIN,), 1)))
        yield store
    finally:
        await store.close()


@pytest.mark.anyio
async def test_a_site_is_read_once(store: _Counting) -> None:
    """As long as nothing changes, the database is asked once."""
    book = SiteBook(store, frozenset())
    assert [(await book.site("site")).name for _ in range(3)] == ["A site"] * 3
    assert store.reads == 1


@pytest.mark.anyio
async def test_a_changed_site_is_known_at_once(store: _Counting) -> None:
    """Who asks after a change was acknowledged gets the new origins, and what was allowed before is not any more."""
    book = SiteBook(store, frozenset())
    assert (await book.for_writer("site", ORIGIN)).origins == (ORIGIN,)
    await store.write(change_site("site", SiteChange(origins=(OTHER,)), DOING))
    assert (await book.for_writer("site", OTHER)).origins == (OTHER,)
    with pytest.raises(OriginNotAllowed):
        await book.for_writer("site", ORIGIN)


@pytest.mark.anyio
async def test_what_was_read_before_a_change_is_not_kept_after_it(store: _Counting) -> None:
    """A read that was under way while the site changed leaves nothing behind."""
    book = SiteBook(store, frozenset())
    store.hold()
    slow = asyncio.create_task(book.site("site"))
    await store.found.wait()
    await store.write(change_site("site", SiteChange(origins=(OTHER,)), DOING))
    assert store.held is not None
    store.held.set()
    assert (await slow).origins == (ORIGIN,)
    assert (await book.site("site")).origins == (OTHER,)


@pytest.mark.anyio
async def test_unknown_sites_are_not_remembered(store: _Counting) -> None:
    """A site that is added after somebody asked for it in vain is found."""
    book = SiteBook(store, frozenset())
    with pytest.raises(NotFound):
        await book.site("later")
    await store.write(add_site(NewSite("later", "Later", (ORIGIN,), 1)))
    assert (await book.site("later")).name == "Later"


@pytest.mark.anyio
async def test_the_instances_own_origins_may_write_everywhere(store: _Counting) -> None:
    """Pages of the instance itself, and those without an origin, write to any site; others do not."""
    book = SiteBook(store, frozenset({"https://own.example"}))
    for origin in (None, "https://own.example", ORIGIN):
        assert (await book.for_writer("site", origin)).key == "site"
    with pytest.raises(OriginNotAllowed):
        await book.for_writer("site", "https://evil.example")
