"""What an idle instance costs, what reading leaves behind, and how long a start takes."""

import random
import tempfile
import time
from pathlib import Path

from bench.conversations import FIFTY, Pages, fill
from bench.figures import Table
from bench.load import answers, request
from bench.machine import resident_mb
from bench.pace import Pace
from bench.serving import Program, served


def measure(pace: Pace) -> list[Table]:
    """Starts on an empty and on a filled database; memory after a start and after many reads."""
    starts = Table("start", "From the start of the process to the first answer")
    memory = Table("memory", "Memory of the server's process (RSS)")
    with tempfile.TemporaryDirectory(prefix="chimein-bench-") as name:
        folder = Path(name)
        with served(folder) as program:
            pages = Pages(program.add_site())
            fill(program, pages, range(pace.threads), FIFTY)
        comments = pace.threads * sum(FIFTY)
        for _ in range(pace.rounds):
            starts.add("new database", seconds=_start_anew())
            starts.add(f"{comments:,} comments", seconds=_round(folder, pages, pace, memory))
    return [starts, memory]


def _start_anew() -> float:
    with tempfile.TemporaryDirectory(prefix="chimein-bench-") as name:
        program = Program(Path(name))
        try:
            return program.start()
        finally:
            program.stop()


def _round(folder: Path, pages: Pages, pace: Pace, memory: Table) -> float:
    program = Program(folder)
    seconds = program.start()
    try:
        time.sleep(pace.rest)
        memory.add(f"{pace.rest:.0f} s after the start", MB=resident_mb(program.pid))
        chance = random.Random(3)
        paths = [pages.thread_path(chance.randrange(pace.threads)) for _ in range(pace.reads)]
        asked = [request(path, program.address, "Accept-Encoding: br") for path in paths]
        for status, _ in answers(program.address, asked):
            assert status == 200
        memory.add(f"after {pace.reads:,} reads of random threads", MB=resident_mb(program.pid))
    finally:
        program.stop()
    return seconds
