"""What one request costs in processor time, of the server and of PostgreSQL: the sturdier figure on a busy machine.

`python docs/scaling/cost.py` (a minute or two) writes `cost.json`. A core that does nothing else gives a second's worth
of it each second; rates in the page are worked out from that.
"""

import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "tests")]

from bench import machine  # noqa: E402 - the tests' folder had to be named first
from bench.conversations import Pages, posts  # noqa: E402
from bench.load import Stream, answers, request, run  # noqa: E402
from bench.serving import ORIGIN, Program, program  # noqa: E402
from cluster.processes import working_in  # noqa: E402
from postgres import cluster  # noqa: E402
from shell import Shell  # noqa: E402

PAGES, COMMENTS = 200, 4_000
SECONDS, CONNECTIONS = 3.0, 16
Cost = dict[str, float]


def measured() -> dict[str, Any]:
    """Microseconds a request, by engine and by what is asked."""
    facts = {key: machine.facts()[key] for key in ("date", "cpu", "cores", "python")}
    with on_sqlite() as (url, folder):
        sqlite = costs(url, folder, list)
    with cluster() as server, tempfile.TemporaryDirectory(prefix="chimein-cost-") as folder:
        found = costs(server.new_database(), Path(folder), lambda: working_in(server.folder.resolve() / "data"))
    return {"machine": facts, "sqlite": sqlite, "postgres": found}


@contextmanager
def on_sqlite() -> Iterator[tuple[str, Path]]:
    """The URL of a new file, and its folder."""
    with tempfile.TemporaryDirectory(prefix="chimein-cost-") as folder:
        yield f"sqlite:///{folder}/chimein.db", Path(folder)


def costs(database: str, folder: Path, backends: Callable[[], list[int]]) -> dict[str, Cost]:
    """Posts first, until there is something to read; then reads of random pages."""
    shell = Shell(folder, database)
    pages = Pages(shell.add_site("Bench", ORIGIN))
    shell.answer("site", "set", pages.site, "avatars=generated")
    with serving(database, folder, CHIMEIN_CACHE_MB="0") as cold:
        made = posts(cold, pages, PAGES)
        answers(cold.address, [next(made) for _ in range(COMMENTS)])
        found = {"post": _cost(cold, backends, made, 201)}
        found["cold page"] = _cost(cold, backends, _reads(cold, pages, "br"), 200)
        found["cold 304"] = _cost(cold, backends, _reads(cold, pages, "br", _etags(cold, pages)), 304)
    with serving(database, folder) as hot:
        _etags(hot, pages)
        found["hot page"] = _cost(hot, backends, _reads(hot, pages, "br"), 200)
        found["hot 304"] = _cost(hot, backends, _reads(hot, pages, "br", _etags(hot, pages)), 304)
    return found


@contextmanager
def serving(database: str, folder: Path, **environment: str) -> Iterator[Program]:
    """A server of this database."""
    secret = {"CHIMEIN_SECRET_FILE": str(folder / "chimein.db.secret")}
    command = [*program(), "serve", "--port", "0", "--database", database]
    found = Program(folder, command, **secret, **environment)
    machine.keep_to_load_core()
    found.start()
    try:
        yield found
    finally:
        found.stop()


def _cost(found: Program, backends: Callable[[], list[int]], requests: Iterator[bytes], status: int) -> Cost:
    run(0.5, Stream(found.address, requests, CONNECTIONS))
    ours, theirs = machine.cpu_seconds(found.pid), _spent(backends())
    outcome = run(SECONDS, Stream(found.address, requests, CONNECTIONS))[0].expect(status)
    each = 1e6 / len(outcome.latencies)
    after = _spent(backends())
    there = sum(after[process] - theirs.get(process, 0.0) for process in after)
    return {"server_µs": round((machine.cpu_seconds(found.pid) - ours) * each), "database_µs": round(there * each)}


def _spent(processes: list[int]) -> dict[int, float]:
    return {process: machine.cpu_seconds(process) for process in processes}


def _reads(found: Program, pages: Pages, coding: str, etags: dict[int, str] | None = None) -> Iterator[bytes]:
    chance = random.Random(1)
    while True:
        number = chance.randrange(PAGES)
        known = [f"If-None-Match: {etags[number]}"] if etags else []
        yield request(pages.thread_path(number), found.address, f"Accept-Encoding: {coding}", *known)


def _etags(found: Program, pages: Pages) -> dict[int, str]:
    with httpx.Client(base_url=found.url, headers={"Accept-Encoding": "br"}) as http:
        return {number: http.get(pages.thread_path(number)).headers["etag"] for number in range(PAGES)}


if __name__ == "__main__":
    (HERE / "cost.json").write_text(json.dumps(measured(), indent=1, ensure_ascii=False) + "\n", "utf-8")
