"""One text for both engines: what is said to PostgreSQL alone is about locks, and changes no answer."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from chimein.store.migrations import migrate
from chimein.store.positional import positional
from chimein.store.statements import load_statements, sql_folder
from postgres import Cluster, fetched_in_turn, waited_for

STATEMENTS = load_statements(sql_folder() / "queries")
MARK = re.compile(r"/\* postgres:([^*]*)\*/")
LOCKS = {
    "claim_avatars": "sweeps of several processes pass over what another is just taking",
    "claim_deliveries": "workers of several processes pass over what another is just taking",
    "forget_deliveries": "several processes forget at once, each something else",
}
ASKED: dict[str, dict[str, Any]] = {
    "claim_avatars": {"until": 50, "limit": 3, "lease_until": 99},
    "claim_deliveries": {"effect": "tell", "now": 50, "limit": 3, "lease_until": 99},
    "forget_deliveries": {"before": 50, "limit": 3},
}
FACTS = (
    "insert into site (site_id, key, name, settings, created_at) values (1, 'one', '', '{}', 1)",
    *(
        statement
        for number in range(1, 9)
        for statement in (
            f"insert into event (site_id, id, kind, happened_at) values (1, {number}, 'told', 1)",
            f"""insert into delivery (site_id, event_id, effect, due_at, state)
            values (1, {number}, 'tell', {number * 17 % 60}, '{"running" if number % 2 else "pending"}')""",
            f"""insert into delivery (site_id, event_id, effect, due_at, state, settled_at)
            values (1, {number}, 'write', 1, 'done', {number * 23 % 60})""",
            f"insert into person (site_id, id, key_version, created_at) values (1, {number}, 1, 1)",
            f"""insert into persona (site_id, id, person_id, handle, avatar_id, created_at)
            values (1, {number}, {number}, '{number}', '1-{number}', 1)""",
            f"insert into avatar (site_id, persona_id, due_at) values (1, {number}, {number * 31 % 60})",
        )
    ),
)

Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def file() -> Iterator[sqlite3.Connection]:
    """A database on SQLite with something to take and to forget."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, 1)
    for fact in FACTS:
        connection.execute(fact)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def url(postgres: Cluster) -> str:
    """The same on PostgreSQL."""
    made = postgres.new_database()
    fetched_in_turn(made, *FACTS)
    return made


def answers_of_sqlite(connection: sqlite3.Connection, name: str) -> Rows:
    """What a query answers; nothing of it lasts."""
    connection.execute("begin")
    try:
        return sorted(connection.execute(STATEMENTS[name], ASKED[name]).fetchall())
    finally:
        connection.execute("rollback")


def answers_of_postgres(url: str, text: str, params: dict[str, Any]) -> Rows:
    """The same on PostgreSQL."""

    async def asked() -> Rows:
        connection = await asyncpg.connect(url)
        transaction = connection.transaction()
        await transaction.start()
        try:
            query = positional(text)
            return sorted(tuple(record) for record in await connection.fetch(query.text, *query.values(params)))
        finally:
            await transaction.rollback()
            await connection.close()

    return waited_for(asked())


def test_only_named_queries_say_more_to_postgresql() -> None:
    """What SQLite takes for a comment stands in these queries alone, and is about locks alone."""
    said = {name: MARK.findall(text) for name, text in STATEMENTS.items() if "/*" in text}
    assert said == {name: [" for update skip locked "] for name in LOCKS}


@pytest.mark.parametrize("name", sorted(LOCKS))
def test_the_answers_are_the_same_with_and_without(file: sqlite3.Connection, url: str, name: str) -> None:
    """SQLite, PostgreSQL without the words, and PostgreSQL with them take the same rows."""
    expected = answers_of_sqlite(file, name)
    assert len(expected) == 3
    assert answers_of_postgres(url, STATEMENTS[name], ASKED[name]) == expected
    assert answers_of_postgres(url, MARK.sub("", STATEMENTS[name]), ASKED[name]) == expected


@pytest.mark.parametrize("words", ["limit 1", "limit 3 offset 1"])
def test_the_comparison_can_fail(file: sqlite3.Connection, url: str, words: str) -> None:
    """Words that change which rows come are found."""
    name = "claim_deliveries"
    doctored = re.sub(r"limit :limit /\*.*?\*/", words, STATEMENTS[name])
    assert answers_of_postgres(url, doctored, ASKED[name]) != answers_of_sqlite(file, name)


async def _meeting(url: str, text: str) -> tuple[Rows, Rows]:
    """Two workers claim, the second before the first has committed; the second waits at most half a second."""
    query = positional(text)
    params = query.values({"effect": "tell", "now": 50, "limit": 3, "lease_until": 99})
    first, second = [await asyncpg.connect(url) for _ in range(2)]
    try:
        await second.execute("set lock_timeout = '500ms'")
        one, other = first.transaction(), second.transaction()
        await one.start()
        await other.start()
        took = [tuple(record) for record in await first.fetch(query.text, *params)]
        also = [tuple(record) for record in await second.fetch(query.text, *params)]
        return took, also
    finally:
        await asyncio.gather(first.close(), second.close())


def test_workers_that_meet_take_different_ones_and_do_not_wait(url: str) -> None:
    """While one takes three, another takes the rest at once."""
    took, also = waited_for(_meeting(url, STATEMENTS["claim_deliveries"]))
    assert len(took) == 3
    assert also
    assert not {row[1] for row in took} & {row[1] for row in also}


def test_without_the_words_they_would_wait(url: str) -> None:
    """The test above is about these words: without them the second waits for the first."""
    with pytest.raises(asyncpg.LockNotAvailableError):
        waited_for(_meeting(url, MARK.sub("", STATEMENTS["claim_deliveries"])))
