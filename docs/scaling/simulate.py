"""Calculates and plays what a CDN and the servers' memories do for 100,000 reads a second, and writes it down.

`python docs/scaling/simulate.py` (a few minutes) writes beside it `caches.json` and `caches.svg`, and the table between
the two marks of `docs/scaling.md`. Change the `World` in world.py to see your own. The same seed plays the same.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from scaling.chart import Axis, Panel, Series, svg  # noqa: E402 - this folder's parent had to be named first
from scaling.events import played  # noqa: E402
from scaling.formulas import calculated  # noqa: E402
from scaling.world import World  # noqa: E402

SEED, SECONDS = 1, 5.0
BEGIN, END = "<!-- written by scaling/simulate.py -->", "<!-- end -->"
CDN = World()
SHIELD = World(places=1)
"""One place asks for all others."""
SITUATIONS = (
    ("no CDN", World(s_maxage=0)),
    ("no CDN, pages kept apart", World(s_maxage=0, cache_mb=64, keeps_pages_apart=True)),
    ("20 places", replace(CDN, s_maxage=10)),
    ("20 places", CDN),
    ("20 places", replace(CDN, s_maxage=300)),
    ("20 places, pages kept apart", replace(CDN, cache_mb=128, keeps_pages_apart=True)),
    ("20 places, pages read more evenly", replace(CDN, zipf=0.8)),
    ("a shield", replace(SHIELD, s_maxage=10)),
    ("a shield", SHIELD),
    ("a shield", replace(SHIELD, s_maxage=300)),
)
SMALL = World(reads=2_000, posts=20, pages=20_000, places=5, s_maxage=30, processes=2, cache_mb=8)
"""Played again by the tests."""
AGES = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600)
SIZES = (8, 16, 32, 64, 128, 256, 512, 1024)
COMING = {
    "20 places, Zipf 1.0": CDN,
    "20 places, Zipf 0.8": replace(CDN, zipf=0.8),
    "a shield, Zipf 1.0": SHIELD,
    "a shield, Zipf 0.8": replace(SHIELD, zipf=0.8),
}
READY = {
    "no CDN, pages kept apart": World(s_maxage=0, keeps_pages_apart=True),
    "no CDN": World(s_maxage=0),
    "20 places, 60 s, pages kept apart": replace(CDN, keeps_pages_apart=True),
    "20 places, 60 s": CDN,
}
Json = dict[str, Any]


def main() -> None:
    """Everything anew."""
    found = {
        "situations": [_situation(*each) for each in SITUATIONS],
        "small": asdict(played(SMALL, 30, SEED)),
        **lines(),
    }
    (HERE / "caches.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    (HERE / "caches.svg").write_text(picture(found), "utf-8")
    page = HERE.parent / "scaling.md"
    page.write_text(with_table(page.read_text("utf-8"), found["situations"]), "utf-8")


def _situation(name: str, world: World) -> Json:
    sys.stdout.write(f"{name}, {world.s_maxage:g} s …\n")
    sys.stdout.flush()
    return {
        "name": name,
        "world": asdict(world),
        "calculated": asdict(calculated(world)),
        "played": asdict(played(world, SECONDS, SEED)),
    }


def lines() -> Json:
    """The picture's lines."""
    coming = {
        name: [(age, calculated(replace(world, s_maxage=age)).to_processes) for age in AGES]
        for name, world in COMING.items()
    }
    ready = {
        name: [(size, 100 * calculated(replace(world, cache_mb=size)).memory) for size in SIZES]
        for name, world in READY.items()
    }
    return {"coming": coming, "ready": ready}


def picture(found: Json) -> str:
    """The SVG of what was found."""
    ages = Axis("s-maxage, seconds", [(age, str(age)) for age in AGES])
    rates = Axis("requests a second", [(10**power, f"{10**power:,}") for power in (3, 4, 5)])
    sizes = Axis("CHIMEIN_CACHE_MB of each of 8 processes", [(size, str(size)) for size in SIZES])
    percent = Axis(
        "per cent of what comes to the servers", [(each, str(each)) for each in range(0, 101, 20)], is_log=False
    )
    coming = [
        Series(name, found["coming"][name], _dots(found, world, "s_maxage", "to_processes", 1))
        for name, world in COMING.items()
    ]
    ready = [
        Series(name, found["ready"][name], _dots(found, world, "cache_mb", "memory", 100))
        for name, world in READY.items()
    ]
    panels = [
        Panel("What 100,000 reads a second send to the servers", ages, rates, coming),
        Panel("What is ready in the servers' memories", sizes, percent, ready),
    ]
    return svg(
        panels, "Requests that pass the CDN, and what the servers' memories answer. Lines: theory; dots: played."
    )


def _dots(found: Json, world: World, across: str, up: str, times: float) -> Sequence[tuple[float, float]]:
    """Situations that differ from this world only in what goes across."""
    return [
        (each["world"][across], each["played"][up] * times)
        for each in found["situations"]
        if {**each["world"], across: 0} == {**asdict(world), across: 0} and each["world"][across]
    ]


def table(situations: Sequence[Json]) -> str:
    """The situations for readers; what was played stands first, what was calculated behind it in brackets."""
    rows = [
        "| in front | s-maxage | memory each | CDN answers at once | come here, /s | of these 304 | ready | cold, /s |"
    ]
    rows += ["|---|---:|---:|---:|---:|---:|---:|---:|"]
    for each in situations:
        world, seen, thought = World(**each["world"]), each["played"], each["calculated"]
        age = f"{world.s_maxage:g} s" if world.s_maxage else ""
        cells = [
            _shares(seen, thought, "cdn"),
            _rates(seen, thought, "to_processes"),
            _shares(seen, thought, "unchanged"),
        ]
        cells += [_shares(seen, thought, "memory"), _rates(seen, thought, "to_database")]
        rows.append(f"| {each['name']} | {age} | {world.cache_mb:g} MB | {' | '.join(cells)} |")
    return "\n".join(rows)


def with_table(page: str, situations: Sequence[Json]) -> str:
    """The page with the table in its place."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table(situations)}\n\n{END}{after}"


def _shares(seen: Json, thought: Json, name: str) -> str:
    return f"{100 * abs(seen[name]):.1f} % ({100 * abs(thought[name]):.1f})"


def _rates(seen: Json, thought: Json, name: str) -> str:
    return f"{seen[name]:,.0f} ({thought[name]:,.0f})"


if __name__ == "__main__":
    main()
