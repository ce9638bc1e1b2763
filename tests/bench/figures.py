"""What was measured, as a table for readers and as plain values for programs. It draws no conclusions."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.load import Outcome


@dataclass(slots=True)
class Table:
    """Cases down, quantities across; each cell keeps one value a round."""

    name: str
    title: str
    notes: list[str] = field(default_factory=list)
    cells: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, case: str, **values: float) -> None:
        """One round's values of one case. A name's underscores are shown as spaces, `_per_` as a slash."""
        row = self.cells.setdefault(case, {})
        for quantity, value in values.items():
            row.setdefault(quantity, []).append(value)

    def add_load(self, case: str, outcome: Outcome, cpu_seconds: float, what: str) -> None:
        """One round of load: answers a second, latencies, and what one answer cost the server."""
        values = {f"{what}_per_s": outcome.rate, "p50_ms": outcome.ms(0.5), "p99_ms": outcome.ms(0.99)}
        self.add(case, **values, cpu_µs=cpu_seconds * 1e6 / len(outcome.latencies))

    def as_markdown(self) -> str:
        """As `markdown` has it."""
        return markdown(self.as_json())

    def as_json(self) -> dict[str, Any]:
        """Every round's values, with medians."""
        rows = {
            case: {quantity: {"median": statistics.median(found), "rounds": found} for quantity, found in row.items()}
            for case, row in self.cells.items()
        }
        return {"name": self.name, "title": self.title, "notes": self.notes, "rows": rows}


def markdown(table: Mapping[str, Any]) -> str:
    """A table as `Table.as_json` gives it: medians, behind them the least and greatest value where rounds differ."""
    rows = table["rows"]
    quantities = list(dict.fromkeys(quantity for row in rows.values() for quantity in row))
    heads = [quantity.replace("_per_", "/").replace("_", " ") for quantity in quantities]
    lines = [f"### {table['title']}", "", f"| | {' | '.join(heads)} |", f"|---|{'---:|' * len(heads)}"]
    for case, row in rows.items():
        lines.append(f"| {case} | {' | '.join(_cell(row, quantity) for quantity in quantities)} |")
    return "\n".join([*lines, "", *(f"- {note}" for note in table["notes"])]).rstrip() + "\n"


def _cell(row: Mapping[str, Any], quantity: str) -> str:
    if quantity not in row:
        return ""
    values = row[quantity]["rounds"]
    median = _number(statistics.median(values))
    low, high = _number(min(values)), _number(max(values))
    return median if low == high else f"{median} ({low}–{high})"


def _number(value: float) -> str:
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 1:
        return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
    return f"{value:.3f}"
