"""What size costs: reads, posts and starts with few and with very many comments in the database."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path

from bench.conversations import FIFTY, posts
from bench.figures import Table
from bench.load import Stream, request, run
from bench.machine import cpu_seconds
from bench.pace import Pace
from bench.seeding import NoSpace, Seeded, multiply, seed
from bench.serving import Program, served

THREADS = 200
CONNECTIONS = 1
WRITERS = 8
STRIDE = 7919
"""A prime, so that posts are strewn over all threads."""


def measure(pace: Pace) -> list[Table]:
    """Databases of growing size, served at the same time and asked in turn; then each is started anew."""
    costs = Table("growth", "What reads and posts cost in a growing database")
    costs.notes += [
        f"Threads of 50 comments, nothing kept ready, br, c={CONNECTIONS}. Posts: {WRITERS} writers, any thread.",
        f"Lively: {THREADS} threads, whatever the size. Any: all threads at random, from the disk if they must.",
        "Filled through the API, then copied within SQLite (tests/bench/seeding.py): 2.2 kB of disk a comment.",
    ]
    starts = Table("growth-start", "From the start of the process to the first answer, by size")
    with tempfile.TemporaryDirectory(prefix="chimein-bench-", dir=pace.disk) as name:
        databases = _databases(Path(name), pace, costs)
        with ExitStack() as stack:
            programs = [
                (database, stack.enter_context(served(database.folder, CHIMEIN_CACHE_MB="0"))) for database in databases
            ]
            for round_ in range(pace.rounds):
                for database, program in programs:
                    _round(database, program, (pace, round_), costs)
        for _ in range(pace.rounds):
            for database in databases:
                starts.add(f"{database.comments:,} comments", seconds=_start(database))
    return [costs, starts]


def _databases(folder: Path, pace: Pace, table: Table) -> list[Seeded]:
    small = seed(folder / "seed", pace.seeds, FIFTY)
    found = []
    for size in pace.sizes:
        try:
            found.append(multiply(small, folder / str(size), size // small.comments))
        except NoSpace as failure:
            table.notes.append(f"{size:,} comments were not measured: {failure}.")
    return found


def _round(database: Seeded, program: Program, what: tuple[Pace, int], table: Table) -> None:
    pace, number = what
    lively = _spread(database)
    cases = {"lively threads": lively, "any thread": range(database.threads)}
    for name, threads in cases.items():
        reads = _reads(program, database, threads, number)
        if not number:
            run(pace.warm, Stream(program.address, reads, 8))
        before = cpu_seconds(program.pid)
        outcome = run(pace.seconds, Stream(program.address, reads, CONNECTIONS))[0].expect(200)
        table.add_load(f"{database.comments:,}: read, {name}", outcome, cpu_seconds(program.pid) - before, "answers")
    made = posts(program, database.pages, database.threads, seed=number, stride=STRIDE)
    if not number:
        run(pace.warm, Stream(program.address, made, WRITERS))
    before = cpu_seconds(program.pid)
    outcome = run(pace.seconds, Stream(program.address, made, WRITERS))[0].expect(201)
    table.add_load(f"{database.comments:,}: post", outcome, cpu_seconds(program.pid) - before, "answers")


def _spread(database: Seeded) -> range:
    """So many threads from the whole database, evenly."""
    return range(0, database.threads, max(1, database.threads // THREADS))


def _reads(program: Program, database: Seeded, threads: range, seed_: int) -> Iterator[bytes]:
    chance = random.Random(seed_)
    pages = database.pages
    return (
        request(pages.thread_path(chance.choice(threads)), program.address, "Accept-Encoding: br") for _ in repeat(0)
    )


def _start(database: Seeded) -> float:
    program = Program(database.folder)
    seconds = program.start()
    program.stop()
    return seconds
