"""Works out what is needed from what was measured, and writes the tables of `docs/scaling.md`. It measures nothing.

`python docs/scaling/sizing.py` reads `wanted.toml`, `weights.json` (weigh.py), `cost.json` (cost.py) and `caches.json`
(simulate.py), all beside it.
"""

import json
import tomllib
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "scaling.md"
MONTH = 30.4 * 86_400
HEADERS = 700
"""Bytes that come with every answer."""
END = "<!-- end -->"
FRONTS = (("no CDN", 0), ("20 places", 60), ("a shield", 60), ("a shield", 300))
ASKED = ("hot page", "hot 304", "cold page", "cold 304", "post")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is known."""

    wanted: Json
    assumed: Json
    told: Json
    weights: Json
    cost: Json
    caches: Json


def figures() -> Figures:
    """As they are recorded."""
    told = tomllib.loads((HERE / "wanted.toml").read_text("utf-8"))
    found = [json.loads((HERE / f"{name}.json").read_text("utf-8")) for name in ("weights", "cost", "caches")]
    return Figures(told["wanted"], told["assumed"], told["told"], *found)


def known(found: Figures) -> str:
    """The table at the head: what was measured, and on which machine."""
    weights, cost = found.weights, found.cost
    rows = ["| measured | SQLite | PostgreSQL |", "|---|---:|---:|"]
    sides = (weights["sqlite"], weights["postgres"])
    rows.append(_row("bytes a comment, everything that belongs to it", *(f"{side['whole']:,}" for side in sides)))
    for name, part in (("rows of comments", 0), ("indexes of comments", 1)):
        rows.append(_row(f"of these {name}", *(f"{side['tables']['comment'][part]:,}" for side in sides)))
    for name in ASKED:
        shown = [_microseconds(cost[engine][name]) for engine in ("sqlite", "postgres")]
        rows.append(_row(f"{name}: µs of a core (+ of PostgreSQL's)", *shown))
    for name in ASKED:
        shown = [f"{1e6 / cost[engine][name]['server_µs']:,.0f}" for engine in ("sqlite", "postgres")]
        rows.append(_row(f"{name}: a second where a core does nothing else", *shown))
    where = f"{weights['comments']:,} comments of {weights['characters_of_text']} characters"
    page, megabytes = weights["busiest_page_bytes"], weights["comments"] * weights["sqlite"]["whole"] / 1e6
    return "\n".join(
        [*rows, "", f"Weighed with {where}; {_machine(weights)}. Costs: {_machine(cost)}, shared with others."]
    ) + (
        f" The busiest page is {page['identity']:,} bytes, {page['br']:,} as brotli. A post writes"
        f" {found.told['log_bytes_a_post']:,} bytes of PostgreSQL's log."
        f" `chimein backup` of the file of {megabytes:,.0f} MB took {weights['sqlite']['backup_s']} s."
    )


def needed(found: Figures) -> str:
    """What the wish takes that does not depend on what is in front."""
    wanted, assumed = found.wanted, found.assumed
    size = wanted["comments"] * found.weights["postgres"]["whole"] / 1e12
    log = wanted["posts"] * found.told["log_bytes_a_post"] / 1e6
    database = assumed["database_disk_tb"] * assumed["disk_full"]
    writing = wanted["posts"] * found.cost["postgres"]["post"]["database_µs"] / 1e6
    rows = [
        _row("one copy of the database", f"{size:.1f} TB"),
        _row("the same as one SQLite file", f"{wanted['comments'] * found.weights['sqlite']['whole'] / 1e12:.1f} TB"),
        _row("database machines: parts by site × copies", f"{ceil(size / database)} × {assumed['copies']}"),
        _row("days of such posting until it is full", f"{wanted['comments'] / wanted['posts'] / 86_400:,.0f}"),
        _row("cores of a primary for posts", f"{writing:.2f}"),
        _row("log to each standby and to the archive", f"{log:.1f} MB/s, {log * MONTH / 1e6:.1f} TB a month"),
        _row("a new standby, or a restore: time to copy it", f"{size * 1e6 / assumed['network_mb_s'] / 3600:.1f} h"),
    ]
    return "\n".join(["| | |", "|---|---:|", *rows])


def fronts(found: Figures) -> str:
    """What it takes and costs, by what is in front."""
    rows = [
        "| in front | s-maxage | come here, /s | servers' cores | databases' | machines | € a month: these | CDN |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join(rows + [_front(found, name, age) for name, age in FRONTS])


def _front(found: Figures, name: str, age: int) -> str:
    rates = next(
        each["calculated"]
        for each in found.caches["situations"]
        if (each["name"], each["world"]["s_maxage"]) == (name, age)
    )
    servers, databases = (_cores(found, rates, part) for part in ("server_µs", "database_µs"))
    assumed = found.assumed
    size = found.wanted["comments"] * found.weights["postgres"]["whole"] / 1e12
    parts = ceil(size / (assumed["database_disk_tb"] * assumed["disk_full"]))
    ours = max(2, ceil(servers / assumed["server_cores"]))
    theirs = max(parts * assumed["copies"], ceil(databases / assumed["database_cores"]))
    price = ours * assumed["server_price"] + theirs * assumed["database_price"]
    price += size * assumed["backup_price_tb"]
    cells = [name, f"{age} s" if age else "", f"{rates['to_processes']:,.0f}", f"{servers:.0f}", f"{databases:.0f}"]
    return _row(
        *cells,
        f"{ours} + {theirs}",
        f"{price:,.0f}",
        f"{_traffic(found) * assumed['cdn_price_gb']:,.0f}" if age else "",
    )


def _cores(found: Figures, rates: Json, part: str) -> float:
    """Cores at the busiest hour, with the room that is wished for: 304s and pages, from memory or the database."""
    cost = found.cost["postgres"]
    arriving, cold = rates["to_processes"], rates["to_database"]
    spent = 0.0
    for kind, share in (("304", rates["unchanged"]), ("page", 1 - rates["unchanged"])):
        spent += (arriving - cold) * share * cost[f"hot {kind}"][part] + cold * share * cost[f"cold {kind}"][part]
    spent += found.wanted["posts"] * cost["post"][part]
    return float(spent / 1e6 / found.assumed["busy"])


def _traffic(found: Figures) -> float:
    """GB a month to readers, if each read brings the whole page."""
    each = found.assumed["page_bytes"] + HEADERS
    return float(found.wanted["reads"] / found.wanted["peak"] * each * MONTH / 1e9)


def _microseconds(cost: Json) -> str:
    there = f" + {cost['database_µs']:,}" if cost["database_µs"] else ""
    return f"{cost['server_µs']:,}{there}"


def _machine(of: Json) -> str:
    told = of["machine"]
    return f"{told['date'][:10]}, {told['cpu']}, {told['cores']} cores, Python {told['python']}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def written(page: str, found: Figures) -> str:
    """The page with its three tables anew."""
    for name, text in (("known", known(found)), ("needed", needed(found)), ("fronts", fronts(found))):
        before, mark, rest = page.partition(f"<!-- {name}, written by scaling/sizing.py -->")
        page = f"{before}{mark}\n\n{text}\n\n{END}{rest.partition(END)[2]}"
    return page


def main() -> None:
    """Write the tables."""
    PAGE.write_text(written(PAGE.read_text("utf-8"), figures()), "utf-8")


if __name__ == "__main__":
    main()
