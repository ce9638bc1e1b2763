"""Whatever belongs to a site is kept, tied and found by its number, so that sites can live on different machines.

The engines themselves are asked: their catalogues for keys, their planners for what each query looks at.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chimein.store.migrations import migrate
from chimein.store.positional import positional
from chimein.store.statements import load_statements, sql_folder
from postgres import Cluster, fetched_in_turn
from promises.test_schemas import Table, plans_of, steps, tables_of_postgres, tables_of_sqlite

STATEMENTS = load_statements(sql_folder() / "queries")
OF_NO_SITE = {
    "instance": "one row: what this database is",
    "schema_version": "how new its tables are",
    "move": "at most one row: that it is being left or filled",
    "site": "the directory of the sites: small, rarely changed, to be copied to every machine",
    "account": "who signs in: like the directory of the sites",
    "account_attempt": "the same",
    "account_filter": "the same: which filters somebody comes back to",
    "account_link": "the same",
    "account_passkey": "the same",
    "account_recovery": "the same",
    "account_role": "the same: what an account may do on a site",
    "account_session": "the same",
    "account_spent": "the same",
    "api_token": "the same",
}
"""Tables that do not belong to a site. `site` has the number for its key; it is also found by its public one."""
UNIQUE_ELSEWHERE = {
    ("site", ("key",)): "the directory is asked by the key that stands in a page",
    ("account", ("email_lookup",)): "who signs in is found by a keyed hash of the address",
    ("account_passkey", ("credential_id",)): "a device signs in before it says for whom",
    ("api_token", ("token_id",)): "a token is named by its number in the list of an account's",
}
QUEUES = {
    ("account_role", ("site_id",)): "of the directory: who works on a site",
    ("account_session", ("account_id",)): "of the directory: where somebody is signed in",
    ("api_token", ("account_id",)): "of the directory: somebody's programs",
    ("avatar", ("due_at",)): "what a worker is to do next, on all sites of its database",
    ("delivery", ("state", "due_at")): "the same",
    ("delivery", ("settled_at",)): "what a worker may forget, on all sites of its database",
    ("comment_network", ("forget_at",)): "the same",
}
"""Indexes for those who work for all sites of a database; no visitor's request uses them."""
FOR_ALL_SITES = {
    "due_for_search": "a worker's queue",
    "search_is_due": "a worker's queue",
    "avatar_is_due": "a worker's queue",
    "claim_avatars": "a worker's queue",
    "claim_deliveries": "a worker's queue",
    "deliveries_by_state": "the operator's figures",
    "deliveries_open": "the operator's figures",
    "forget_buckets": "a worker's broom",
    "forget_deliveries": "a worker's broom",
    "forget_networks": "a worker's broom",
    "newest_event_id": "once at the start: one look into each site's log",
    "next_delivery": "a worker's queue",
}
"""Queries that look at several sites. None of them is part of reading or writing a comment."""
WRITING = "ModifyTable"
PARTS = ("Index Cond", "Recheck Cond", "Filter")
_EQUAL = re.compile(r"\bsite_id = (?:\$(\d+)|[a-z_0-9]+\.site_id)")
_INSERT = re.compile(r"insert into (\w+) \((\w+)")


def faults_of(tables: Mapping[str, Table]) -> list[str]:
    """The keys and indexes that do not carry their site."""
    found = []
    for name, table in tables.items():
        if name in OF_NO_SITE:
            table_faults: Iterator[str] = _faults_of_indexes(name, table)
        else:
            table_faults = _faults_of_owned(name, table)
        found += list(table_faults)
    return found


def _faults_of_owned(name: str, table: Table) -> Iterator[str]:
    if table.primary_key[:1] != ("site_id",):
        yield f"{name}: its primary key {table.primary_key} does not begin with the site"
    for own, other, there, _ in table.references:
        if "site_id" not in own or there[own.index("site_id")] != "site_id":
            yield f"{name}: {own} leads to {other} without its site"
    yield from _faults_of_indexes(name, table)


def _faults_of_indexes(name: str, table: Table) -> Iterator[str]:
    for index in table.indexes:
        if index.columns[:1] == ("site_id",) or (name, index.columns) in UNIQUE_ELSEWHERE:
            continue
        if index.unique or (name, index.columns) not in QUEUES:
            yield f"{name}: the index of {index.columns} does not begin with the site"


