"""Brings a SQLite database to the newest schema: numbered files, forward only, each in the one transaction.

`executescript` is avoided on purpose: it commits first and does not roll back.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from chimein.store.statements import sql_folder


class NewerDatabase(Exception):
    """The database was made by a newer version of Chime In than this one."""


def migrate(connection: sqlite3.Connection, now: int, files: Sequence[Path] | None = None) -> int:
    """Apply what is missing of `files` (all of ours) and return the schema's version; if anything fails, nothing.

    Raises `NewerDatabase`, `sqlite3.Error`.
    """
    wanted = migration_files("sqlite") if files is None else files
    connection.execute("begin immediate")
    try:
        connection.execute(
            "create table if not exists schema_version (version integer primary key, applied_at integer)"
        )
        version = _apply_missing(connection, now, wanted)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return version


def _apply_missing(connection: sqlite3.Connection, now: int, files: Sequence[Path]) -> int:
    (have,) = connection.execute("select coalesce(max(version), 0) from schema_version").fetchone()
    if have > len(files):
        raise NewerDatabase
    for version, file in enumerate(files, start=1):
        if version > have:
            for statement in statements_of(file.read_text("utf-8")):
                connection.execute(statement)
            connection.execute("insert into schema_version values (?, ?)", (version, now))
    return len(files)


def migration_files(engine: str) -> list[Path]:
    """The engine's migrations in order; their numbers must be 1, 2, 3 … without a gap."""
    files = sorted((sql_folder() / "migrations" / engine).glob("*.sql"))
    for expected, file in enumerate(files, start=1):
        if int(file.name.split("_")[0]) != expected:
            raise ValueError(f"migration {file.name} is out of order")
    return files


def statements_of(script: str) -> list[str]:
    """The single statements of a script, triggers kept whole. Raises `ValueError` for a last one without an end."""
    found, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in current.splitlines()):
        raise ValueError("the last statement of a migration lacks its semicolon")
    return found
