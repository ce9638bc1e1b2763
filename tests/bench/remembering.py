"""What very many reads of very many threads leave in memory: a cache must have an end."""

import random
import tempfile
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from bench.figures import Table
from bench.load import Stream, request, run
from bench.machine import resident_mb
from bench.pace import Pace
from bench.seeding import Seeded, multiply, seed
from bench.serving import Program, served

LEVELS = (3, 2)
SEEDS = 100
BLOCK = 5_000


def measure(pace: Pace) -> list[Table]:
    """So many reads over so many threads, some far more popular than others (Zipf, exponent 1)."""
    table = Table("memory-hot", "Memory of the server's process (RSS) while it is read")
    table.notes.append(
        f"{pace.hot_reads:,} reads (br, c=32) over {pace.hot_threads:,} threads of {sum(LEVELS)} comments, "
        "Zipf-distributed; the default cache."
    )
    with tempfile.TemporaryDirectory(prefix="chimein-bench-", dir=pace.disk) as name:
        small = seed(Path(name) / "small", SEEDS, LEVELS)
        large = multiply(small, Path(name) / "large", pace.hot_threads // SEEDS)
        with served(large.folder) as program:
            table.add("before", MB=resident_mb(program.pid))
            seen = _Counted(_popular(program, large))
            outcome = run(36_000, Stream(program.address, seen, 32), goes_on=lambda: seen.count < pace.hot_reads)[0]
            outcome.expect(200)
            table.add(f"after {pace.hot_reads:,} reads", MB=resident_mb(program.pid), reads_per_s=outcome.rate)
    return [table]


class _Counted:
    """Requests, and how many of them were taken."""

    def __init__(self, requests: Iterator[bytes]) -> None:
        self._requests = requests
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        self.count += 1
        return next(self._requests)


def _popular(program: Program, database: Seeded) -> Iterator[bytes]:
    chance = random.Random(5)
    numbers = list(range(database.threads))
    chance.shuffle(numbers)
    weights = list(accumulate(1 / rank for rank in range(1, len(numbers) + 1)))
    while True:
        for number in chance.choices(numbers, cum_weights=weights, k=BLOCK):
            yield request(database.pages.thread_path(number), program.address, "Accept-Encoding: br")
