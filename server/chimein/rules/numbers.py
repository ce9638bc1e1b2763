"""Numbers of a site as facts, and the little arithmetic they need. Readers are never counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chimein.rules.facts import State

DAY_MS = 86_400_000
DAYS = 60
"""How far back is looked."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day, UTC, and what of it is in which state now."""

    number: int
    """Days since the epoch."""
    counts: Mapping[State, int]

    @property
    def total(self) -> int:
        """All that was written."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Lively:
    """A conversation and how much was published there."""

    site: str
    """The site's key."""
    public_id: str
    title: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Waits:
    """How long comments waited for a decision, in milliseconds; nothing where none was made."""

    median: int | None
    ninth_tenth: int | None
    decisions: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the page of numbers shows, of one site or several together."""

    days: Sequence[Day]
    waits: Waits
    lively: Sequence[Lively]

    def total(self, state: State) -> int:
        """Comments of these days in that state."""
        return sum(day.counts.get(state, 0) for day in self.days)


def every_day(counts: Mapping[tuple[int, State], int], today: int) -> list[Day]:
    """Each of the last `DAYS` days, the quiet ones too, the oldest first."""
    states = {state for _, state in counts}
    return [
        Day(number, {state: counts.get((number, state), 0) for state in states})
        for number in range(today - DAYS + 1, today + 1)
    ]


def waits_of(milliseconds: Sequence[int]) -> Waits:
    """The middle of them, and what nine of ten stay below (nearest rank)."""
    ordered = sorted(milliseconds)
    if not ordered:
        return Waits(None, None, 0)
    return Waits(_rank(ordered, 50), _rank(ordered, 90), len(ordered))


def _rank(ordered: Sequence[int], percent: int) -> int:
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
