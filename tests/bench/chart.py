"""Bar charts as SVG, readable in light and dark: pure functions from figures to text, without any library."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, PAD, GAP = 880, 28, 24
BAR, STEP, HEAD = 16, 26, 66
LABEL = 128
TOP, FOOT = 84, 40
STYLE = """
  .card { fill: #ffffff; stroke: #d9dee5; }
  text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #1f2733; }
  .title { font-size: 20px; font-weight: 650; }
  .panel { font-size: 14px; font-weight: 600; }
  .soft { fill: #5b6675; font-size: 12px; font-weight: 400; }
  .ours { font-weight: 650; }
  .track { fill: #eef1f5; }
  .bar { fill: #a3adba; }
  .bar.us { fill: #c8501e; }
  .bar.limit { fill: none; stroke: #a3adba; stroke-dasharray: 4 3; }
  @media (prefers-color-scheme: dark) {
    .card { fill: #14181f; stroke: #2c333e; }
    text { fill: #e8ecf2; }
    .soft { fill: #9aa5b4; }
    .track { fill: #1e242d; }
    .bar { fill: #5d6876; }
    .bar.us { fill: #f08a4b; }
    .bar.limit { stroke: #7b8796; }
  }"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One system's value. `kind`: `us`, `other`, or `limit` for what is possible at all."""

    label: str
    value: float
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Panel:
    """One comparison; `unit` follows each value, `sense` says which end is the good one."""

    title: str
    unit: str
    sense: str
    bars: Sequence[Bar]


def draw(title: str, foot: str, panels: Sequence[Panel]) -> str:
    """The whole picture, two panels a row. Bars of a panel share one linear scale that begins at zero."""
    shown = [panel for panel in panels if panel.bars]
    rows = [shown[at : at + 2] for at in range(0, len(shown), 2)]
    parts, top = [], TOP
    for row in rows:
        for column, panel in enumerate(row):
            parts.append(_panel(panel, PAD + column * (_panel_width() + GAP), top))
        top += HEAD + STEP * max(len(panel.bars) for panel in row)
    height = top + FOOT
    described = escape(f"{'. '.join(_in_words(panel) for panel in shown)}. {foot}")
    named = f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title desc"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {named}>
<title id="title">{escape(title)}</title>
<desc id="desc">{described}</desc>
<style>{STYLE}
</style>
<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="14"/>
<text class="title" x="{PAD}" y="46">{escape(title)}</text>
{"".join(parts)}<text class="soft" x="{PAD}" y="{height - 20}">{escape(foot)}</text>
</svg>
"""


def number(value: float) -> str:
    """Three significant digits at least, thousands with commas."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2g}" if abs(value) < 1 else f"{value:.3g}"


def _panel_width() -> int:
    return (WIDTH - 2 * PAD - GAP) // 2


def _panel(panel: Panel, left: int, top: int) -> str:
    most = max(bar.value for bar in panel.bars) or 1.0
    bars = "".join(_bar(bar, panel.unit, (left, top + 34 + STEP * at), most) for at, bar in enumerate(panel.bars))
    sense = f'<tspan class="soft" dx="8">{escape(panel.sense)}</tspan>'
    return f'<g><text class="panel" x="{left}" y="{top + 12}">{escape(panel.title)}{sense}</text>\n{bars}</g>\n'


def _bar(bar: Bar, unit: str, place: tuple[int, int], most: float) -> str:
    left, top = place
    room = _panel_width() - LABEL - 84
    width = max(1.5, room * bar.value / most)
    start = left + LABEL
    kind = bar.kind if bar.kind in ("us", "limit") else ""
    emphasis = ' class="ours"' if bar.kind == "us" else ""
    return (
        f'<text{emphasis} x="{left}" y="{top + 13}">{escape(bar.label)}</text>'
        f'<rect class="track" x="{start}" y="{top}" width="{room}" height="{BAR}" rx="3"/>'
        f'<rect class="bar {kind}" x="{start}" y="{top}" width="{width:.1f}" height="{BAR}" rx="3"/>'
        f'<text{emphasis} x="{start + room + 8}" y="{top + 13}">{number(bar.value)}{escape(unit)}</text>\n'
    )


def _in_words(panel: Panel) -> str:
    said = ", ".join(f"{bar.label} {number(bar.value)}{panel.unit}" for bar in panel.bars)
    return f"{panel.title} ({panel.sense}): {said}"
