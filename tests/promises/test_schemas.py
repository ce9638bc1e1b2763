"""Two engines, one set of facts: the schemas agree, and every query runs on PostgreSQL by an index."""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from chimein.store.migrations import migrate, migration_files
from chimein.store.positional import positional
from chimein.store.statements import load_statements, sql_folder
from postgres import Cluster, fetched, fetched_in_turn

STATEMENTS = load_statements(sql_folder() / "queries")
GROWING = {"comment", "thread", "person", "persona", "event", "delivery", "avatar", "thread_key", "comment_alias"}
WALKS = {"deliveries_by_state": "the operator asks; no visitor can"}
TO_DO = "delivery_due"
"""A partial index of what is still to be done: reading all of it is reading little."""
READS = {"Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan"}
KINDS = {"INTEGER": "int8", "TEXT": "text", "BLOB": "bytea"}


@dataclass(frozen=True)
class Column:
    """What a column may hold."""

    name: str
    kind: str
    nullable: bool
    default: str | None


@dataclass(frozen=True)
class Index:
    """What is found by it, and of which rows."""

    columns: tuple[str, ...]
    unique: bool
    only: str


@dataclass(frozen=True)
class Table:
    """A table as its engine describes it."""

    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    references: "frozenset[Reference]"
    indexes: frozenset[Index]
    checks: frozenset[str]


def plain(expression: str) -> str:
    """An expression without what the engines add to it: casts, brackets, spaces; `in (…)` as PostgreSQL keeps it."""
    lists = re.sub(r"\bin\s*\(([^)]*)\)", r"= any array[\1]", expression.lower())
    return re.sub(r"::\w+|[()\s]|(?<=')\"C\"", "", lists).replace("[]", "").replace("where", "")


Rows = list[tuple[Any, ...]]
Reference = tuple[tuple[str, ...], str, tuple[str, ...], str]
"""Own columns, the other table, its columns, and what happens here when those change."""


OWN = """select s.name, s.sql from sqlite_schema s join pragma_table_list l on l.name = s.name and l.schema = 'main'
    where l.type = 'table'"""
"""Without SQLite's index of words and the tables beneath it; PostgreSQL's is an index of an expression."""


def tables_of_sqlite(connection: sqlite3.Connection) -> dict[str, Table]:
    """The schema as SQLite tells it."""
    found = connection.execute(OWN).fetchall()
    return {name: _table_of_sqlite(connection, name, sql) for name, sql in found}


def _table_of_sqlite(connection: sqlite3.Connection, name: str, sql: str) -> Table:
    def ask(query: str, *params: str) -> Rows:
        return connection.execute(query, params or (name,)).fetchall()

    facts = ask('select name, type, "notnull" = 0 and pk = 0, dflt_value, pk from pragma_table_info(?)')
    keys: dict[int, list[tuple[str, str, str, str]]] = {}
    for number, *column in ask(
        'select id, "from", "table", "to", on_update from pragma_foreign_key_list(?) order by seq'
    ):
        keys.setdefault(number, []).append(tuple(column))
    indexes = ask(
        """select l.name, l."unique", coalesce(s.sql, '') from pragma_index_list(?) l
        left join sqlite_schema s on s.name = l.name where l.origin <> 'pk'"""
    )
    columns_of = "select name from pragma_index_info(?) order by seqno"
    return Table(
        columns=tuple(Column(column, KINDS[kind], bool(null), default) for column, kind, null, default, _ in facts),
        primary_key=tuple(column for column, *_, pk in sorted(facts, key=lambda fact: fact[-1]) if pk),
        references=frozenset(
            (tuple(k[0] for k in key), key[0][1], tuple(k[2] for k in key), key[0][3]) for key in keys.values()
        ),
        indexes=frozenset(
            Index(tuple(row[0] for row in ask(columns_of, index)), bool(unique), plain(made.partition(" where ")[2]))
            for index, unique, made in indexes
        ),
        checks=frozenset(plain(check) for check in checks_of(sql)),
    )


def checks_of(sql: str) -> list[str]:
    """The `check (…)` expressions of a `create table`."""
    text = re.sub(r"--[^\n]*", "", sql)
    found = []
    for start in (match.end() for match in re.finditer(r"check \(", text)):
        depth, end = 1, start
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        found.append(text[start : end - 1])
    return found


HERE = "(select oid, relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace) t"
COLUMNS = f"""select relname, attname, replace(atttypid::regtype::text, 'bigint', 'int8'), not attnotnull,
    replace(pg_get_expr(adbin, adrelid), '::text', '')
    from {HERE} join pg_attribute on attrelid = t.oid and attnum > 0 and not attisdropped
    left join pg_attrdef on adrelid = attrelid and adnum = attnum order by attnum"""
INDEXES = f"""select relname, indisprimary, indisunique, coalesce(pg_get_expr(indpred, indrelid), ''),
    (select array_agg(a.attname::text order by k.n) from unnest(indkey) with ordinality k (attnum, n)
    join pg_attribute a on a.attrelid = indrelid and a.attnum = k.attnum)
    from {HERE} join pg_index on indrelid = t.oid and indexprs is null"""
RULES = (
    f"select relname, contype::text, pg_get_constraintdef(c.oid) from {HERE} join pg_constraint c on conrelid = t.oid"
)


