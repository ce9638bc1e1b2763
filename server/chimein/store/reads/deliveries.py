"""Deliveries that are due."""

from dataclasses import dataclass

from chimein.store.calls import Transaction, call


@dataclass(frozen=True, slots=True)
class Due:
    """One effect's turn at one event."""

    site_id: int
    event_id: int
    effect: str
    tries: int
    kind: str
    thread_id: int | None
    comment_id: int | None
    persona_id: int | None


def deliveries_due(effect: str, now: int, limit: int) -> Transaction[list[Due]]:
    """What one effect is to do now, the longest due first."""
    rows = yield from call("deliveries_due", effect=effect, now=now, limit=limit)
    return [Due(*row) for row in rows]


def next_due_at(effect: str) -> Transaction[int | None]:
    """When the effect's next delivery is due, if any waits."""
    rows = yield from call("next_delivery", effect=effect)
    return rows[0][0] if rows else None
