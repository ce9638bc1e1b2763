"""Standbys answer readers, and never with less than the reader must see: real servers, with replay held up."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest

from chimein.rules.refusals import Unavailable
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.fences import Fences
from chimein.store.news import Changed
from chimein.store.postgres import PostgresStore
from chimein.store.postgres_replicas import FRESH_SECONDS, Replicas
from chimein.store.reads.threads import thread_by_id
from chimein.store.writes.threads import NewThread, add_thread
from postgres import fetched
from replication import Family, Server, family
from running import Running
from visiting import Visitor

_NAMES = count(1)
THREAD = 7


class NoFences(Fences):
    """What happens without them: a standby may always answer."""

    def position_for(self, _: Iterable[Changed]) -> int:
        """Nowhere."""
        return 0


@pytest.fixture(scope="module")
def servers() -> Iterator[Family]:
    """A primary, and one standby that nobody waits for."""
    with family(1) as made:
        yield made


@pytest.fixture
def standby(servers: Family) -> Iterator[Server]:
    """The standby, which goes on replaying afterwards."""
    only = servers.standbys[0]
    yield only
    fetched(only.url(), "select pg_wal_replay_resume()")


@pytest.fixture
def database(servers: Family) -> str:
    """The name of a new database."""
    name = f"replicated{next(_NAMES)}"
    servers.new_database(name)
    return name


@pytest.fixture
async def store(servers: Family, standby: Server, database: str) -> AsyncIterator[PostgresStore]:
    """A store that knows the standby, of a database with one thread that the standby has."""
    opened = await PostgresStore.open_to_write(servers.primary.url(database), now=1, replicas=[standby.url(database)])
    await opened.write(call("make_instance", hashids_salt="s", secret_fingerprint="f", created_at=1))
    await opened.write(call("add_site", key="one", name="", settings="{}", created_at=1))
    await opened.write(begin(THREAD))
    await until(lambda: is_read_from_standby(opened))
    yield opened
    await opened.close()


def begin(number: int) -> Transaction[None]:
    """A thread."""
    new = NewThread(id=number, public_id=f"t{number}", url="https://x.example/", title="", created_at=1)
    yield from add_thread(1, new, (f"id:{number}",), 1)


@repeatable
def touch() -> Transaction[int]:
    """A new version of the thread; its number."""
    rows = yield from call("touch_thread", site_id=1, id=THREAD)
    version: int = rows[0][0]
    return version


@repeatable
def version(least: int = 0) -> Transaction[int]:
    """The thread's version, which must not be older than the reader needs it."""
    thread = yield from thread_by_id(1, THREAD)
    if thread.version < least:
        raise Unavailable
    return thread.version


def replicas(store: PostgresStore) -> Replicas:
    """The standbys of a store."""
    assert store._replicas is not None
    return store._replicas


async def is_read_from_standby(store: PostgresStore) -> bool:
    """Whether the thread is."""
    before = replicas(store).answered
    await store.read(version())
    return replicas(store).answered > before


async def until(is_so: object) -> None:
    """Wait for it."""
    async with asyncio.timeout(20):
        while not await is_so():  # type: ignore[operator]
            pass


def pause(standby: Server) -> None:
    """Let it receive the log, and replay none of it."""
    fetched(standby.url(), "select pg_wal_replay_pause()")
    while fetched(standby.url(), "select pg_get_wal_replay_pause_state()") != [("paused",)]:
        pass


@pytest.mark.anyio
@pytest.mark.parametrize("fenced", [True, False], ids=["with fences", "without"])
async def test_who_wrote_reads_what_was_written(store: PostgresStore, standby: Server, fenced: bool) -> None:
    """The standby lacks the newest version: the primary answers. Without fences the old one would be taken for new."""
    old = await store.read(version())
    if not fenced:
        replicas(store)._fences = NoFences()
    pause(standby)
    new = await store.write(touch())
    assert [await store.read(version()) for _ in range(20)] == [new if fenced else old] * 20
    fetched(standby.url(), "select pg_wal_replay_resume()")
    await until(lambda: is_read_from_standby(store))
    assert await store.read(version()) == new


