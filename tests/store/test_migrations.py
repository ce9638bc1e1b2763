"""Migrations: forward only, whole or not at all."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from chimein.store.migrations import NewerDatabase, migrate, migration_files, statements_of

SCHEMA = "select type, name, sql from sqlite_schema order by name"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """An empty database."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    yield made
    made.close()


def folder(path: Path, *scripts: str) -> list[Path]:
    """Migration files with these scripts."""
    files = []
    for number, script in enumerate(scripts, start=1):
        file = path / f"{number:04}_step.sql"
        file.write_text(script, "utf-8")
        files.append(file)
    return files


def test_a_new_database_has_the_newest_schema(connection: sqlite3.Connection) -> None:
    """Every file is applied once, and a second run changes nothing."""
    version = migrate(connection, 7)
    assert version == len(migration_files("sqlite")) >= 1
    schema = connection.execute(SCHEMA).fetchall()
    assert migrate(connection, 8) == version
    assert connection.execute(SCHEMA).fetchall() == schema
    assert connection.execute("select distinct applied_at from schema_version").fetchall() == [(7,)]


def test_step_by_step_comes_to_the_same_as_at_once(connection: sqlite3.Connection, tmp_path: Path) -> None:
    """An old database that is brought up has the schema of a new one."""
    files = folder(tmp_path, "create table a (x);\ncreate index i on a (x);", "alter table a add column y;")
    migrate(connection, 1, files[:1])
    migrate(connection, 2, files)
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    migrate(fresh, 3, files)
    assert connection.execute(SCHEMA).fetchall() == fresh.execute(SCHEMA).fetchall()
    fresh.close()


def test_a_newer_database_is_refused_unchanged(connection: sqlite3.Connection) -> None:
    """What a newer version made is not touched."""
    version = migrate(connection, 1)
    connection.execute("insert into schema_version values (?, 0, ?)", (version + 1, version + 1))
    before = connection.execute(SCHEMA).fetchall()
    with pytest.raises(NewerDatabase):
        migrate(connection, 2)
    assert connection.execute(SCHEMA).fetchall() == before
    assert not connection.in_transaction


GENTLE = "-- oldest program: 1\nalter table a add column y;"


def test_a_program_goes_on_with_what_was_only_added(connection: sqlite3.Connection, tmp_path: Path) -> None:
    """A newer schema whose steps say that an older program may go on is opened by it, and left as it is."""
    files = folder(tmp_path, "create table a (x);", GENTLE, "-- oldest program: 1\ncreate table b (x);")
    assert migrate(connection, 1, files) == 3
    before = connection.execute(SCHEMA).fetchall()
    assert migrate(connection, 2, files[:1]) == 3
    assert migrate(connection, 3, files[:2]) == 3
    assert connection.execute(SCHEMA).fetchall() == before
    assert connection.execute("select distinct applied_at from schema_version").fetchall() == [(1,)]


def test_one_step_for_new_programs_alone_is_enough(connection: sqlite3.Connection, tmp_path: Path) -> None:
    """Every newer step must allow it; the refusal says what is needed and what is known."""
    files = folder(tmp_path, "create table a (x);", "drop table a;", "-- oldest program: 2\ncreate table b (x);")
    migrate(connection, 1, files)
    assert migrate(connection, 2, files[:2]) == 3
    with pytest.raises(NewerDatabase, match="schema 3, for programs that know 2; this one knows 1"):
        migrate(connection, 2, files[:1])


@pytest.mark.parametrize("mark", ["0", "2", "3", "1\n-- oldest program: 1"])
def test_a_mark_that_means_nothing_is_an_error(connection: sqlite3.Connection, tmp_path: Path, mark: str) -> None:
    """A step names one older program, or none."""
    files = folder(tmp_path, "create table a (x);", f"-- oldest program: {mark}\ncreate table b (x);")
    with pytest.raises(ValueError, match="names no older program"):
        migrate(connection, 1, files)


@pytest.mark.parametrize(
    "bad",
    ["create table c (x);\nnonsense;", "create table c (x);\ncreate table a (x);", "insert into a values (1, 2);"],
)
def test_a_bad_migration_rolls_back_whole(connection: sqlite3.Connection, tmp_path: Path, bad: str) -> None:
    """When a statement fails, nothing of that run is kept, not even the steps before it."""
    files = folder(tmp_path, "create table a (x);", "create table b (x);", bad)
    migrate(connection, 1, files[:1])
    before = connection.execute(SCHEMA).fetchall()
    with pytest.raises(sqlite3.Error):
        migrate(connection, 2, files)
    assert connection.execute(SCHEMA).fetchall() == before
    assert connection.execute("select version from schema_version").fetchall() == [(1,)]
    assert not connection.in_transaction


def test_triggers_and_comments_are_kept_whole() -> None:
    """A script is cut at its statements, not at every semicolon."""
    trigger = "create trigger t after insert on a begin\n  select 1;\n  select 2;\nend;\n"
    assert len(statements_of(f"-- a; comment\ncreate table a (x); -- b\n{trigger}")) == 2


def test_a_script_that_ends_too_early_is_an_error() -> None:
    """A last statement without its semicolon is not silently left out."""
    with pytest.raises(ValueError, match="semicolon"):
        statements_of("create table a (x);\ncreate table b (x)\n")


def test_every_key_begins_with_the_site(connection: sqlite3.Connection) -> None:
    """Sites are walls: every table of a site's facts has site_id first in its primary key."""
    migrate(connection, 1)
    tables = [name for (name,) in connection.execute("select name from pragma_table_list where type = 'table'")]
    of_accounts = {name for name in tables if name.startswith(("account", "api_token", "sqlite_"))}
    for table in set(tables) - {"instance", "move", "schema_version"} - of_accounts:
        columns = connection.execute("select name, pk from pragma_table_info(?) where pk > 0 order by pk", (table,))
        assert columns.fetchone() == ("site_id", 1), table
