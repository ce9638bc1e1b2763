"""What a comment weighs: real posts through the real server, then the bytes of every table and index on both engines.

`python docs/scaling/weigh.py [--comments 200000]` writes `weights.json` beside it; 200,000 take minutes. The posts go
to SQLite as people would send them; the finished rows are then copied to PostgreSQL in the order of their coming.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

import asyncpg  # noqa: E402 - the tests' folder had to be named first

from bench import machine  # noqa: E402
from bench.conversations import NAMES, WORDS  # noqa: E402
from bench.load import answers, request  # noqa: E402
from bench.serving import ORIGIN, Program, served  # noqa: E402
from postgres import Cluster, cluster, fetched  # noqa: E402

BLOCK = 2_000
PAGES_PER_COMMENT = 1 / 20
REPLIES, KNOWN_BROWSERS, WEBSITES = 0.5, 0.6, 0.2
"""Shares of posts: answers to others, from a browser that wrote before, with a website."""
MEDIAN_WORDS, SPREAD, MOST_WORDS = 35, 0.8, 600
TABLES = (
    "site", "site_origin", "thread", "thread_key", "person", "person_key", "persona",
    "comment", "comment_revision", "comment_alias", "event", "delivery",
)  # fmt: skip
Json = dict[str, Any]
T = TypeVar("T")


class Crowd:
    """People who write: many a little, few a lot, on pages of which few are busy."""

    def __init__(self, program: Program, comments: int, seed: int) -> None:
        self._chance = random.Random(seed)
        self._address = program.address
        self._site = program.add_site()
        self._pages = max(1, round(comments * PAGES_PER_COMMENT))
        self._weights = [1 / (rank + 5) for rank in range(self._pages)]
        self._said: dict[int, list[str]] = {}
        self._browsers: list[tuple[str, str, str]] = []
        self.characters = 0

    def write(self, comments: int) -> None:
        """So many comments, in blocks: whoever answers, answers somebody of an earlier block."""
        for begun in range(0, comments, BLOCK):
            pages = self._chance.choices(range(self._pages), self._weights, k=min(BLOCK, comments - begun))
            messages = [self._message(page) for page in pages]
            asked = [self._request(message) for message in messages]
            for page, message, body in zip(pages, messages, self._taken(asked), strict=True):
                self._remember(page, message, json.loads(body))

    def busiest(self) -> str:
        """What a reader of the busiest page asks for."""
        return f"/api/v1/sites/{self._site}/thread?url={quote(f'{ORIGIN}/article/0', safe='')}&body=tree"

    def _taken(self, asked: list[bytes]) -> list[bytes]:
        found = answers(self._address, asked)
        while late := [number for number, (status, _) in enumerate(found) if status == 503]:
            # A machine that is busy with other things; the key in it makes a post that may have been taken one post.
            for number, again in zip(late, answers(self._address, [asked[number] for number in late], 2), strict=True):
                found[number] = again
        if others := [answer for answer in found if answer[0] != 201]:
            raise RuntimeError(f"comments were answered {others[:3]}")
        return [body for _, body in found]

    def _remember(self, page: int, message: Json, answer: Json) -> None:
        self._said.setdefault(page, []).append(answer["comment"]["id"])
        self.characters += len(message["text"])
        if "writer_token" not in message:
            self._browsers.append((message["name"], message["email"], answer["writer_token"]))

    def _message(self, page: int) -> Json:
        chance = self._chance
        message: Json = {
            "url": f"{ORIGIN}/article/{page}",
            "title": f"Article {page}: {' '.join(chance.choices(WORDS, k=6))}",
            "text": self._text(),
            "idempotency_key": f"{chance.getrandbits(128):032x}",
        }
        if self._browsers and chance.random() < KNOWN_BROWSERS:
            message["name"], message["email"], message["writer_token"] = chance.choice(self._browsers)
        else:
            message |= {"name": chance.choice(NAMES), "email": f"reader{chance.randrange(10**6)}@mail.example.org"}
        if chance.random() < WEBSITES:
            message["website"] = f"https://reader{chance.randrange(10**5)}.example.org/"
        if self._said.get(page) and chance.random() < REPLIES:
            message["parent"] = chance.choice(self._said[page])
        return message

    def _text(self) -> str:
        words = min(MOST_WORDS, max(3, round(MEDIAN_WORDS * self._chance.lognormvariate(0, SPREAD))))
        said = self._chance.choices(WORDS, k=words)
        for end in range(12, words, 13):
            said[end] += ".\n\n" if self._chance.random() < 0.2 else "."
        said[1] = f"**{said[1]}**"
        return f"{' '.join(said)} {self._chance.getrandbits(40):x}"

    def _request(self, message: Json) -> bytes:
        path = f"/api/v1/sites/{self._site}/comments"
        body = json.dumps(message, ensure_ascii=False).encode()
        return request(path, self._address, f"Origin: {ORIGIN}", body=body)


def weigh(comments: int, seed: int = 1) -> Json:
    """Everything that was measured."""
    with tempfile.TemporaryDirectory(prefix="chimein-weigh-") as name:
        folder = Path(name)
        file = folder / "chimein.db"
        with served(folder) as program:
            crowd = Crowd(program, comments, seed)
            seconds, _ = timed(lambda: crowd.write(comments))
            read = [sizes_of(program, crowd.busiest(), coding) for coding in ("identity", "br")]
            backup, _ = timed(lambda: program.asks("backup", str(folder / "copy.db")))
        found = {
            "comments": comments,
            "characters_of_text": round(crowd.characters / comments),
            "posts_per_s": round(comments / seconds),
            "busiest_page_bytes": dict(zip(("identity", "br"), read, strict=True)),
            "sqlite": {"backup_s": round(backup, 1), **sqlite_weights(file, comments)},
            "machine": {key: machine.facts()[key] for key in ("date", "cpu", "cores", "sqlite", "python")},
        }
        with cluster() as server:
            found["postgres"] = postgres_weights(server, file, comments)
        return found


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and the result."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def sizes_of(program: Program, path: str, coding: str) -> int:
    """Bytes of a page's body."""
    return len(answers(program.address, [request(path, program.address, f"Accept-Encoding: {coding}")], 1)[0][1])