def tables_of_postgres(url: str) -> dict[str, Table]:
    """The schema as PostgreSQL tells it."""
    columns, indexes, rules = fetched_in_turn(url, COLUMNS, INDEXES, RULES)
    found = {}
    for name in {row[0] for row in columns}:
        own = [row[1:] for row in indexes if row[0] == name]
        said = [row[1:] for row in rules if row[0] == name]
        found[name] = Table(
            columns=tuple(Column(*row[1:]) for row in columns if row[0] == name),
            primary_key=next((tuple(names) for primary, *_, names in own if primary), ()),
            references=frozenset(_reference(text) for kind, text in said if kind == "f"),
            indexes=frozenset(
                Index(tuple(names), unique, plain(only)) for primary, unique, only, names in own if not primary
            ),
            checks=frozenset(plain(text.removeprefix("CHECK")) for kind, text in said if kind == "c"),
        )
    return found


def _reference(text: str) -> Reference:
    key = re.fullmatch(r"FOREIGN KEY \((.*)\) REFERENCES (\w+)\((.*?)\)(?: ON UPDATE (CASCADE))?", text)
    assert key, text
    return tuple(key[1].split(", ")), key[2], tuple(key[3].split(", ")), key[4] or "NO ACTION"


@pytest.fixture(scope="module")
def sqlite_tables() -> dict[str, Table]:
    """The newest schema on SQLite."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, 1)
    try:
        return tables_of_sqlite(connection)
    finally:
        connection.close()


@pytest.fixture(scope="module")
def database(postgres: Cluster) -> str:
    """A database with the newest schema on PostgreSQL."""
    return postgres.new_database()


def test_the_schemas_agree(sqlite_tables: dict[str, Table], database: str) -> None:
    """Tables, columns in their order, types, defaults, keys, references, indexes and checks are the same on both."""
    found = tables_of_postgres(database)
    assert found.keys() == sqlite_tables.keys()
    for name, table in sqlite_tables.items():
        assert found[name] == table, name


@pytest.mark.parametrize(
    "change",
    [
        "alter table comment drop column votes_up",
        "alter table comment alter column badge set not null",
        "alter table thread alter column version set default 2",
        "alter table site alter column version type text",
        "drop index comment_by_text",
        "drop index person_by_email; create unique index person_by_email on person (site_id, email_lookup)",
        "drop index thread_by_public_id; create index thread_by_public_id on thread (site_id, public_id)",
        "alter table delivery drop constraint delivery_state_check",
        "alter table person_key drop constraint person_key_site_id_person_id_fkey",
        "alter table avatar drop constraint avatar_pkey",
        "create table one_more (site_id bigint primary key)",
    ],
)
def test_the_comparison_can_fail(sqlite_tables: dict[str, Table], postgres: Cluster, change: str) -> None:
    """Whatever differs, it is found."""
    url = postgres.new_database()
    fetched_in_turn(url, *change.split("; "))
    assert tables_of_postgres(url) != sqlite_tables


def test_both_engines_have_the_same_migrations() -> None:
    """One file each for every version, under the same name."""
    names = [[file.name for file in migration_files(engine)] for engine in ("sqlite", "postgres")]
    assert names[0] == names[1] != []


def test_texts_that_are_searched_compare_by_their_bytes(database: str) -> None:
    """Whatever the database's language, a text in a key or an index sorts as in SQLite."""
    query = """select distinct attrelid::regclass::text, attname from pg_index i join pg_attribute a
        on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
        where i.indrelid::regclass::text in (select relname from pg_class where relnamespace = 'public'::regnamespace)
        and a.atttypid = 'text'::regtype and a.attcollation <> (select oid from pg_collation where collname = 'C')"""
    assert fetched(database, query) == []


def plans_of(url: str, statements: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """How PostgreSQL answers statements, whatever their parameters, where it walks only if it cannot do otherwise."""
    queries = ["set enable_seqscan = off", "set plan_cache_mode = force_generic_plan"]
    for name, text in statements.items():
        query = positional(text)
        given = f"({', '.join(['null'] * len(query.names))})" if query.names else ""
        queries += [f"prepare {name} as {query.text}", f"explain (format json) execute {name} {given}"]
    answers = fetched_in_turn(url, *queries)[3::2]
    return {name: json.loads(answer[0][0])[0]["Plan"] for name, answer in zip(statements, answers, strict=True)}


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a plan."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from steps(part)


def is_found(look: dict[str, Any]) -> bool:
    """Whether an index says where to look, or holds little."""
    return "Index Cond" in look or look.get("Index Name") == TO_DO


def walks(plan: dict[str, Any]) -> list[str]:
    """The steps that read a whole growing table, be it along an index."""
    found = []
    for step in steps(plan):
        looks = (
            [each for each in step["Plans"] if "Index" in each["Node Type"]]
            if "Bitmap Heap" in step["Node Type"]
            else [step]
        )
        if step.get("Relation Name") in GROWING and step["Node Type"] in READS:
            found += [f"{step['Node Type']} of {step['Relation Name']}" for look in looks if not is_found(look)]
    return found


@pytest.fixture(scope="module")
def plans(database: str) -> dict[str, dict[str, Any]]:
    """How every query of the house is answered: PostgreSQL understands its text and each parameter's type."""
    return plans_of(database, STATEMENTS)


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_every_query_runs_on_postgresql_by_an_index(plans: dict[str, dict[str, Any]], name: str) -> None:
    """PostgreSQL prepares the very text that SQLite runs, and walks through no table that grows."""
    found = walks(plans[name])
    assert bool(found) == (name in WALKS), found


@pytest.mark.parametrize(
    "statement",
    [
        "select count(*) from comment",
        "select c.id from comment c where c.name = :name",
        "select id from thread where count > :count order by site_id, id",
        "select t.id from site s join thread t on t.title = s.name where s.key = :key",
        "delete from event where happened_at < :then",
    ],
)
def test_the_check_for_walks_can_fail(database: str, statement: str) -> None:
    """A query that reads a whole table is found by the check above."""
    assert walks(plans_of(database, {"it": statement})["it"]) != []
