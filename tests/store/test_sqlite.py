"""What SQLite alone promises: one writer that syncs, copies while serving, and what happens when the disk says no."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from chimein.rules.refusals import Unavailable
from chimein.store import sqlite
from chimein.store.calls import Transaction, call
from chimein.store.migrations import NewerDatabase
from chimein.store.sqlite import SqliteStore

NOW = 1_780_000_000_000


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A new database, opened to write."""
    opened = await SqliteStore.open_to_write(tmp_path / "chimein.db", now=NOW)
    yield opened
    await opened.close()


def stamp() -> Transaction[None]:
    """What every site look-up needs beside the site."""
    yield from call("make_instance", hashids_salt="salt", secret_fingerprint="f", created_at=1)


def add_site(key: str, name: str = "A name") -> Transaction[int]:
    """A new site; its number."""
    rows = yield from call("add_site", key=key, name=name, settings="{}", created_at=1)
    number: int = rows[0][0]
    return number


def keys() -> Transaction[list[str]]:
    """The keys of all sites."""
    rows = yield from call("list_sites")
    return [row[1] for row in rows]


@pytest.mark.anyio
async def test_a_copy_is_consistent_while_others_write(store: SqliteStore, tmp_path: Path) -> None:
    """copy_to writes a whole database of one moment, while writes go on."""
    await store.write(stamp())
    done = asyncio.Event()

    def pair(number: int) -> Transaction[None]:
        yield from add_site(f"left{number}")
        yield from add_site(f"right{number}")

    async def busy() -> int:
        number = 0
        while not done.is_set():
            await store.write(pair(number))
            number += 1
        return number

    writing = asyncio.ensure_future(busy())
    copies = [tmp_path / f"copy{number}.db" for number in range(3)]
    for copy in copies:
        await store.copy_to(copy)
    done.set()
    assert await writing > 0
    for copy in copies:
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
            sides = "select substr(key, 1, 4), count(*) from site group by 1 order by 1"
            found = dict(connection.execute(sides).fetchall())
            assert found.get("left", 0) == found.get("righ", 0)


@pytest.mark.anyio
async def test_the_writer_syncs_every_commit(store: SqliteStore) -> None:
    """The writer runs with WAL and synchronous=FULL, and checks references; only it checkpoints."""

    def facts(connection: sqlite3.Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "query_only", "wal_autocheckpoint")
        return {name: connection.execute(f"pragma {name}").fetchone()[0] for name in names}

    writer, *readers = [
        await sqlite._hop(connection, lambda connection=connection: facts(connection._conn))  # type: ignore[misc]
        for connection in store._open
    ]
    assert writer == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "query_only": 0,
        "wal_autocheckpoint": 4000,
    }
    assert [(reader["query_only"], reader["wal_autocheckpoint"]) for reader in readers] == [(1, 0)] * 2


@pytest.mark.parametrize(("wish", "found"), [("off", 0), ("normal", 1), ("full", 2)])
def test_the_check_for_syncing_can_fail(tmp_path: Path, wish: str, found: int) -> None:
    """A connection that does not sync every commit says so: only FULL is 2."""
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        connection.execute(f"pragma synchronous={wish}")
        assert connection.execute("pragma synchronous").fetchone() == (found,)


@pytest.mark.anyio
async def test_closing_ends_the_threads_and_the_log(tmp_path: Path) -> None:
    """After close no thread is left and the write-ahead log is emptied into the file."""
    before = set(threading.enumerate())
    store = await SqliteStore.open_to_write(tmp_path / "chimein.db", now=NOW, readers=3)
    assert len(connections_since(before)) == 4
    await store.write(stamp())
    await store.close()
    assert_ended(before)
    assert not (tmp_path / "chimein.db-wal").exists()


def connections_since(before: set[threading.Thread]) -> list[threading.Thread]:
    """The threads of connections that were opened since; others have names."""
    return [thread for thread in threading.enumerate() if thread not in before and "_connection_" in thread.name]


def assert_ended(before: set[threading.Thread]) -> None:
    """No connection opened since is left; a thread may still be on its way out."""
    for thread in connections_since(before):
        thread.join(5)
    assert connections_since(before) == []


@pytest.mark.anyio
async def test_a_newer_database_is_refused_without_a_trace(tmp_path: Path) -> None:
    """A database of a newer version is not opened, not changed, and no thread stays behind."""
    path = tmp_path / "chimein.db"
    await (await SqliteStore.open_to_write(path, now=NOW)).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("insert into schema_version values (999, 0, 999)")
    before = set(threading.enumerate())
    with pytest.raises(NewerDatabase):
        await SqliteStore.open_to_write(path, now=NOW)
    assert_ended(before)


async def until_refused(store: SqliteStore) -> int:
    """Write until the engine cannot, and say how many writes were acknowledged."""
    for number in range(1000):
        try:
            await store.write(add_site(f"s{number}", "x" * 4000))
        except Unavailable:
            return number
    raise AssertionError("the space never ended")


@pytest.mark.anyio
async def test_a_full_database_refuses_and_recovers(store: SqliteStore) -> None:
    """When nothing more fits, writes are 503 and none is half kept; reads go on; with space writing goes on."""
    await store.write(stamp())
    writer = store._open[0]
    (pages,) = await sqlite._hop(writer, lambda: writer._conn.execute("pragma page_count").fetchone())
    await sqlite._hop(writer, lambda: writer._conn.execute(f"pragma max_page_count={pages + 2}").fetchone())
    accepted = await until_refused(store)
    assert len(await store.read(keys())) == accepted
    await sqlite._hop(writer, lambda: writer._conn.execute("pragma max_page_count=1000000").fetchone())
    await store.write(add_site("room again", "x" * 4000))
    assert len(await store.read(keys())) == accepted + 1


@pytest.mark.anyio
async def test_a_full_disk_refuses_and_recovers(tmp_path: Path) -> None:
    """On a disk without space writes are 503, reads go on, nothing acknowledged is lost; some space is enough again."""
    with small_disk(tmp_path / "disk") as disk:
        store = await SqliteStore.open_to_write(disk / "chimein.db", now=NOW)
        await store.write(stamp())
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * 500_000)
        accepted = await until_refused(store)
        assert len(await store.read(keys())) == accepted > 0
        ballast.unlink()
        await store.write(add_site("room again"))
        assert len(await store.read(keys())) == accepted + 1
        await store.close()


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of two megabytes, or a skipped test."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk of its own can only be mounted by root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], capture_output=True, check=False)


LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("begin immediate")
print("locked", flush=True)
sys.stdin.read()
connection.execute("rollback")
"""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process is in the middle of a write."""
    command = [sys.executable, "-c", LOCKER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"locked\n"
        yield
        other.communicate(timeout=10)


@pytest.mark.anyio
async def test_a_database_locked_by_another_process_is_unavailable(tmp_path: Path) -> None:
    """While another process holds the write lock, writes are 503 after the busy time; reads go on; then it recovers."""
    path = tmp_path / "chimein.db"
    store = await SqliteStore.open_to_write(path, now=NOW, busy_ms=200)
    await store.write(stamp())
    with locked(path):
        with pytest.raises(Unavailable):
            await store.write(add_site("blog"))
        assert await store.read(keys()) == []
    assert await store.write(add_site("blog")) == 1
    await store.close()
