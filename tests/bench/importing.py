"""An import while people post: how fast the file goes in, and how long posts wait beside it."""

import random
import time
from pathlib import Path

from bench.conversations import Pages, posts
from bench.figures import Table
from bench.load import Stream, run
from bench.pace import Pace
from bench.serving import Program, served
from bench.wordpress_export import export

POSTS_A_SECOND = 100
WRITERS = 8
PAGES = 100
LONGEST = 600.0


def measure(pace: Pace) -> list[Table]:
    """A WordPress export through the real command, into a serving instance, with posts coming in at a steady rate."""
    table = Table("import", f"A WordPress export of {pace.comments:,} comments on {PAGES} pages, while serving")
    table.notes.append(
        f"{POSTS_A_SECOND} posts/s come by plan, also when answers are late; latencies count from the planned moment. "
        "The command runs on the load's core. Seconds include the command's start."
    )
    for number in range(pace.rounds):
        with served() as program:
            _round(program, pace, table, seed=number)
    return [table]


def _round(program: Program, pace: Pace, table: Table, seed: int) -> None:
    file = program.folder / "export.xml"
    file.write_text(export(pace.comments, PAGES, random.Random(seed)), "utf-8")
    writing = Pages(program.add_site())
    steady = posts(program, writing, 50)
    run(pace.warm, Stream(program.address, steady, WRITERS, POSTS_A_SECOND))
    alone = run(pace.seconds, Stream(program.address, steady, WRITERS, POSTS_A_SECOND))[0].expect(201)
    table.add("posts alone", p50_ms=alone.ms(0.5), p99_ms=alone.ms(0.99), posts=len(alone.latencies))
    site = program.add_site()
    _quiet(table, program, pace, file)
    log = program.folder / "import.log"
    with log.open("wb") as output:
        started = time.perf_counter()
        command = program.begins("import", "wordpress", str(file), "--site", site, output=output)
        stream = Stream(program.address, steady, WRITERS, POSTS_A_SECOND)
        beside = run(LONGEST, stream, goes_on=lambda: command.poll() is None)[0].expect(201)
        seconds = time.perf_counter() - started
    if command.wait():
        raise RuntimeError(log.read_text("utf-8", "replace"))
    rate = pace.comments / seconds
    table.add("import beside posts", comments_per_s=rate, p50_ms=beside.ms(0.5), p99_ms=beside.ms(0.99))
    table.add("import beside posts", posts=len(beside.latencies))


def _quiet(table: Table, program: Program, pace: Pace, file: Path) -> None:
    started = time.perf_counter()
    report = program.asks("import", "wordpress", str(file), "--site", program.add_site())
    assert report["comments"] == pace.comments, report
    table.add("import alone", comments_per_s=pace.comments / (time.perf_counter() - started))
