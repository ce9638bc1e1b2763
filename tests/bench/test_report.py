"""Figures become a document, a picture and lines of the README, whatever was and was not measured."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from bench.chart import Bar, Panel, draw, number
from bench.figures import Table
from bench.report import BEGIN, END, complete, document, in_readme, joined, panels, picture
from bench.targets import HEADLINES, TARGETS, verdicts

MACHINE = {
    "date": "2026-01-02T03:04:05+00:00",
    "commit": "abc",
    "cpu": "A & B",
    "cores": 2,
    "load before": 0.1,
    "system": "Linux",
    "python": "3.11",
    "sqlite": "3.40",
    "nginx": "1.22",
    "others": ["isso==0.14.0"],
}
SVG = "{http://www.w3.org/2000/svg}"


def _run(*tables: Table) -> dict[str, Any]:
    return complete({"machine": MACHINE, "tables": [table.as_json() for table in tables]})


def _posts() -> Table:
    table = Table("posts", "Posts")
    for ours, theirs in ((2_000.0, 100.0), (2_400.0, 120.0), (2_200.0, 90.0)):
        table.add("Chime In, c=32", posts_per_s=ours, p99_ms=20.0)
        table.add("Isso, gunicorn, c=8", posts_per_s=theirs, p99_ms=200.0)
        table.add("Waline, c=8", posts_per_s=theirs / 2, p99_ms=400.0)
    return table


def _verdict(run: dict[str, Any], work: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in run["targets"] if row["work"] == work)
    return found


def test_a_chart_is_well_formed_and_names_itself() -> None:
    """The picture is XML with a title and a description, whatever the labels contain."""
    tree = ET.fromstring(draw("Us & them", "<today>", [Panel("A < B", " ms", "less", [Bar("x & y", 12.0, "us")])]))
    assert tree.get("role") == "img"
    assert tree.get("aria-labelledby") == "title desc"
    assert tree.findtext(f"{SVG}title") == "Us & them"
    assert "x & y 12 ms" in (tree.findtext(f"{SVG}desc") or "")


def test_bars_are_as_long_as_their_values() -> None:
    """Bars of a panel share one linear scale from zero, and stay within it."""
    tree = ET.fromstring(draw("t", "f", [Panel("p", "", "s", [Bar("a", 200.0), Bar("b", 50.0), Bar("c", 0.0)])]))
    widths = [float(rect.get("width", "0")) for rect in tree.iter(f"{SVG}rect") if "bar" in rect.get("class", "")]
    room = next(float(rect.get("width", "0")) for rect in tree.iter(f"{SVG}rect") if rect.get("class") == "track")
    assert widths[0] == pytest.approx(room)
    assert widths[1] == pytest.approx(room / 4, abs=0.1)
    assert widths[2] < 2


def test_a_chart_follows_light_and_dark() -> None:
    """Both schemes have their own colours on a ground of the picture's own."""
    drawn = draw("t", "f", [Panel("p", "", "s", [Bar("a", 1.0)])])
    assert "prefers-color-scheme: dark" in drawn
    assert 'class="card"' in drawn


def test_panels_stay_within_the_picture() -> None:
    """Nothing is drawn below the lower edge, however many bars there are."""
    many = [Panel(str(at), "", "s", [Bar("a", 1.0)] * at) for at in (1, 7, 3)]
    tree = ET.fromstring(draw("t", "f", many))
    height = float((tree.get("viewBox") or "").split()[3])
    assert all(float(rect.get("y", "0")) + float(rect.get("height", "0")) <= height for rect in tree.iter(f"{SVG}rect"))


@pytest.mark.parametrize(("value", "said"), [(0, "0"), (12_345.6, "12,346"), (12.34, "12.3"), (0.0123, "0.012")])
def test_numbers_are_short(value: float, said: str) -> None:
    """A reader sees as many digits as mean something."""
    assert number(value) == said


def test_a_target_is_judged_by_medians() -> None:
    """What was reached is the median of the rounds, beside the best median of the others."""
    run = _run(_posts())
    assert _verdict(run, "durable posts, 32 at once")["value"] == 2_200
    assert _verdict(run, "durable posts, 32 at once")["is_reached"] is True
    assert _verdict(run, "durable posts beside Isso's best")["value"] == 22


def test_a_target_can_be_missed() -> None:
    """What is not reached is said, not raised."""
    table = Table("posts", "Posts")
    table.add("Chime In, c=32", posts_per_s=1_000.0, p99_ms=50.0)
    run = _run(table)
    assert _verdict(run, "durable posts, 32 at once")["is_reached"] is False
    assert "1,000/s (not reached)" in in_readme(f"{BEGIN}{END}", run)


def test_what_was_not_measured_is_said() -> None:
    """A run without tables still has every target, each without a value."""
    found = verdicts({})
    assert [row["work"] for row in found] == [target.work for target in TARGETS]
    assert all(row["value"] is None and row["is_reached"] is None for row in found)


def test_what_the_readme_tells_is_a_target() -> None:
    """Each of the README's lines is one of the targets."""
    assert {target.work for target in TARGETS} >= HEADLINES


def test_growth_compares_the_largest_with_the_smallest() -> None:
    """The cost of size is the last size's latency over the first one's."""
    table = Table("growth", "Growth")
    for size, ms in (("10,000", 2.0), ("100,000", 9.0), ("1,000,000", 3.0)):
        table.add(f"{size}: read, any thread", p50_ms=ms)
    assert _verdict(_run(table), "growth: a read of any thread")["value"] == 1.5


def test_the_document_has_every_table_and_reason() -> None:
    """Nothing that was measured is left out, and nothing that could not be."""
    table = _posts()
    table.notes.append("Somebody: not measured; there is no such program.")
    said = document(_run(table))
    assert "| Chime In, c=32 | 2,200 (2,000–2,400) |" in said
    assert "there is no such program" in said
    assert "not measured" in said


def test_the_picture_shows_each_system_at_its_best() -> None:
    """One bar a system, whatever the number of its connections; ours stands out."""
    run = _run(_posts())
    (posts,) = (panel for panel in panels({table["name"]: table["rows"] for table in run["tables"]}) if panel.bars)
    assert [(bar.label, bar.value, bar.kind) for bar in posts.bars] == [
        ("Chime In", 2_200, "us"),
        ("Isso", 100, "other"),
        ("Waline", 50, "other"),
    ]
    ET.fromstring(picture(run))


def test_runs_can_be_joined() -> None:
    """A table that was measured again takes the place of the earlier one, the others stay."""
    again = Table("posts", "Posts")
    again.add("Chime In, c=32", posts_per_s=9_999.0)
    growth = Table("growth", "Growth")
    run = complete(joined([_run(_posts(), growth), _run(again)]))
    assert [table["name"] for table in run["tables"]] == ["posts", "growth"]
    assert _verdict(run, "durable posts, 32 at once")["value"] == 9_999


def test_only_the_marked_lines_of_the_readme_change() -> None:
    """What people wrote around the figures stays."""
    readme = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    made = in_readme(readme, _run(_posts()))
    assert made.startswith(f"before\n{BEGIN}\n")
    assert made.endswith(f"{END}\nafter\n")
    assert "old" not in made
    assert in_readme(made, _run(_posts())) == made


def test_a_readme_without_marks_is_refused() -> None:
    """Figures are never written just anywhere."""
    with pytest.raises(ValueError, match="no place for figures"):
        in_readme("nothing", _run())
