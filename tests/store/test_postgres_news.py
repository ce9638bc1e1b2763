"""What one process commits is heard by all others on the same database, also after the line was cut."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from chimein.store.calls import Transaction, call
from chimein.store.news import Changed
from chimein.store.postgres import PostgresStore
from chimein.store.postgres_news import LONGEST_PAYLOAD, payload
from chimein.store.writes.threads import NewThread, add_thread
from postgres import fetched

CUT = """select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'chimein' and datname = current_database() and pid <> pg_backend_pid()"""


class Ear:
    """Remembers what a store tells."""

    def __init__(self, store: PostgresStore) -> None:
        self.heard: list[frozenset[Changed]] = []
        self._more = asyncio.Event()
        store.news.listen(self._listen)

    def _listen(self, changed: frozenset[Changed]) -> None:
        self.heard.append(changed)
        self._more.set()

    async def hears(self, change: Changed) -> None:
        """Wait until that was told."""
        async with asyncio.timeout(10):
            while not any(change in changed for changed in self.heard):
                self._more.clear()
                await self._more.wait()

    async def hears_more_than(self, times: int) -> None:
        """Wait until something was told more often."""
        async with asyncio.timeout(10):
            while len(self.heard) <= times:
                self._more.clear()
                await self._more.wait()


Both = tuple[PostgresStore, PostgresStore]


@pytest.fixture
async def stores(url: str) -> AsyncIterator[Both]:
    """Two processes' stores of one database with one site."""
    one = await PostgresStore.open_to_write(url, now=1)
    await one.write(call("make_instance", hashids_salt="s", secret_fingerprint="f", created_at=1))
    await one.write(call("add_site", key="one", name="", settings="{}", created_at=1))
    two = await PostgresStore.open_to_write(url, now=1)
    yield one, two
    await two.close()
    await one.close()


def begin_thread(number: int, *keys: str) -> Transaction[None]:
    """A thread under these keys."""
    new = NewThread(id=number, public_id=f"t{number}", url="https://x.example/", title="", created_at=1)
    yield from add_thread(1, new, keys or (f"id:{number}",), 1)


@pytest.mark.anyio
async def test_what_one_commits_the_other_hears(stores: Both) -> None:
    """Threads and keys are told to every process; the own one is told at once, and once."""
    one, two = stores
    here, there = Ear(one), Ear(two)
    await one.write(begin_thread(7))
    told = [frozenset({Changed(1, 7), Changed(1, key="id:7")})]
    assert here.heard == told
    await there.hears(Changed(1, 7))
    assert there.heard == told
    await two.write(begin_thread(8))
    await here.hears(Changed(1, 8))
    assert len(here.heard) == 2


@pytest.mark.anyio
async def test_what_is_undone_is_not_heard(stores: Both) -> None:
    """A refused transaction says nothing to others."""
    one, two = stores
    there = Ear(two)

    def refused() -> Transaction[None]:
        yield from begin_thread(7)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await one.write(refused())
    await one.write(begin_thread(8))
    await there.hears(Changed(1, 8))
    assert Changed(1, 7) not in set().union(*there.heard)


@pytest.mark.anyio
async def test_a_cut_line_is_found_again(stores: Both, url: str) -> None:
    """When it is cut and when it is back, everything is told as changed; then news come as before."""
    there = Ear(stores[1])
    fetched(url, CUT)
    await there.hears(Changed(1))
    cut = len(there.heard)
    await there.hears_more_than(cut)
    assert there.heard[-1] == {Changed(1)}
    fresh = await PostgresStore.open_to_write(url, now=1)
    await fresh.write(begin_thread(9))
    await there.hears(Changed(1, 9))
    await fresh.close()


@pytest.mark.anyio
async def test_words_of_another_version_change_everything(stores: Both, url: str) -> None:
    """What cannot be understood may have changed anything."""
    there = Ear(stores[1])
    fetched(url, "select pg_notify('chimein', 'something else')")
    await there.hears(Changed(1))


def test_long_news_are_told_of_the_site() -> None:
    """A notification has an end: what does not fit is told as its sites as a whole."""
    few = [Changed(1, 2), Changed(1, key="url:https://x.example/ü")]
    assert payload("me", few, 3) == '["me",[[1,0,"url:https://x.example/ü"],[1,2,""]],3]'
    many = [Changed(site, thread) for site in (1, 2) for thread in range(2000)]
    assert payload("me", many, 3) == '["me",[[1,0,""],[2,0,""]],3]'
    assert len(payload("me", [Changed(1, key="ü" * LONGEST_PAYLOAD)], 3).encode()) < LONGEST_PAYLOAD


@pytest.mark.anyio
async def test_the_longest_news_can_be_sent(stores: Both) -> None:
    """A transaction that changes thousands of threads commits, and is heard."""
    one, two = stores
    there = Ear(two)

    def many() -> Transaction[None]:
        for number in range(100, 600):
            yield from begin_thread(number, f"id:{'long' * 20}{number}")

    await one.write(many())
    await there.hears(Changed(1))
