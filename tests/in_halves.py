"""Runs all tests as two pytest processes beside each other, because most of them wait for browsers, servers and disks.

Arguments are pytest's and go to both. One half is shown as it goes on; the other writes a log, which is shown in full
at the end. Exits with the greater of their statuses.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
OTHER_HALF = (
    "tests/browser",
    "tests/cli",
    "tests/render",
    "tests/office",
    "tests/gateways",
    "tests/demo",
    "tests/deploy",
)
"""Folders that take about as long as all others together."""


def main(arguments: list[str]) -> int:
    """Run both halves and return what make is told."""
    pytest = [sys.executable, "-m", "pytest", *arguments]
    left_out = [f"--ignore={folder}" for folder in OTHER_HALF]
    with tempfile.NamedTemporaryFile(prefix="chimein-tests-") as log:
        apart = ["-o", "cache_dir=.pytest_cache/other-half", *OTHER_HALF]
        began = time.monotonic()
        other = subprocess.Popen([*pytest, *apart], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        try:
            first = subprocess.run([*pytest, *left_out], cwd=ROOT, check=False).returncode
            second = other.wait()
        except KeyboardInterrupt:
            # Both were told by the terminal; the other one ends its servers and browsers too.
            other.wait()
            raise
        _say(f"\n{' '.join(OTHER_HALF)} ran beside this; it ended with {second}:\n")
        _say(Path(log.name).read_text("utf-8", errors="replace"))
        _say(f"Both halves together took {time.monotonic() - began:.0f} s.\n")
    # A process that was killed has a negative status.
    return max(abs(first), abs(second))


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
