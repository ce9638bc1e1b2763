"""What an idle instance costs, and how long a start takes."""

import tempfile
import time
from pathlib import Path

from bench.figures import Table
from bench.machine import resident_mb
from bench.pace import Pace
from bench.serving import Program


def measure(pace: Pace) -> list[Table]:
    """Starts on new databases, and the memory of a process that nobody asks anything."""
    starts = Table("start", "From the start of the process to the first answer")
    memory = Table("memory-rest", "Memory of the server's process at rest (RSS)")
    for _ in range(pace.rounds):
        with tempfile.TemporaryDirectory(prefix="chimein-bench-") as name:
            program = Program(Path(name))
            try:
                starts.add("new database", seconds=program.start())
                time.sleep(pace.rest)
                memory.add(f"{pace.rest:.0f} s after the start", MB=resident_mb(program.pid))
            finally:
                program.stop()
    return [starts, memory]
