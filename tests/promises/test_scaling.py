"""The figures of docs/scaling.md can be made again, and theory and play agree on them."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from scaling.events import played
from scaling.formulas import Rates, calculated
from scaling.simulate import AGES, COMING, READY, SEED, SIZES, SMALL, picture, table
from scaling.sizing import figures, fronts, needed, written
from scaling.world import World

DOCS = Path(__file__).resolve().parents[2] / "docs"
NEAR = 0.02
"""Of all reads: as far as theory and play may differ."""


@pytest.fixture(scope="module")
def recorded() -> Any:
    """What the simulation wrote when it was last run."""
    return json.loads((DOCS / "scaling" / "caches.json").read_text("utf-8"))


def distance(world: World) -> float:
    """The greatest difference between theory and play in any share."""
    seen, thought = played(world, 30, SEED), calculated(world)
    pairs = ((seen.cdn, thought.cdn), (seen.unchanged, thought.unchanged), (seen.memory, thought.memory))
    return max(abs(seen.to_processes / thought.to_processes - 1), *(abs(one - other) for one, other in pairs))


@pytest.mark.parametrize("keeps_pages_apart", [False, True])
@pytest.mark.parametrize("zipf", [0.8, 1.0])
def test_a_memory_keeps_what_che_says(zipf: float, keeps_pages_apart: bool) -> None:
    """Without a CDN the least-lately-used memory finds as much as Che's approximation says, posts included."""
    assert distance(replace(SMALL, s_maxage=0, zipf=zipf, keeps_pages_apart=keeps_pages_apart)) < NEAR


@pytest.mark.parametrize("keeps_pages_apart", [False, True])
def test_a_cdn_passes_on_what_theory_says(keeps_pages_apart: bool) -> None:
    """With a CDN in front, what comes, what is unchanged and what is ready are as the formulas have them."""
    assert distance(replace(SMALL, keeps_pages_apart=keeps_pages_apart)) < NEAR


def test_nothing_is_ready_twice_within_a_shield_s_patience() -> None:
    """One place that asks at most every 300 s finds nothing in a memory that forgets sooner; theory knows it too."""
    world = replace(SMALL, places=1, s_maxage=300, cache_mb=1, keeps_pages_apart=True)
    assert calculated(world).memory == pytest.approx(0, abs=1e-9)
    assert played(world, 30, SEED).memory == 0


def test_posts_cost_hits() -> None:
    """The more is written, the less is ready: the comparison above does not pass because nobody writes."""
    busy = replace(SMALL, s_maxage=0, posts=1_000)
    assert calculated(busy).memory < calculated(replace(busy, posts=1)).memory - 0.1
    assert distance(busy) < NEAR


def test_the_same_seed_plays_the_same(recorded: Any) -> None:
    """Whoever runs the small world again finds the recorded numbers; with another seed they are others."""
    assert asdict(played(SMALL, 30, SEED)) == pytest.approx(recorded["small"])
    assert asdict(played(SMALL, 30, SEED + 1)) != pytest.approx(recorded["small"])


def test_the_recorded_lines_are_what_is_calculated(recorded: Any) -> None:
    """Nobody changed the formulas and forgot the picture: one point of each line is calculated anew."""
    for name, world in COMING.items():
        anew = calculated(replace(world, s_maxage=AGES[3])).to_processes
        assert recorded["coming"][name][3] == pytest.approx([AGES[3], anew])
    for name, world in READY.items():
        anew = 100 * calculated(replace(world, cache_mb=SIZES[2])).memory
        assert recorded["ready"][name][2] == pytest.approx([SIZES[2], anew])


def test_recorded_theory_and_play_agree(recorded: Any) -> None:
    """Also at 100,000 reads a second over a million pages."""
    for situation in recorded["situations"]:
        seen, thought = Rates(**situation["played"]), Rates(**situation["calculated"])
        assert (seen.cdn, seen.memory) == pytest.approx((thought.cdn, thought.memory), abs=NEAR)
        assert seen.to_database == pytest.approx(thought.to_database, rel=2 * NEAR)


def test_page_and_picture_show_what_was_recorded(recorded: Any) -> None:
    """The table in the page and the picture beside it are those of the recorded run."""
    assert table(recorded["situations"]) in (DOCS / "scaling.md").read_text("utf-8")
    assert picture(recorded) == (DOCS / "scaling" / "caches.svg").read_text("utf-8")


def test_the_page_is_worked_out_from_the_recorded_figures() -> None:
    """Every table of the page is what its figures give; a wish for more comments takes more machines and money."""
    found = figures()
    page = (DOCS / "scaling.md").read_text("utf-8")
    assert written(page, found) == page
    more = replace(found, wanted={**found.wanted, "comments": 10 * found.wanted["comments"]})
    assert needed(more) != needed(found)
    assert fronts(more) != fronts(found)
