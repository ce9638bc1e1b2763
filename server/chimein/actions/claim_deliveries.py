"""Takes deliveries that are due, for one worker and for the time of a lease, and gives them back unharmed."""

from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.deliveries import Due, with_events


@repeatable
def claim_deliveries(effect: str, limit: int, now: int, lease_until: int) -> Transaction[list[Due]]:
    """Up to `limit` that are due and that nobody else takes, with this try counted."""
    rows = yield from call("claim_deliveries", effect=effect, limit=limit, now=now, lease_until=lease_until)
    return (yield from with_events(sorted(rows)))


@repeatable
def release_delivery(due: Due, now: int) -> Transaction[None]:
    """The worker stops in the middle of it: due again at once, and this try does not count."""
    yield from call(
        "release_delivery",
        site_id=due.site_id,
        event_id=due.event_id,
        effect=due.effect,
        tries=due.tries,
        now=now,
    )