@pytest.mark.anyio
@pytest.mark.parametrize("fenced", [True, False], ids=["with fences", "without"])
async def test_who_heard_of_it_reads_it(
    servers: Family, store: PostgresStore, standby: Server, database: str, fenced: bool
) -> None:
    """Another process wrote: from the news on nobody here is answered from before them, so nothing old is kept."""
    other = await PostgresStore.open_to_write(servers.primary.url(database), now=1)
    old = await store.read(version())
    if not fenced:
        replicas(store)._fences = NoFences()
    pause(standby)
    read_after: list[asyncio.Future[int]] = []
    heard = asyncio.Event()

    def listener(changed: frozenset[Changed]) -> None:
        if Changed(1, THREAD) in changed:
            read_after.extend(asyncio.ensure_future(store.read(version())) for _ in range(20))
            heard.set()

    store.news.listen(listener)
    new = await other.write(touch())
    async with asyncio.timeout(10):
        await heard.wait()
    assert await asyncio.gather(*read_after) == [new if fenced else old] * 20
    await other.close()


@pytest.mark.anyio
async def test_who_needs_a_version_gets_it(
    servers: Family, store: PostgresStore, standby: Server, database: str
) -> None:
    """News that have not come yet: a reader who brings `min_version` is answered by the primary."""
    old = await store.read(version())
    pause(standby)
    # Behind the store's back, so that it cannot know.
    fetched(servers.primary.url(database), "update thread set version = version + 1 where id = 7")
    assert await store.read(version()) == old
    assert await store.read(version(old + 1)) == old + 1


@pytest.mark.anyio
async def test_one_that_lags_is_left_out_until_it_is_back(store: PostgresStore, standby: Server) -> None:
    """A standby that lacks what is older than a second answers nobody, not even for what has not changed."""
    pause(standby)
    await store.write(begin(8))
    assert await is_read_from_standby(store)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await until(lambda: is_not(is_read_from_standby(store)))
    assert loop.time() - began < FRESH_SECONDS * 5
    fetched(standby.url(), "select pg_wal_replay_resume()")
    await until(lambda: is_read_from_standby(store))


async def is_not(question: object) -> bool:
    """The opposite."""
    return not await question  # type: ignore[misc]


@pytest.mark.anyio
async def test_one_that_is_down_is_not_missed(store: PostgresStore, standby: Server) -> None:
    """Reads go on without a failure while a standby dies, is away and comes back."""
    standby.kill()
    assert [await store.read(version()) for _ in range(20)] == [1] * 20
    standby.start()
    await until(lambda: is_read_from_standby(store))


def test_the_door_reads_from_standbys(servers: Family, standby: Server, database: str, tmp_path: Path) -> None:
    """Two servers, one standby that is held up: after a post at the one, the other is never older than `min_version`,
    and what it then keeps ready is new.
    """
    where = {"database": servers.primary.url(database), "secret_file": str(tmp_path / "secret"), "limits": "off"}
    with Running(tmp_path, **where) as one, Running(tmp_path, **where, replicas=standby.url(database)) as two:
        one.add_site("https://blog.example", avatars="generated")
        with httpx.Client(base_url=one.url) as here, httpx.Client(base_url=two.url) as there:
            writer, reader = Visitor(here, "blog"), Visitor(there, "blog")
            posted = writer.says("Before.")
            assert reader.reads(min_version=posted["version"])["thread"]["count"] == 1
            pause(standby)
            for number in range(2, 12):
                posted = writer.says(f"Number {number}.")
                assert reader.reads(min_version=posted["version"])["thread"]["count"] == number
                assert reader.reads(min_version=posted["version"])["thread"]["count"] == number