@pytest.fixture
def file() -> Iterator[sqlite3.Connection]:
    """An empty database on SQLite with the newest schema."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, 1)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def url(postgres: Cluster) -> str:
    """The same on PostgreSQL."""
    return postgres.new_database()


@pytest.fixture(scope="module")
def owned(url: str) -> set[str]:
    """The tables that belong to sites."""
    return tables_of_postgres(url).keys() - OF_NO_SITE.keys()


def test_every_key_carries_its_site(file: sqlite3.Connection, url: str) -> None:
    """Primary, foreign and unique keys, and every index that a request uses, begin with the site on both engines."""
    for tables in (tables_of_sqlite(file), tables_of_postgres(url)):
        assert faults_of(tables) == []
        indexes = {(name, index.columns) for name, table in tables.items() for index in table.indexes}
        assert indexes >= UNIQUE_ELSEWHERE.keys() | QUEUES.keys(), "an exception is needed no more"
        assert tables.keys() >= OF_NO_SITE.keys()


@pytest.mark.parametrize(
    "change",
    [
        "create table note (id integer primary key, site_id integer)",
        "create table note (id integer, site_id integer, primary key (id, site_id))",
        "create table note (site_id integer, id integer, site text references site (key), primary key (site_id, id))",
        """create table note (site_id integer, id integer, key integer, primary key (site_id, id),
        foreign key (id, site_id) references thread (site_id, id))""",
        "create unique index one_handle on persona (handle)",
        "create index newest on comment (posted_at)",
        "create unique index due_once on avatar (due_at)",
    ],
)
def test_a_key_without_its_site_is_found(file: sqlite3.Connection, postgres: Cluster, change: str) -> None:
    """A schema that was doctored fails the check above, on both engines."""
    file.execute(change)
    assert len(faults_of(tables_of_sqlite(file))) == 1
    doctored = postgres.new_database()
    fetched_in_turn(doctored, change)
    assert len(faults_of(tables_of_postgres(doctored))) == 1


def strays_of_postgres(plan: dict[str, Any], statement: str, owned: set[str]) -> list[str]:
    """What PostgreSQL looks at without being led to one site, and what it inserts without one."""
    names = positional(statement).names
    looks = [step for step in steps(plan) if step.get("Relation Name") in owned and step["Node Type"] != WRITING]
    led = [_EQUAL.findall(" ".join(str(look.get(part)) for part in PARTS)) for look in looks]
    strays = [look for look, numbers in zip(looks, led, strict=True) if not numbers]
    given = {names[int(number) - 1] for numbers in led for number in numbers if number}
    found = [f"{look['Node Type']} of {look['Relation Name']}" for look in strays]
    if looks and given != {"site_id"}:
        found.append(f"the site is {given or 'any'}")
    return found + strays_of_inserts(statement, owned)


def strays_of_inserts(statement: str, owned: set[str]) -> list[str]:
    """Rows that are put somewhere without their site coming first."""
    inserts = [(table, first) for table, first in _INSERT.findall(statement) if table in owned]
    named = ":site_id" in statement
    return [f"insert into {table}" for table, first in inserts if first != "site_id" or not named]


def strays_of_sqlite(connection: sqlite3.Connection, statement: str, owned: set[str]) -> list[str]:
    """The same of SQLite: the steps of its plan that are not led by a site."""
    params = dict.fromkeys(positional(statement).names, 1)
    named = re.findall(r"\b(?:from|join|update|into)\s+([a-z_]+)(?:\s+(?!on\b|where\b|set\b)([a-z]+))?", statement)
    tables = {alias or table: table for table, alias in named} | {table: table for table in owned}
    found = []
    for *_, step in connection.execute(f"explain query plan {statement}", params):
        look = re.match(r"(?:SCAN|SEARCH) (\w+)", step)
        if look and tables.get(look[1]) in owned and "(site_id=?" not in step:
            found.append(step)
    if ":site_id" not in statement and any(table in owned for table, _ in named):
        found.append("the site is any")
    return found + strays_of_inserts(statement, owned)


@pytest.fixture(scope="module")
def plans(url: str) -> dict[str, dict[str, Any]]:
    """How PostgreSQL answers every query of the house."""
    return plans_of(url, STATEMENTS)


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_every_query_is_led_to_one_site(
    file: sqlite3.Connection, plans: dict[str, dict[str, Any]], owned: set[str], name: str
) -> None:
    """Both planners look into each table of a site by that site's number; what does not is named, with a reason."""
    there = strays_of_postgres(plans[name], STATEMENTS[name], owned)
    here = strays_of_sqlite(file, STATEMENTS[name], owned)
    assert (bool(there), bool(here)) == (name in FOR_ALL_SITES, name in FOR_ALL_SITES), (there, here)


@pytest.mark.parametrize(
    "statement",
    [
        "select id from comment where public_id = :public_id",
        "select id from comment where site_id > :site_id and thread_id = :thread_id",
        """select c.id, p.handle from comment c join persona p on p.id = c.persona_id
        where c.site_id = :site_id and c.thread_id = :thread_id""",
        "select (select count(*) from thread) from comment c where c.site_id = :site_id and c.thread_id = :thread_id",
        "update thread set version = version + 1 where id = :id",
        "delete from event where id = :id and happened_at < :site_id",
        "insert into event (id, site_id, kind, happened_at) values (:id, :site_id, 'told', :now)",
        "insert into event (site_id, id, kind, happened_at) values (1, :id, 'told', :now)",
    ],
)
def test_a_query_that_strays_is_found(url: str, file: sqlite3.Connection, owned: set[str], statement: str) -> None:
    """A query that was doctored fails the check above, on both engines."""
    assert strays_of_postgres(plans_of(url, {"it": statement})["it"], statement, owned) != []
    assert strays_of_sqlite(file, statement, owned) != []


@pytest.mark.parametrize(
    "statement",
    [
        "select id from comment where site_id = :thread_id and thread_id = :site_id",
        """select (select e.id from event e where e.site_id = s.site_id order by e.id desc limit 1) from site s
        where s.created_at = :site_id""",
    ],
)
def test_a_query_that_takes_another_number_for_the_site_is_found(url: str, owned: set[str], statement: str) -> None:
    """PostgreSQL tells with what the site's number is compared."""
    assert strays_of_postgres(plans_of(url, {"it": statement})["it"], statement, owned) != []
