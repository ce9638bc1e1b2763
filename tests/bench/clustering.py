"""Settles how comments lie on the disk: clustered by thread without rowid, or by arrival with an index.

Comments arrive round-robin over many threads, as they do in life; then random pages of 50 are read, from a cold cache.
Run it with the number of comments and the bytes of one (source, tree and HTML together):
`python tests/bench/clustering.py 10000000 420`.
"""

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PER_THREAD = 50
PAGES = 400
Row = tuple[int, int, int, str]

LAYOUTS = {
    "clustered": """create table comment (site_id integer not null, thread_id integer not null, id integer not null,
        posted_at integer not null, body text not null, primary key (site_id, thread_id, id)) without rowid""",
    "rowid + index": """create table comment (site_id integer not null, thread_id integer not null, id integer not null,
        posted_at integer not null, body text not null, unique (site_id, thread_id, id))""",
}


def main(comments: int, body_bytes: int) -> None:
    """Print, for each layout and page size, the file's size and the time of one page."""
    sys.stdout.write(f"| {comments:,} comments of {body_bytes} bytes | page bytes | MB | µs for 50 | fill s |\n")
    sys.stdout.write("|---|---|---|---|---|\n")
    for layout, ddl in LAYOUTS.items():
        for page_bytes in (4096, 8192):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "layout.db"
                filled = _fill(path, ddl, page_bytes, _rows(comments, body_bytes))
                median = _read(path, comments)
                size = path.stat().st_size // 1_000_000
                sys.stdout.write(f"| {layout} | {page_bytes} | {size:,} | {median:.0f} | {filled:.0f} |\n")
                sys.stdout.flush()


def _fill(path: Path, ddl: str, page_bytes: int, rows: Iterator[Row]) -> float:
    started = time.perf_counter()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (f"page_size={page_bytes}", "journal_mode=off", "synchronous=off", "cache_size=-6000000"):
        connection.execute(f"pragma {pragma}")
    connection.execute(ddl)
    connection.execute("begin")
    connection.executemany("insert into comment values (1, ?, ?, ?, ?)", rows)
    connection.execute("commit")
    connection.close()
    return time.perf_counter() - started


def _rows(comments: int, body_bytes: int) -> Iterator[Row]:
    threads, body = comments // PER_THREAD, "x" * body_bytes
    return ((number % threads, number, number, body) for number in range(comments))


def _read(path: Path, comments: int) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma cache_size=-8000")
    chance = random.Random(7)
    taken = []
    for _ in range(PAGES):
        thread = chance.randrange(comments // PER_THREAD)
        started = time.perf_counter()
        rows = connection.execute(
            "select * from comment where site_id = 1 and thread_id = ? order by id limit 50", (thread,)
        ).fetchall()
        taken.append((time.perf_counter() - started) * 1e6)
        assert len(rows) == PER_THREAD
    connection.close()
    return statistics.median(taken)


if __name__ == "__main__":
    wanted = [int(argument) for argument in sys.argv[1:]]
    main(*(wanted + [1_000_000, 1_250][len(wanted) :]))
