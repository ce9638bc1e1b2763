"""Brings a SQLite database to the newest schema: numbered files, forward only, each in the one transaction.

`executescript` is avoided on purpose: it commits first and does not roll back. What a file says of older programs
stands here too, for both engines: a program goes on with a newer schema where every newer step is marked with
`-- oldest program: N`, N being the last step that a program must know. A step without the mark needs itself known.
"""

import logging
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chimein.rules.hindrances import Hindrance
from chimein.store.statements import sql_folder

LOG = logging.getLogger("chimein.store")
_MARK = re.compile(r"^-- oldest program: (\d+)$", re.MULTILINE)


class NewerDatabase(Hindrance):
    """A newer Chime In brought the database to a schema that this program cannot work with."""

    def __init__(self, have: int, oldest: int, known: int) -> None:
        super().__init__(f"schema {have}, for programs that know {oldest}; this one knows {known}")

    @property
    def for_owner(self) -> str:
        """What the owner reads."""
        return f"This database was made by a newer Chime In ({self}). Update this one first."


@dataclass(frozen=True, slots=True)
class Step:
    """One migration: its number, what it does, and the last step that a program must know to go on after it."""

    version: int
    script: str
    oldest: int

    @property
    def is_for_all(self) -> bool:
        """Whether programs of the version before may go on."""
        return self.oldest < self.version


def migrate(connection: sqlite3.Connection, now: int, files: Sequence[Path] | None = None) -> int:
    """Apply what is missing of `files` (all of ours) and return the schema's version; if anything fails, nothing.

    Raises `NewerDatabase`, `sqlite3.Error`.
    """
    wanted = migration_files("sqlite") if files is None else files
    connection.execute("begin immediate")
    try:
        connection.execute(
            """create table if not exists schema_version
            (version integer primary key, applied_at integer, oldest integer)"""
        )
        version = _apply_missing(connection, now, wanted)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return version


def _apply_missing(connection: sqlite3.Connection, now: int, files: Sequence[Path]) -> int:
    have, oldest = connection.execute(
        "select coalesce(max(version), 0), coalesce(max(oldest), 0) from schema_version"
    ).fetchone()
    for step in missing(files, have, oldest):
        for statement in statements_of(step.script):
            connection.execute(statement)
        connection.execute("insert into schema_version values (?, ?, ?)", (step.version, now, step.oldest))
    return max(int(have), len(files))


def missing(files: Sequence[Path], have: int, oldest: int) -> list[Step]:
    """The steps that a database of schema `have` lacks. Raises `NewerDatabase` where this program is too old for it."""
    if oldest > len(files):
        raise NewerDatabase(have, oldest, len(files))
    if have > len(files):
        LOG.warning("database_is_newer", extra={"schema": have, "known": len(files)})
    return [step_of(version, file) for version, file in enumerate(files, start=1) if version > have]


def step_of(version: int, file: Path) -> Step:
    """A migration with what it says of older programs. Raises `ValueError` for a mark that means nothing."""
    script = file.read_text("utf-8")
    marks = _MARK.findall(script)
    oldest = int(marks[0]) if marks else version
    if len(marks) > 1 or (marks and not 1 <= oldest < version):
        raise ValueError(f"migration {file.name} names no older program that could go on")
    return Step(version, script, oldest)


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
