"""Draws lines and dots on logarithmic axes as an SVG that is readable on light and dark. It knows nothing of caches."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

Point = tuple[float, float]
WIDTH, PLOT_HEIGHT, GAP = 420, 250, 36
LEFT, TOP, BETWEEN, LEGEND_LINE = 72, 62, 46, 20
STYLE = """
svg{font:13px system-ui,sans-serif}
.paper{fill:#fff}text{fill:#1f2328}.quiet{fill:#59636e;font-size:12px}.title{font-size:15px;font-weight:600}
.grid{stroke:#d9dee3}.line{fill:none;stroke-width:2.2}.dot{stroke:#fff;stroke-width:1.5}
.c0{stroke:#0b66c2;--c:#0b66c2}.c1{stroke:#b8500c;--c:#b8500c}.c2{stroke:#1a7f37;--c:#1a7f37}.c3{stroke:#8250df;--c:#8250df}
.dot{fill:var(--c)}.d{stroke-dasharray:7 4}
@media (prefers-color-scheme:dark){
.paper{fill:#15191f}text{fill:#e6edf3}.quiet{fill:#9aa5b1}.grid{stroke:#30363d}.dot{stroke:#15191f}
.c0{stroke:#6cb6ff;--c:#6cb6ff}.c1{stroke:#f0924b;--c:#f0924b}.c2{stroke:#5fc777;--c:#5fc777}.c3{stroke:#c297ff;--c:#c297ff}
}"""


@dataclass(frozen=True, slots=True)
class Series:
    """A line that was calculated, and dots that were played."""

    name: str
    line: Sequence[Point]
    dots: Sequence[Point] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from its first tick to its last."""

    label: str
    ticks: Sequence[tuple[float, str]]
    is_log: bool = True

    def place(self, value: float) -> float:
        """Where a value stands, from 0 to 1."""
        first, last, here = (self._scaled(each) for each in (self.ticks[0][0], self.ticks[-1][0], value))
        return (here - first) / (last - first)

    def _scaled(self, value: float) -> float:
        return math.log(value) if self.is_log else value


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture."""

    title: str
    across: Axis
    up: Axis
    series: Sequence[Series] = field(default_factory=tuple)


def svg(panels: Sequence[Panel], description: str) -> str:
    """The panels side by side."""
    rows = max(len(panel.series) for panel in panels)
    height = TOP + PLOT_HEIGHT + 56 + rows * LEGEND_LINE + 10
    width = LEFT + len(panels) * WIDTH + (len(panels) - 1) * (BETWEEN + LEFT) + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(description)}</title><style>{STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{height}" rx="8"/>',
    ]
    for number, panel in enumerate(panels):
        parts += [
            f'<g transform="translate({LEFT + number * (WIDTH + BETWEEN + LEFT)} {TOP})">',
            *_panel(panel),
            "</g>",
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(panel: Panel) -> list[str]:
    parts = [
        f'<text class="title" x="0" y="-36">{escape(panel.title)}</text>',
        f'<text class="quiet" x="0" y="-14">{escape(panel.up.label)}</text>',
        f'<text class="quiet" x="{WIDTH}" y="{PLOT_HEIGHT + 40}" text-anchor="end">{escape(panel.across.label)}</text>',
    ]
    for value, text in panel.up.ticks:
        y = _y(panel, value)
        parts.append(f'<line class="grid" x1="0" x2="{WIDTH}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text class="quiet" x="-8" y="{y + 4:.1f}" text-anchor="end">{escape(text)}</text>')
    for value, text in panel.across.ticks:
        x = _x(panel, value)
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="0" y2="{PLOT_HEIGHT}"/>')
        parts.append(f'<text class="quiet" x="{x}" y="{PLOT_HEIGHT + 20}" text-anchor="middle">{escape(text)}</text>')
    for number, series in enumerate(panel.series):
        parts += _series(panel, series, number)
    return parts


def _series(panel: Panel, series: Series, number: int) -> list[str]:
    dash = " d" if number % 2 else ""
    points = " ".join(f"{_x(panel, x)},{_y(panel, y)}" for x, y in series.line)
    y = PLOT_HEIGHT + 62 + number * LEGEND_LINE
    return [
        f'<polyline class="line c{number}{dash}" points="{points}"/>',
        *(f'<circle class="dot c{number}" cx="{_x(panel, x)}" cy="{_y(panel, y)}" r="4.5"/>' for x, y in series.dots),
        f'<line class="line c{number}{dash}" x1="0" x2="34" y1="{y}" y2="{y}"/>',
        f'<text x="44" y="{y + 4}">{escape(series.name)}</text>',
    ]


def _x(panel: Panel, value: float) -> float:
    return round(panel.across.place(value) * WIDTH, 1)


def _y(panel: Panel, value: float) -> float:
    return round(PLOT_HEIGHT * (1 - panel.up.place(value)), 1)
