"""Small charts as SVG: drawn here, coloured by the style sheet, each with a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 120
STEP = 10
BAR = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of a chart: what it is called, and its parts from the bottom up."""

    label: str
    parts: tuple[tuple[str, int], ...]
    """(kind, count); the kind is the class by which the style sheet colours it."""

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(count for _, count in self.parts)


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of the drawing."""

    kind: str
    x: int
    y: float
    width: int
    height: float
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked columns side by side, ready for the template."""

    width: int
    height: int
    pieces: tuple[Piece, ...]
    top: int
    """What the highest column counts."""


def chart(bars: Sequence[Bar]) -> Chart:
    """The columns, the highest as high as the drawing; where there is nothing, an empty drawing."""
    top = max((bar.total for bar in bars), default=0)
    pieces = [piece for place, bar in enumerate(bars) for piece in _column(bar, place * STEP, top)]
    return Chart(len(bars) * STEP, HEIGHT, tuple(pieces), top)


def _column(bar: Bar, x: int, top: int) -> list[Piece]:
    pieces, below = [], 0.0
    for kind, count in bar.parts:
        if not count:
            continue
        height = round(count / top * HEIGHT, 2)
        below += height
        pieces.append(Piece(kind, x, round(HEIGHT - below, 2), BAR, height, f"{bar.label}: {count} {kind}"))
    return pieces


def duration_words(milliseconds: int | None) -> str:
    """A duration as people say it, in the unit that fits."""
    if milliseconds is None:
        return "–"
    for unit, length in (("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000)):
        if milliseconds >= length:
            count = round(milliseconds / length)
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return "under a minute"


def share_words(part: int, whole: int) -> str:
    """A share in percent."""
    return "–" if not whole else f"{round(100 * part / whole)} %"
