"""Deliveries that are due."""

from dataclasses import dataclass

from chimein.store.calls import Rows, Transaction, call


@dataclass(frozen=True, slots=True)
class Due:
    """One effect's turn at one event. `tries` tells it from every other turn at the same."""

    site_id: int
    event_id: int
    effect: str
    tries: int
    kind: str
    thread_id: int | None
    comment_id: int | None
    persona_id: int | None


def with_events(rows: Rows) -> Transaction[list[Due]]:
    """Deliveries with what they are about."""
    found = []
    for site_id, event_id, effect, tries in rows:
        (event,) = yield from call("event_by_id", site_id=site_id, id=event_id)
        found.append(Due(site_id, event_id, effect, tries, *event))
    return found


def open_deliveries() -> Transaction[dict[str, int]]:
    """How many are pending and how many running, of all sites."""
    rows = yield from call("deliveries_open")
    return {str(state): int(number) for state, number in rows}


def next_due_at(effect: str) -> Transaction[int | None]:
    """When the effect's next delivery is due, if any waits."""
    rows = yield from call("next_delivery", effect=effect)
    return rows[0][0] if rows else None