def sqlite_weights(file: Path, comments: int) -> Json:
    """Bytes a comment by table (a table's indexes apart), and of the whole file."""
    with closing(sqlite3.connect(file)) as connection:
        pages = (
            "select tbl_name, name = tbl_name, sum(pgsize) from dbstat join sqlite_schema using (name) group by 1, 2"
        )
        rows = connection.execute(pages).fetchall()
        whole = connection.execute("select page_count * page_size from pragma_page_count, pragma_page_size").fetchone()
    parts: dict[str, list[float]] = {}
    for table, is_table, size in rows:
        parts.setdefault(table, [0, 0])[0 if is_table else 1] += size / comments
    return {"whole": round(whole[0] / comments), "tables": rounded(parts)}


def postgres_weights(server: Cluster, file: Path, comments: int) -> Json:
    """The same on PostgreSQL, and how quickly rows went in."""
    url = server.new_database()
    seconds, _ = timed(lambda: asyncio.run(copied(file, url)))
    fetched(url, "vacuum (analyze)")
    sizes = "select relname, pg_table_size(oid), pg_indexes_size(oid) from pg_class where relname = any($1)"
    parts = {
        name: [of_table / comments, of_indexes / comments] for name, of_table, of_indexes in fetched(url, sizes, TABLES)
    }
    ((version,),) = fetched(url, "show server_version")
    whole = sum(sum(part) for part in parts.values())
    return {
        "version": version,
        "whole": round(whole),
        "copied_per_s": round(comments / seconds),
        "tables": rounded(parts),
    }


async def copied(file: Path, url: str) -> None:
    """Every row, in the order in which it came."""
    connection = await asyncpg.connect(url)
    try:
        for table in TABLES:
            columns, rows = rows_of(file, table)
            await connection.copy_records_to_table(table, records=rows, columns=columns)
    finally:
        await connection.close()


def rows_of(file: Path, table: str) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """A table's columns, and its rows by id where they have one."""
    connection = sqlite3.connect(file)
    columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
    order = "order by id" if "id" in columns else ""
    return columns, connection.execute(f"select {', '.join(columns)} from {table} {order}")


def rounded(parts: dict[str, list[float]]) -> dict[str, list[int]]:
    """Tables that weigh a byte a comment or more: bytes of rows, bytes of indexes."""
    heavy = {table: [round(part) for part in both] for table, both in parts.items() if sum(both) >= 1}
    return dict(sorted(heavy.items(), key=lambda item: -sum(item[1])))


def main(arguments: list[str]) -> None:
    """Weigh, and write what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--comments", type=int, default=200_000)
    parser.add_argument("--to", type=Path, default=HERE / "weights.json")
    wish = parser.parse_args(arguments)
    wish.to.write_text(json.dumps(weigh(wish.comments), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
