"""What PostgreSQL alone promises: writers that meet, a server that goes away, and processes that start at once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from chimein.rules.refusals import Unavailable
from chimein.store import postgres as engine_room
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.migrations import migration_files
from chimein.store.postgres import PostgresStore
from chimein.store.postgres_connections import connect
from chimein.store.postgres_migrations import migrate
from chimein.store.postgres_writing import TRIES_AMONG_OTHERS
from postgres import Cluster, fetched, fetched_in_turn

SITES = "select key from site order by site_id"


@pytest.fixture
async def store(url: str) -> AsyncIterator[PostgresStore]:
    """That database, opened to write."""
    opened = await PostgresStore.open_to_write(url, now=1)
    yield opened
    await opened.close()


@repeatable
def add_site(key: str) -> Transaction[int]:
    """A new site; its number, for which everybody reaches at once."""
    rows = yield from call("add_site", key=key, name="", settings="{}", created_at=1)
    number: int = rows[0][0]
    return number


@repeatable
def rename(name: str) -> Transaction[int]:
    """Read, and write what was read and one more: lost if two do it at once."""
    rows = yield from call("site_by_key", key="one")
    changed = yield from call("change_site", site_id=rows[0][0], name=rows[0][2] + name, settings="{}")
    version: int = changed[0][0]
    return version


async def begin(store: PostgresStore) -> None:
    """One site, so that there is something to meet at."""
    await store.write(call("make_instance", hashids_salt="s", secret_fingerprint="f", created_at=1))
    await store.write(add_site("one"))


@pytest.mark.anyio
async def test_writers_that_reach_for_the_same_number_all_get_one(store: PostgresStore, url: str) -> None:
    """Inserts that collide are run again, until each has a number of its own."""
    numbers = await asyncio.gather(*(store.write(add_site(f"s{number}")) for number in range(20)))
    assert sorted(numbers) == list(range(1, 21))
    assert len(fetched(url, SITES)) == 20


@pytest.mark.anyio
async def test_no_change_overwrites_another(store: PostgresStore, url: str) -> None:
    """Twenty that read, add and write one row at once, from two processes' stores, lose nothing."""
    await begin(store)
    other = await PostgresStore.open_to_write(url, now=1)
    writes = [(store, other)[number % 2].write(rename("x")) for number in range(20)]
    versions = await asyncio.gather(*writes)
    await other.close()
    assert sorted(versions) == list(range(2, 22))
    assert fetched(url, "select name from site") == [("x" * 20,)]


@pytest.mark.anyio
async def test_who_is_overtaken_every_time_has_its_turn(store: PostgresStore, url: str) -> None:
    """The slower of two servers at one row is not refused in the end: after some tries others have to wait for it."""
    await begin(store)
    overtaken: list[bool] = []

    @repeatable
    def slow() -> Transaction[None]:
        rows = yield from call("site_by_key", key="one")
        overtaken.append(_overtakes(url))
        yield from call("change_site", site_id=rows[0][0], name=rows[0][2] + " and slow", settings="{}")

    await store.write(slow())
    assert overtaken == [True] * TRIES_AMONG_OTHERS + [False]
    assert fetched(url, "select name from site") == [("quick" * TRIES_AMONG_OTHERS + " and slow",)]
    assert _overtakes(url)


def _overtakes(url: str) -> bool:
    """Whether another process, which asks to be let in as all that write do, writes at once."""
    enter = "lock table move in row share mode nowait"
    try:
        fetched_in_turn(url, "begin", enter, "update site set name = name || 'quick'", "commit")
    except asyncpg.LockNotAvailableError:
        return False
    return True


@pytest.mark.anyio
async def test_what_cannot_be_repeated_is_run_alone(store: PostgresStore, url: str) -> None:
    """A plain transaction meets nobody of its own process, and needs no second try."""
    await begin(store)

    def once() -> Transaction[int]:
        return (yield from rename("x"))

    await asyncio.gather(*(store.write(once()) for _ in range(10)))
    assert fetched(url, "select name from site") == [("x" * 10,)]


@pytest.mark.anyio
async def test_what_cannot_be_repeated_is_refused_when_it_meets_another_process(store: PostgresStore, url: str) -> None:
    """Such a transaction is undone and answered with 503; nothing of it is kept."""
    await begin(store)

    def met() -> Transaction[None]:
        yield from call("site_by_key", key="one")
        fetched(url, "update site set name = 'theirs'")
        yield from call("change_site", site_id=1, name="mine", settings="{}")

    with pytest.raises(Unavailable):
        await store.write(met())
    assert fetched(url, "select name from site") == [("theirs",)]


@pytest.mark.anyio
async def test_a_lasting_collision_is_what_it_is(store: PostgresStore) -> None:
    """A key that is taken is no accident: after some tries it is raised, and writing goes on."""
    await begin(store)
    with pytest.raises(asyncpg.UniqueViolationError):
        await store.write(add_site("one"))
    assert await store.write(add_site("two")) == 2


