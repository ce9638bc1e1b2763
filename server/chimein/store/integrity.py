"""Proves a SQLite file by the engine's own checks, apart from any store: a file can be judged before it is used."""

import sqlite3
from pathlib import Path


def problems_of(path: Path) -> list[str]:
    """What the engine finds wrong with the file; nothing: it is whole, and every reference leads somewhere."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
    except sqlite3.Error as failure:
        return [f"It cannot be opened: {failure}."]
    try:
        return _problems(connection)
    except sqlite3.Error as failure:
        return [f"It cannot be read: {failure}."]
    finally:
        connection.close()


def _problems(connection: sqlite3.Connection) -> list[str]:
    damage = [row[0] for row in connection.execute("pragma integrity_check") if row[0] != "ok"]
    dangling = [
        f"A row of {row[0]} refers to a {row[2]} that is not there."
        for row in connection.execute("pragma foreign_key_check")
    ]
    return damage + dangling
