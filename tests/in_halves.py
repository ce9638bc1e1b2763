"""Runs all tests as two pytest processes beside each other, because most of them wait for browsers, servers and disks.

Arguments are pytest's and go to both. Each takes the next file that the other has not taken (`shared_run.py`). One is
shown as it goes on; the other writes a log, which is shown in full at the end. Exits with the greater of their
statuses.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from shared_run import times

ROOT = Path(__file__).parents[1]
SHOWN = 15
"""Of the longest pieces, how many are told at the end."""


def main(arguments: list[str]) -> int:
    """Run both and return what make is told."""
    with (
        tempfile.NamedTemporaryFile(prefix="chimein-tests-") as log,
        tempfile.TemporaryDirectory(prefix="chimein-run-") as folder,
    ):
        pytest = [sys.executable, "tests/shared_run.py", folder, *arguments]
        # What one of some hundred servers has compiled, the others need not.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        began = time.monotonic()
        apart = ["-o", "cache_dir=.pytest_cache/other-half"]
        other = subprocess.Popen([*pytest, *apart], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            first = subprocess.run(pytest, cwd=ROOT, env=environment, check=False).returncode
            second = other.wait()
        except KeyboardInterrupt:
            # Both were told by the terminal; the other one ends its servers and browsers too.
            other.wait()
            raise
        _say(f"\nThe other half, which ran beside this, ended with {second}:\n")
        _say(Path(log.name).read_text("utf-8", errors="replace"))
        left_out = _tell_times(Path(folder))
        _say(f"Both halves together took {time.monotonic() - began:.0f} s.\n")
    # A process that was killed has a negative status.
    return max(abs(first), abs(second), left_out)


def _tell_times(folder: Path) -> int:
    """Say what took longest; 1 where something was not run to its end."""
    took = times(folder) if (folder / "all").exists() else {"everything": None}
    ended = {name: seconds for name, seconds in took.items() if seconds is not None}
    for name in sorted(ended, key=lambda name: -ended[name])[:SHOWN]:
        _say(f"{ended[name]:7.1f} s  {name}\n")
    for name in took.keys() - ended.keys():
        _say(f"not run to its end: {name}\n")
    return 1 if len(ended) < len(took) else 0


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
