"""Measures Chime In as its users start it, and prints figures as Markdown.

`python tests/bench/run.py [--quick] [--only NAME] [--json FILE]`. Figures belong to the machine and the minute; ratios
within one run hold better. Nothing here fails because something is slow.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import importing, machine, posting, reading, resting, widget
from bench.figures import Table
from bench.pace import FULL, QUICK, Pace

MEASUREMENTS: dict[str, Callable[[Pace], list[Table]]] = {
    "posts": posting.measure,
    "reads": reading.measure,
    "widget": widget.measure,
    "import": importing.measure,
    "rest": resting.measure,
}
EXTRAS = ("nginx", "wrk")


def main(arguments: list[str]) -> None:
    """Measure what is asked for, print tables as they come, and write all of it as JSON."""
    wish = _wish(arguments)
    if wish.install:
        _install()
    found = machine.facts()
    machine.keep_to_load_core()
    _say(f"## Figures\n\n{machine.sentence(found)}\n")
    _say("Median of rounds (least–greatest). Server on one core, load on the other.\n")
    tables: list[Any] = []
    for name in [wish.only] if wish.only else MEASUREMENTS:
        for table in MEASUREMENTS[name](QUICK if wish.quick else FULL):
            _say(table.as_markdown())
            tables.append(table.as_json())
        if wish.json:
            everything = {"machine": found, "quick": wish.quick, "tables": tables}
            Path(wish.json).write_text(json.dumps(everything, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _wish(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="short runs, to see that everything works")
    parser.add_argument("--only", choices=list(MEASUREMENTS), help="one measurement")
    parser.add_argument("--json", metavar="FILE", help="also write every round's values")
    parser.add_argument("--install", action="store_true", help=f"first install {', '.join(EXTRAS)} (Debian)")
    return parser.parse_args(arguments)


def _install() -> None:
    # RUNLEVEL=1 keeps the package from starting a service of its own.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *EXTRAS]
    subprocess.run(command if os.geteuid() == 0 else ["sudo", "-E", *command], check=True, env=environment)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
