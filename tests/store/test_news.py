"""What a commit changed for readers is told, all of it, after the commit and before anybody is answered."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chimein.rules.refusals import NotFound, Unavailable
from chimein.store.calls import Rows, Transaction, call
from chimein.store.group import GroupCommit
from chimein.store.news import CHANGES, Changed, News, noting
from chimein.store.sqlite import SqliteStore
from chimein.store.statements import load_statements, sql_folder

STATEMENTS = load_statements(sql_folder() / "queries")
UNSEEN = {
    "count_ban_hit": "how often a ban was met weighs nothing",
    "add_site": "nobody can have read of a site before it is there",
    "add_thread": "a thread is found by its keys, and those tell",
    "raise_last_number": "the next number is not shown",
    "remove_site_origin_of_site": "a step of removing the site, which tells",
    "remove_thread_key_of_site": "a step of removing the site, which tells",
    "remove_thread_of_site": "a step of removing the site, which tells",
}
"""Queries that write what decides about a thread's bytes, without a reader seeing it, and why."""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A new database with one site and one thread."""
    opened = await SqliteStore.open_to_write(tmp_path / "chimein.db", now=1)
    await opened.write(_begun())
    yield opened
    await opened.close()


def _begun() -> Transaction[None]:
    yield from call("add_site", key="blog", name="The Blog", settings="{}", created_at=1)
    yield from call(
        "add_thread", site_id=1, id=7, public_id="t7", url="u", title="", closed_at=None, created_at=1, last_number=0
    )


def touching(*thread_ids: int, refused: bool = False) -> Transaction[None]:
    """Raise the version of these threads; `refused`: and then think better of it."""
    for thread_id in thread_ids:
        yield from call("touch_thread", site_id=1, id=thread_id)
    if refused:
        raise NotFound


def driven(transaction: Transaction[str], rows: Rows) -> str:
    """The transaction's result, every query of it having found these rows."""
    try:
        next(transaction)
        while True:
            transaction.send(rows)
    except StopIteration as done:
        return str(done.value)


def told_by(news: News) -> list[frozenset[Changed]]:
    """A list that grows with every telling."""
    told: list[frozenset[Changed]] = []
    news.listen(told.append)
    return told


def test_every_query_that_readers_can_see_tells() -> None:
    """Whatever writes a site, its origins, a thread or a thread's keys is in the table, or says why not."""
    writing = re.compile(r"\b(?:insert into|update|delete from) (?:site|site_origin|thread|thread_key|ban)\b")
    found = {name for name, text in STATEMENTS.items() if writing.search(text)}
    assert found == set(CHANGES) | set(UNSEEN)
    assert not set(CHANGES) & set(UNSEEN)


def test_every_query_that_raises_a_version_tells() -> None:
    """A new ETag without news would be an old answer."""
    raising = {name for name, text in STATEMENTS.items() if re.search(r"\bversion = version \+", text)}
    assert raising
    assert raising <= set(CHANGES)


def test_every_query_that_tells_names_what_it_tells_of() -> None:
    """The parameters that the table reads are the query's own."""
    for name in CHANGES:
        assert ":site_id" in STATEMENTS[name], name
    assert ":seen" in STATEMENTS["count_up_thread"]
    assert {":key", ":thread_id"} <= set(re.findall(r":\w+", STATEMENTS["add_thread_key"]))
    assert STATEMENTS["touch_threads_of_persona"].endswith("returning id")


def test_a_thread_a_key_and_a_site_are_noted() -> None:
    """Each query notes what it changes, and what readers do not see is not noted."""
    counted = dict.fromkeys(("count", "roots", "pings", "numbers", "posted_at"), 1)

    def transaction() -> Transaction[str]:
        yield from call("count_up_thread", site_id=1, id=2, seen=1, **counted)
        yield from call("count_up_thread", site_id=1, id=3, seen=0, **counted)
        yield from call("add_thread_key", site_id=1, key="url:x", thread_id=4, rules_version=1, created_at=1)
        yield from call("touch_threads_of_persona", site_id=1, persona_id=9)
        yield from call("change_site", site_id=5, name="x", settings="{}")
        yield from call("raise_last_number", site_id=1, id=8, last_number=3)
        return "done"

    noted: set[Changed] = set()
    assert driven(noting(transaction(), noted), [(10,), (11,)]) == "done"
    threads = {Changed(1, thread_id) for thread_id in (2, 4, 10, 11)}
    assert noted == threads | {Changed(1, key="url:x"), Changed(5)}


@pytest.mark.anyio
async def test_news_come_before_the_writer_is_answered(store: SqliteStore) -> None:
    """Who is told that a write is done finds that everybody who listens knows already."""
    told = told_by(store.news)
    await store.write(touching(7))
    assert told == [frozenset({Changed(1, 7)})]


@pytest.mark.anyio
async def test_what_was_refused_is_no_news(store: SqliteStore) -> None:
    """A transaction that was undone changed nothing, and one that changed nothing visible tells nothing."""
    told = told_by(store.news)
    with pytest.raises(NotFound):
        await store.write(touching(7, refused=True))
    await store.write(touching())
    assert told == []


@pytest.mark.anyio
async def test_who_leaves_does_not_take_the_news_along(store: SqliteStore) -> None:
    """A write whose asker went away is committed all the same, and told."""
    told = told_by(store.news)
    leaving = asyncio.create_task(store.write(touching(7)))
    await asyncio.sleep(0)
    leaving.cancel()
    await store.write(touching(8))
    assert leaving.cancelled()
    assert Changed(1, 7) in frozenset().union(*told)


@pytest.mark.anyio
async def test_a_commit_of_unknown_fate_is_told() -> None:
    """Where the engine fails at the commit, nobody can know; forgetting an answer too many is the safe side."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("create table t (id)")
    news = News()
    told = told_by(news)

    async def hop(function: object) -> None:
        assert callable(function)
        function()
        raise sqlite3.OperationalError("disk I/O error")

    writer = GroupCommit(connection, {"touch_thread": "insert into t values (:id)"}, hop, news)
    with pytest.raises(Unavailable):
        await writer.write(touching(7))
    assert told == [frozenset({Changed(1, 7)})]
    connection.close()


@pytest.mark.anyio
async def test_a_listener_that_fails_stops_nobody(store: SqliteStore) -> None:
    """The writer goes on, and so do other listeners."""

    def fails(_: frozenset[Changed]) -> None:
        raise ZeroDivisionError

    store.news.listen(fails)
    told = told_by(store.news)
    await store.write(touching(7))
    await store.write(touching(7))
    assert len(told) == 2
