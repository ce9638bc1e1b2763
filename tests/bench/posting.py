"""Durable posts: each is answered after its commit is synced to the disk (SQLite, synchronous=FULL)."""

from bench.conversations import Pages, posts
from bench.figures import Table
from bench.load import Stream, run
from bench.machine import cpu_seconds
from bench.pace import Pace
from bench.serving import served

THREADS = 200


def measure(pace: Pace) -> list[Table]:
    """Posts of 60 words a second at several numbers of writers, spread over 200 threads that grow."""
    table = Table("posts", "Durable posts, by writers at once")
    table.notes.append("Limits off, generated pictures, a new persona with every post. Load: tests/bench/load.py.")
    with served() as program:
        pages = Pages(program.add_site())
        made = posts(program, pages, THREADS)
        run(pace.warm, Stream(program.address, made, 8))
        for _ in range(pace.rounds):
            for writers in (1, 8, 32):
                before = cpu_seconds(program.pid)
                outcome = run(pace.seconds, Stream(program.address, made, writers))[0].expect(201)
                table.add_load(f"c={writers}", outcome, cpu_seconds(program.pid) - before, "posts")
    return [table]
