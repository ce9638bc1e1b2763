"""What a run leaves behind: from its JSON to a document, a picture, and the README's few lines. Pure functions."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bench.chart import Bar, Panel, draw, number
from bench.figures import markdown
from bench.machine import sentence
from bench.targets import HEADLINES, verdicts

BEGIN, END = "<!-- bench: written by make bench -->", "<!-- /bench -->"
TITLE = "Chime In beside other self-hosted comment systems"
Rows = Mapping[str, Mapping[str, Any]]


def complete(run: dict[str, Any]) -> dict[str, Any]:
    """A run with its targets, each beside what was reached."""
    return {**run, "targets": verdicts(_by_name(run))}


def joined(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One run of several: the first one's machine, and of each table the latest."""
    tables = {table["name"]: table for run in runs for table in run["tables"]}
    return {**runs[0], "tables": list(tables.values())}


def document(run: Mapping[str, Any]) -> str:
    """All of a run as Markdown."""
    head = [
        "# Figures",
        "",
        "Written by `make bench`. Figures belong to the machine and the minute; ratios hold better.",
    ]
    head += [
        "",
        sentence(run["machine"]),
        "",
        "Median of rounds (least–greatest). Servers on one core, load on the other.",
    ]
    parts = ["\n".join(head), "## Targets", _targets(run), "## Measurements"]
    return "\n\n".join([*parts, *(markdown(table).rstrip() for table in run["tables"])]) + "\n"


def picture(run: Mapping[str, Any]) -> str:
    """The comparisons that matter to a reader, drawn."""
    machine = run["machine"]
    drawn = panels(_by_name(run))
    foot = f"{machine['date'][:10]}, {machine['cpu']}, one core for each server. Medians; make bench measures anew."
    if any(bar.label == "Twikoo" for panel in drawn for bar in panel.bars):
        foot += " Twikoo: only its widget, over ready answers."
    return draw(TITLE, foot, drawn)


def panels(tables: Mapping[str, Rows]) -> list[Panel]:
    """One panel for each comparison; those that were not measured are empty."""
    reads = _bars(tables.get("random-reads", {}), "reads_per_s")
    posts = _bars(tables.get("posts", {}), "posts_per_s")
    hot = tables.get("hot-reads", {}).get("br, c=32", {})
    wanted = {"Chime In": ("reads_per_s", "us"), "nginx, a file": ("nginx_per_s", "limit")}
    limits = [Bar(label, hot[name]["median"], kind) for label, (name, kind) in wanted.items() if name in hot]
    visits = tables.get("visits", {})
    times = [_bar(case, row["ms"]["median"]) for case, row in visits.items()]
    sizes = [_bar(case, row["bytes"]["median"] / 1000) for case, row in visits.items()]
    return [
        Panel("Threads read a second, at random", "", "more is better", reads),
        Panel("Durable posts a second", "", "more is better", posts),
        Panel("Page opened to 100 comments shown", " ms", "less is better", times),
        Panel("Loaded for them", " kB", "less is better", sizes),
        Panel("Memory in use", " MB", "less is better", _least(tables.get("memory-beside", {}))),
        Panel("A popular thread, answers a second", "", "more is better", limits),
    ]


def in_readme(readme: str, run: Mapping[str, Any]) -> str:
    """The README with its lines between the two marks written anew. Raises `ValueError` where a mark is missing."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not pattern.search(readme):
        raise ValueError(f"the README has no place for figures between {BEGIN} and {END}")
    block = f"{BEGIN}\n{_short(run)}{END}"
    return pattern.sub(lambda _: block, readme)


def _short(run: Mapping[str, Any]) -> str:
    machine = run["machine"]
    rows = [row for row in run["targets"] if row["value"] is not None and row["work"] in HEADLINES]
    lines = [
        f"![{TITLE}: bar charts of the figures below](docs/images/bench.svg)",
        "",
        "| | aim | measured |",
        "|---|---|---|",
    ]
    lines += [f"| {row['work']} | {row['target']} | {_reached(row)} |" for row in rows]
    where = f"{machine['date'][:10]}, {machine['cpu']}, each server on one core, the load on another"
    return "\n".join([*lines, "", f"{where}. [All figures](docs/bench.md), also [as JSON](docs/bench.json).", ""])


def _targets(run: Mapping[str, Any]) -> str:
    lines = ["| work | target | measured | reached |", "|---|---|---:|---|"]
    for row in run["targets"]:
        said = {True: "yes", False: "no", None: ""}[row["is_reached"]]
        measured = "not measured" if row["value"] is None else _value(row)
        lines.append(f"| {row['work']} | {row['target']} | {measured} | {said} |")
    return "\n".join(lines)


def _value(row: Mapping[str, Any]) -> str:
    unit = row["unit"]
    return number(row["value"]) + (unit if unit.startswith("/") else f" {unit}")


def _reached(row: Mapping[str, Any]) -> str:
    measured = _value(row)
    return measured if row["is_reached"] else f"{measured} (not reached)"


def _by_name(run: Mapping[str, Any]) -> dict[str, Rows]:
    return {table["name"]: table["rows"] for table in run["tables"]}


def _bars(rows: Rows, quantity: str) -> list[Bar]:
    """Each system's best, whatever the number of connections."""
    best: dict[str, float] = {}
    for case, row in rows.items():
        if quantity in row:
            name = case.partition(",")[0]
            best[name] = max(best.get(name, 0.0), float(row[quantity]["median"]))
    return [_bar(name, value) for name, value in best.items()]


def _least(rows: Rows) -> list[Bar]:
    """Each system's most modest way of being served."""
    found: dict[str, float] = {}
    for case, row in rows.items():
        name = case.partition(",")[0]
        found[name] = min(found.get(name, math.inf), float(row["MB"]["median"]))
    return [_bar(name, value) for name, value in found.items()]


def _bar(name: str, value: float) -> Bar:
    return Bar(name.partition(" (")[0], value, "us" if name == "Chime In" else "other")