@pytest.mark.anyio
async def test_a_server_that_cut_us_off_is_asked_again(store: PostgresStore, url: str) -> None:
    """Cut connections are 503 for those who were on them, and new ones serve the next."""
    await begin(store)
    cut = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'chimein' and datname = $1"

    def interrupted() -> Transaction[None]:
        yield from add_site("half")
        fetched(url, cut, name_of(url))
        yield from add_site("other half")

    with pytest.raises(Unavailable):
        await store.write(interrupted())
    assert await answered(store) == [("one",)]
    assert await store.write(add_site("two")) == 2


def name_of(url: str) -> str:
    """The database in a URL."""
    return url.partition("?")[0].rpartition("/")[2]


async def answered(store: PostgresStore) -> list[tuple[str]]:
    """The keys of all sites, as soon as the store finds a connection that lives."""
    for _ in range(engine_room.CONNECTIONS + 1):
        try:
            return [(row[1],) for row in await store.read(call("list_sites"))]
        except Unavailable:
            continue
    raise AssertionError("the store did not recover")


@pytest.mark.anyio
async def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Opening where nobody listens is refused with the reason."""
    with pytest.raises(Unavailable, match="cannot be opened"):
        await PostgresStore.open_to_write(f"postgresql://x@/x?host={tmp_path}", now=1)


@pytest.mark.anyio
async def test_a_database_in_another_encoding_is_refused(postgres: Cluster) -> None:
    """Comments come in every script: only UTF-8 holds them all."""
    fetched(postgres.url(), "create database narrow template template0 encoding 'LATIN1'")
    with pytest.raises(Unavailable, match="UTF8"):
        await PostgresStore.open_to_write(postgres.url("narrow"), now=1)


@pytest.mark.anyio
async def test_acknowledged_is_on_the_disk(postgres: Cluster, url: str) -> None:
    """A database that is set to answer before it syncs is overruled; one that waits for standbys is left alone."""
    for wish, found in (("off", "on"), ("remote_apply", "remote_apply")):
        fetched(postgres.url(), f"alter database {name_of(url)} set synchronous_commit = '{wish}'")
        store = await PostgresStore.open_to_write(url, now=1)
        async with store._pool.acquire() as connection:
            assert await connection.fetchval("show synchronous_commit") == found
        await store.write(call("schema"))
        async with store._pool.acquire() as connection:
            assert await connection.fetchval("show synchronous_commit") == found
        await store.close()


@pytest.mark.anyio
async def test_processes_that_start_at_once_migrate_once(postgres: Cluster) -> None:
    """Each finds the newest schema, whoever made it."""
    url = postgres.empty_database()
    stores = await asyncio.gather(*(PostgresStore.open_to_write(url, now=number) for number in range(5)))
    await asyncio.gather(*(store.close() for store in stores))
    assert len(fetched(url, "select version from schema_version")) == len(migration_files("postgres"))


@pytest.mark.anyio
@pytest.mark.parametrize("bad", ["create table c (x int);\nnonsense;", "create table a (x int);"])
async def test_a_bad_migration_rolls_back_whole(postgres: Cluster, tmp_path: Path, bad: str) -> None:
    """When a statement fails, nothing of that run is kept, not even the files before it."""
    url = postgres.empty_database()
    files = []
    for number, script in enumerate(("create table a (x int);", "create table b (x int);", bad), start=1):
        files.append(tmp_path / f"{number:04}_step.sql")
        files[-1].write_text(script, "utf-8")
    connection = await connect(url)
    try:
        assert await migrate(connection, 1, files[:1]) == 1
        with pytest.raises(asyncpg.PostgresError):
            await migrate(connection, 2, files)
    finally:
        await connection.close()
    tables, versions = fetched_in_turn(
        url,
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
        "select version from schema_version",
    )
    assert (tables, versions) == ([("a",), ("schema_version",)], [(1,)])


@pytest.mark.anyio
async def test_an_upgrade_holds_nobody_up_for_long(postgres: Cluster, tmp_path: Path) -> None:
    """Behind somebody's long look at a table it gives up, says why, and changes nothing; afterwards it is done."""
    url = postgres.empty_database()
    files = [tmp_path / f"{number:04}_step.sql" for number in (1, 2)]
    files[0].write_text("create table a (x int);", "utf-8")
    files[1].write_text("-- oldest program: 1\nalter table a add column y int;", "utf-8")
    looking, connection = await connect(url), await connect(url)
    try:
        await migrate(connection, 1, files[:1])
        async with looking.transaction():
            await looking.fetch("select * from a")
            with pytest.raises(Unavailable, match="looking at everything"):
                await migrate(connection, 2, files)
        assert fetched(url, "select version from schema_version") == [(1,)]
        assert await migrate(connection, 3, files) == 2
    finally:
        await looking.close()
        await connection.close()


@pytest.mark.anyio
async def test_a_reader_does_not_wait_for_writers(store: PostgresStore) -> None:
    """However many writes are waiting, reads are answered."""
    await begin(store)
    writes = [asyncio.ensure_future(store.write(rename("x"))) for _ in range(30)]
    assert await answered(store) == [("one",)]
    assert not all(write.done() for write in writes)
    await asyncio.gather(*writes)
