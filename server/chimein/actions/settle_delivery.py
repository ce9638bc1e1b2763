"""How a delivery ended becomes a fact, by its name."""

from dataclasses import dataclass
from typing import Literal

from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.deliveries import Due


@dataclass(frozen=True, slots=True)
class Ending:
    """done and failed are final; pending is tried again at `due_at` (epoch milliseconds)."""

    state: Literal["done", "failed", "pending"]
    outcome: str
    due_at: int


@repeatable
def settle_delivery(due: Due, ending: Ending, now: int) -> Transaction[None]:
    """Write the ending down, unless the lease ran out and another try has begun: then that one's ending counts."""
    yield from call(
        "settle_delivery",
        site_id=due.site_id,
        event_id=due.event_id,
        effect=due.effect,
        tries=due.tries,
        state=ending.state,
        outcome=ending.outcome,
        due_at=ending.due_at,
        settled_at=None if ending.state == "pending" else now,
    )
