"""Large databases in minutes: a small one, filled through the API, copied within SQLite as often as is wished.

Every row is one that the server wrote, moved as a whole: ids are shifted into the past, what must be unique is made so,
and nothing else is known of the schema, so that it may grow. Never while a server has the file open.
"""

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from bench.conversations import Levels, Pages, fill
from bench.serving import served
from chimein.rules.public_ids import public_id

KEPT = {"instance", "site", "site_origin", "audit", "act", "act_change"}
BYTES_A_COMMENT = 2_600
"""What a comment of 60 words takes in the file, indexes, person and event included; measured, rounded up."""


class NoSpace(Exception):
    """The disk is too small for what is to be written; the message says how much it would need."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """A filled database in a folder, its pages, and how many there are."""

    folder: Path
    pages: Pages
    threads: int
    comments: int


def seed(folder: Path, threads: int, levels: Levels) -> Seeded:
    """A new database in `folder`, filled through the API."""
    folder.mkdir(parents=True)
    with served(folder) as program:
        pages = Pages(program.add_site(page_size="100"), copied=threads)
        fill(program, pages, range(threads), levels)
    return Seeded(folder, pages, threads, threads * sum(levels))


def multiply(seeded: Seeded, folder: Path, times: int) -> Seeded:
    """The same, `times` as large, in a new folder. Raises `NoSpace` before it writes anything."""
    comments = seeded.comments * times
    needed, free = comments * BYTES_A_COMMENT, shutil.disk_usage(seeded.folder).free
    if needed * 1.3 > free:
        raise NoSpace(f"{comments:,} comments need {needed * 1.3 / 1e9:.0f} GB of disk; {free / 1e9:.0f} GB are free")
    shutil.copytree(seeded.folder, folder)
    if times > 1:
        _copy(seeded.folder / "chimein.db", folder / "chimein.db", times)
    return Seeded(folder, seeded.pages, seeded.threads * times, comments)


def _copy(source: Path, target: Path, times: int) -> None:
    connection = sqlite3.connect(target, isolation_level=None)
    try:
        for pragma in ("journal_mode=off", "synchronous=off", "foreign_keys=off", "cache_size=-400000", "threads=2"):
            connection.execute(f"pragma {pragma}")
        (salt,) = connection.execute("select hashids_salt from instance").fetchone()
        connection.create_function("public", 2, lambda site, row: public_id(salt, site, row), deterministic=True)
        connection.execute("attach ? as seed", (str(source),))
        _multiply_tables(connection, times)
        connection.execute("detach seed")
        connection.execute("pragma journal_mode=wal")
    finally:
        connection.close()


def _multiply_tables(connection: sqlite3.Connection, times: int) -> None:
    # In order of the keys and without indexes, each page is written once; the indexes are then sorted in one go.
    tables = [name for name in _names(connection, "table") if "site_id" in _columns(connection, name)]
    tables = [name for name in tables if name not in KEPT]
    step = _span(connection, tables)
    indexes = list(
        connection.execute("select name, sql from main.sqlite_master where type = 'index' and sql is not null")
    )
    copies = {name: _copying(connection, name) for name in tables}
    for name, _ in indexes:
        connection.execute(f"drop index main.{name}")
    connection.execute("begin")
    for name in tables:
        connection.execute(f"delete from main.{name}")
        for copy in range(times - 1, -1, -1):
            connection.execute(copies[name], {"copy": copy, "shift": copy * step})
    connection.execute("commit")
    for _, sql in indexes:
        connection.execute(sql)


def _names(connection: sqlite3.Connection, kind: str) -> list[str]:
    found = connection.execute(
        "select name from main.sqlite_master where type = ? and sql not like 'create virtual%' "
        "and name not like 'sqlite_%' order by rowid",
        (kind,),
    )
    return [name for (name,) in found]


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Names with declared types, lower case."""
    return {row[1]: row[2].lower() for row in connection.execute(f"pragma main.table_info({table})")}


def _span(connection: sqlite3.Connection, tables: list[str]) -> int:
    """A distance by which ids can be shifted without meeting others, whatever the table."""
    lowest: list[int] = []
    highest: list[int] = []
    for table in tables:
        if _columns(connection, table).get("id") == "integer":
            least, most = connection.execute(f"select min(id), max(id) from main.{table}").fetchone()
            lowest += [least] if least is not None else []
            highest += [most] if most is not None else []
    return max(highest) - min(lowest) + 1


def _copying(connection: sqlite3.Connection, table: str) -> str:
    """The statement that writes one copy of a table, in the order of its key."""
    columns = _columns(connection, table)
    shifted = {name for name, kind in columns.items() if kind == "integer" and _is_id(name)}
    unique = _must_differ(connection, table, shifted)
    values = [_value(name, columns, shifted, unique) for name in columns]
    key = [row[1] for row in connection.execute(f"pragma main.table_info({table})") if row[5]]
    order = ", ".join(sorted(key, key=lambda name: _place_in_key(connection, table, name)))
    names, made = ", ".join(columns), ", ".join(values)
    return f"insert into main.{table} ({names}) select {made} from seed.{table} order by {order}"


def _place_in_key(connection: sqlite3.Connection, table: str, column: str) -> int:
    places: dict[str, int] = {row[1]: row[5] for row in connection.execute(f"pragma main.table_info({table})")}
    return places[column]


def _is_id(name: str) -> bool:
    # A document of the search's is named by a number, too. Copies do not enter its index: nobody searches in a bench.
    return name != "site_id" and (name in ("id", "doc") or name.endswith("_id"))


def _must_differ(connection: sqlite3.Connection, table: str, shifted: set[str]) -> set[str]:
    """Columns of unique indexes in which nothing is shifted."""
    found: set[str] = set()
    for _, index, is_unique, *_ in connection.execute(f"pragma main.index_list({table})").fetchall():
        members = {row[2] for row in connection.execute(f"pragma main.index_info({index})")}
        if is_unique and not members & shifted:
            found |= members
    return found - {"site_id"}


def _value(name: str, columns: dict[str, str], shifted: set[str], unique: set[str]) -> str:
    if name in shifted:
        return f"{name} - :shift"
    if name == "public_id" and "id" in shifted:
        return "public(site_id, id - :shift)"
    if name == "said":
        # It names the picture, whose name must differ.
        return "case when :copy = 0 then said else replace(said, '/80?v=', '~' || :copy || '/80?v=') end"
    if name in unique or (name == "url" and "public_id" in columns):
        made = f"{name} || '~' || :copy" if columns[name] == "text" else f"randomblob(length({name}))"
        return f"case when :copy = 0 or {name} is null then {name} else {made} end"
    return name
