"""Copying and comparing whole databases, stopped at every step, and in batches that end anywhere."""

from itertools import pairwise
from pathlib import Path

import pytest

from chimein.store.copying import CannotCopy, Tables, every_table
from chimein.store.postgres_tables import PostgresTables
from chimein.store.reads.moves import Move, standing_move
from chimein.store.sqlite_tables import SqliteTables
from chimein.transfer.moving import Compared, Progress, compare_everything, copy_everything
from engines import Database
from postgres import Cluster
from shell import Shell

RICH = Path(__file__).parent / "samples" / "harbour-wxr-1.2.xml"
MOVE = Move("one", "arriving", "elsewhere", (), 1)
AT_ONCE = 2


class Stopped(Exception):
    """As if the machine had gone out."""


def stopping_after(steps: int) -> Progress:
    """Goes so many steps and no further."""
    left = iter(range(steps))

    def advance(_: int) -> None:
        if next(left, None) is None:
            raise Stopped

    return Progress(advance=advance)


@pytest.fixture
def file(tmp_path: Path) -> Shell:
    """An instance with a past."""
    (tmp_path / "file").mkdir()
    shell = Shell(tmp_path / "file")
    key = shell.add_site("Here", "https://example.org", "https://www.example.org")
    shell.answer("import", "wordpress", str(RICH), "--site", key, "--map", "*=https://example.org")
    return shell


async def to_read(url: str) -> Tables:
    """A database to read from."""
    if url.startswith("postgresql:"):
        return await PostgresTables.open_to_read(url)
    return await SqliteTables.open_to_read(Database(url).path)


async def to_fill(url: str) -> Tables:
    """A database to fill."""
    if url.startswith("postgresql:"):
        return await PostgresTables.open_to_fill(url, 1)
    return await SqliteTables.open_to_fill(Database(url).path, 1)


async def copied(source_url: str, target_url: str, progress: Progress) -> list[Compared]:
    """One run, from opening both sides to comparing them."""
    source, target = await to_read(source_url), await to_fill(target_url)
    try:
        if await target.read(standing_move()) is None:
            await target.begin(MOVE)
        await copy_everything(source, target, progress, AT_ONCE)
        return await compare_everything(source, target, Progress(), AT_ONCE)
    finally:
        await source.close()
        await target.close()


@pytest.mark.anyio
async def test_stopped_at_every_step_it_goes_on(file: Shell, postgres: Cluster, tmp_path: Path) -> None:
    """However often and wherever it is stopped, each run goes on, and in the end both sides are the same."""
    places = (file.url, postgres.empty_database(), f"sqlite:///{tmp_path / 'back.db'}")
    for source, target in pairwise(places):
        stops = 0
        while True:
            try:
                compared = await copied(source, target, stopping_after(stops))
            except Stopped:
                stops += 1
            else:
                break
        assert stops > 10
        assert all(table.is_same and not table.differences for table in compared)
        assert sum(table.rows for table in compared) > 30


@pytest.mark.anyio
async def test_every_difference_is_found_whatever_the_batches(file: Shell, tmp_path: Path) -> None:
    """Rows that are missing, added or changed at the ends and in the middle of batches are told by table and key."""
    url = f"sqlite:///{tmp_path / 'copy.db'}"
    await copied(file.url, url, Progress())
    there = Database(url)
    comments = [row[0] for row in there.rows("select id from comment order by site_id, thread_id, id")]
    assert len(comments) > 2 * AT_ONCE
    for wrong in range(len(comments)):
        there.rows("update comment set votes_up = 7 where id = ?", comments[wrong])
        assert await different(file.url, url) == [(comments[wrong], "differs in votes_up")]
        there.rows("update comment set votes_up = 0 where id = ?", comments[wrong])
    for number in (0, AT_ONCE, len(comments) - 1):
        there.rows("delete from comment where id = ?", comments[number])
    assert [how for _, how in await different(file.url, url)] == ["is missing"] * 3
    assert [how for _, how in await different(url, file.url)] == ["is not in the source"] * 3


async def different(source_url: str, target_url: str) -> list[tuple[int, str]]:
    """Which comments differ, and how."""
    source, target = await to_read(source_url), await to_read(target_url)
    try:
        compared = await compare_everything(source, target, Progress(), AT_ONCE)
    finally:
        await source.close()
        await target.close()
    assert [table.table for table in compared if not table.is_same] == ["comment"]
    told = next(table for table in compared if table.table == "comment")
    assert told.different == len(told.differences)
    found = [text.removeprefix("comment (").split(") ") for text in told.differences]
    return [(int(key.rpartition(" ")[2]), how) for key, how in found]


@pytest.mark.anyio
async def test_a_text_that_postgresql_cannot_keep_is_named(file: Shell, postgres: Cluster) -> None:
    """SQLite keeps a NUL in a text; where it is, is said."""
    Database(file.url).rows("update site set name = 'a' || char(0) || 'b'")
    with pytest.raises(CannotCopy, match=r"site \(1,\) has a text with a NUL"):
        await copied(file.url, postgres.empty_database(), Progress())


def test_every_table_is_copied_but_those_about_the_database_itself() -> None:
    """What there is to copy comes from the schema; each table has a key, which says where to go on."""
    tables = {table.name: table for table in every_table()}
    assert {"comment", "instance", "site", "person_key", "avatar", "event", "delivery"} <= tables.keys()
    assert not {"move", "schema_version", "bucket"} & tables.keys()
    assert all(table.key for table in tables.values())
    assert tables["comment"].key == ("site_id", "thread_id", "id")


def test_nothing_is_counted_by_the_database() -> None:
    """Numbers come from the application, from what is stored: no sequence would stand at 1 after a move."""
    migrations = Path(__file__).parents[2] / "sql" / "migrations"
    texts = [file.read_text("utf-8").lower() for file in migrations.rglob("*.sql")]
    assert texts
    for word in ("serial", "generated always", "by default", "sequence", "autoincrement", "nextval"):
        assert not any(word in text for text in texts), word
