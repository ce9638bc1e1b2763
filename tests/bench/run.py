"""Measures Chime In as its users start it, and other systems beside it; prints figures as Markdown.

`python tests/bench/run.py [--pace full|quick|growth] [--only NAME …] [--install] [--out FOLDER | --publish]`.
`--render FILE …` draws earlier runs anew. Figures belong to the machine and the minute; ratios within one run hold
better. Nothing here fails because something is slow.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import (
    growing,
    importing,
    machine,
    posting,
    reading,
    remembering,
    report,
    resting,
    scattered,
    visits,
    waiting,
    widget,
)
from bench.figures import Table
from bench.pace import FULL, GROWTH, QUICK, Pace
from bench.peers import installing

ROOT = Path(__file__).parents[2]
PACES = {"full": FULL, "quick": QUICK, "growth": GROWTH}
MEASUREMENTS: dict[str, Callable[[Pace], list[Table]]] = {
    "rest": resting.measure,
    "posts": posting.measure,
    "visits": visits.measure,
    "random": scattered.measure,
    "reads": reading.measure,
    "queue": waiting.measure,
    "growth": growing.measure,
    "memory": remembering.measure,
    "import": importing.measure,
    "widget": widget.measure,
}
EXTRAS = ("nginx", "wrk")


def main(arguments: list[str]) -> None:
    """Measure what is asked for, print tables as they come, and write what was wished."""
    wish = _wish(arguments)
    if wish.render:
        _write(report.joined([json.loads(Path(name).read_text("utf-8")) for name in wish.render]), wish)
        return
    if wish.install:
        _install()
    _write(_measured(wish), wish)


def _measured(wish: argparse.Namespace) -> dict[str, Any]:
    found = machine.facts()
    machine.keep_to_load_core()
    _say(f"## Figures\n\n{machine.sentence(found)}\n")
    _say("Median of rounds (least–greatest). Servers on one core, load on the other.\n")
    pace = replace(PACES[wish.pace], disk=wish.disk)
    tables: list[Any] = []
    started = time.monotonic()
    for name in wish.only or MEASUREMENTS:
        if pace.budget and time.monotonic() - started > pace.budget:
            _say(f"{name}: left out, {pace.budget:.0f} seconds are over.\n")
            continue
        began = time.monotonic()
        for table in MEASUREMENTS[name](pace):
            _say(table.as_markdown())
            tables.append(table.as_json())
        _say(f"({name}: {time.monotonic() - began:.0f} s)\n")
    return {"machine": found, "pace": wish.pace, "tables": tables}


def _write(run: dict[str, Any], wish: argparse.Namespace) -> None:
    run = report.complete(run)
    folder = ROOT / "docs" if wish.publish else wish.out and Path(wish.out)
    if not folder:
        return
    images = folder / "images" if wish.publish else folder
    images.mkdir(parents=True, exist_ok=True)
    (folder / "bench.json").write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / "bench.md").write_text(report.document(run), "utf-8")
    (images / "bench.svg").write_text(report.picture(run), "utf-8")
    if wish.publish:
        readme = ROOT / "README.md"
        readme.write_text(report.in_readme(readme.read_text("utf-8"), run), "utf-8")
    _say(f"Written: bench.json, bench.md and bench.svg, in {folder}.")


def _wish(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pace", choices=list(PACES), default="full", help="quick: to see that everything works")
    parser.add_argument("--only", choices=list(MEASUREMENTS), action="append", help="one measurement; may be repeated")
    parser.add_argument("--install", action="store_true", help="first bring the other systems, nginx and wrk")
    parser.add_argument("--disk", metavar="FOLDER", help="where large databases are written")
    parser.add_argument(
        "--render", metavar="FILE", nargs="+", help="measure nothing, draw an earlier run; tables of later files win"
    )
    to = parser.add_mutually_exclusive_group()
    to.add_argument("--out", metavar="FOLDER", help="also write JSON, Markdown and a chart there")
    to.add_argument("--publish", action="store_true", help="write them into docs/, and the README's lines")
    wish = parser.parse_args(arguments)
    if wish.publish and wish.only:
        parser.error("--publish wants all measurements; join runs with --render")
    return wish


def _install() -> None:
    for problem in [*_install_extras(), *installing.install()]:
        _say(f"Not installed: {problem}")


def _install_extras() -> list[str]:
    missing = [name for name in EXTRAS if shutil.which(name) is None]
    if not missing or shutil.which("apt-get") is None or os.geteuid() != 0:
        return missing
    # RUNLEVEL=1 keeps the package from starting a service of its own.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *missing]
    subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)
    return [name for name in missing if shutil.which(name) is None]


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
