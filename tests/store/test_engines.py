"""What every engine promises, whichever it is: transactions, moments, refusals."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from chimein.rules.refusals import NotFound, Unavailable
from chimein.store.calls import Store, Transaction, call
from chimein.store.migrations import NewerDatabase
from engines import Database


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    """A new database, opened to write."""
    opened = await database.opened()
    await opened.write(call("make_instance", hashids_salt="salt", secret_fingerprint="f", created_at=1))
    yield opened
    await opened.close()


def add_site(key: str) -> Transaction[int]:
    """A new site; its number."""
    rows = yield from call("add_site", key=key, name="A name", settings="{}", created_at=1)
    number: int = rows[0][0]
    return number


def add_pair(name: str, *, refused: bool = False) -> Transaction[str]:
    """Two sites, or none when it is refused."""
    yield from add_site(f"{name} left")
    yield from add_site(f"{name} right")
    if refused:
        raise NotFound
    return name


def keys() -> Transaction[list[str]]:
    """The keys of all sites."""
    rows = yield from call("list_sites")
    return [row[1] for row in rows]


@pytest.mark.anyio
async def test_a_written_fact_is_read_at_once(store: Store) -> None:
    """Whoever reads after a write has returned sees it, in every reader."""
    for number in range(5):
        await store.write(add_site(f"s{number}"))
        seen = await asyncio.gather(*(store.read(keys()) for _ in range(4)))
        assert [len(each) for each in seen] == [number + 1] * 4


@pytest.mark.anyio
async def test_a_transaction_is_whole_or_nothing(store: Store) -> None:
    """A refusal in the middle undoes what its own transaction did, and nothing else."""
    with pytest.raises(NotFound):
        await store.write(add_pair("half", refused=True))
    assert await store.write(add_pair("whole")) == "whole"
    assert await store.read(keys()) == ["whole left", "whole right"]


@pytest.mark.anyio
async def test_a_refused_transaction_leaves_the_others(store: Store) -> None:
    """Among many at once, refused ones undo themselves alone."""
    wishes = [store.write(add_pair(f"p{number}", refused=number % 2 == 1)) for number in range(8)]
    results = await asyncio.gather(*wishes, return_exceptions=True)
    assert [isinstance(result, NotFound) for result in results] == [False, True] * 4
    assert len(await store.read(keys())) == 8


@pytest.mark.anyio
async def test_a_reader_cannot_write(store: Store) -> None:
    """A writing query through `read` fails and changes nothing."""
    with pytest.raises(Unavailable):
        await store.read(add_site("smuggled"))
    async with store.snapshot() as snapshot:
        with pytest.raises(Unavailable):
            await snapshot.read(add_site("smuggled"))
    assert await store.read(keys()) == []


@pytest.mark.anyio
async def test_a_store_opened_to_read_writes_nothing(store: Store, database: Database) -> None:
    """Beside a running server a second store reads what is committed and refuses to write."""
    await store.write(add_site("blog"))
    beside = await database.opened_to_read()
    try:
        assert await beside.read(keys()) == ["blog"]
        with pytest.raises(Unavailable):
            await beside.write(add_site("other"))
    finally:
        await beside.close()


@pytest.mark.anyio
async def test_a_read_sees_one_moment(store: Store, database: Database) -> None:
    """Two queries of one reading transaction agree, whatever is committed between them."""

    def twice() -> Transaction[tuple[list[str], list[str]]]:
        before = yield from keys()
        insert = "insert into site (site_id, key, name, settings, created_at) values (1, 'between', '', '{}', 1)"
        database.rows(insert)
        after = yield from keys()
        return before, after

    assert await store.read(twice()) == ([], [])
    assert await store.read(keys()) == ["between"]


@pytest.mark.anyio
async def test_a_snapshot_sees_one_moment(store: Store) -> None:
    """From its first to its last read a snapshot sees the database as it was when it was taken."""
    await store.write(add_site("before"))
    async with store.snapshot() as snapshot:
        await store.write(add_site("after"))
        assert await snapshot.read(keys()) == ["before"]
        await store.write(add_site("later"))
        assert await snapshot.read(keys()) == ["before"]
    assert await store.read(keys()) == ["before", "after", "later"]


@pytest.mark.anyio
async def test_a_closed_store_is_unavailable(store: Store) -> None:
    """Reading or writing after close is refused, not a crash."""
    await store.close()
    with pytest.raises(Unavailable):
        await store.read(keys())
    with pytest.raises(Unavailable):
        await store.write(add_site("late"))


@pytest.mark.anyio
async def test_a_newer_database_is_refused_without_a_trace(database: Database) -> None:
    """A database of a newer version is neither opened nor changed."""
    await (await database.opened()).close()
    database.rows("insert into schema_version values (999, 0, 999)")
    before = database.rows("select * from schema_version order by version")
    with pytest.raises(NewerDatabase):
        await database.opened()
    assert database.rows("select * from schema_version order by version") == before


@pytest.mark.anyio
async def test_a_second_opening_changes_nothing(database: Database) -> None:
    """A database that is up to date keeps the time at which it was brought there."""
    for now in (7, 8):
        await (await database.opened(now)).close()
    assert database.rows("select distinct applied_at from schema_version") == [(7,)]


@pytest.mark.anyio
async def test_every_value_comes_back_as_it_was(store: Store) -> None:
    """Texts of any script, and what settings hold, are stored as they are and found again."""
    for key in ("ключ", "a'b\"c", "%_\\", "\u202e", "😀" * 50):
        await store.write(add_site(key))
        rows = await store.read(call("site_by_key", key=key))
        assert rows[0][1] == key
    assert await store.read(call("site_by_key", key="site\x00")) == []
