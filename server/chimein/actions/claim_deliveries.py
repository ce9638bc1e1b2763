"""Takes deliveries that are due, for one worker and for the time of a lease, and gives them back unharmed."""

from dataclasses import replace

from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.deliveries import Due


@repeatable
def claim_deliveries(found: list[Due], now: int, lease_until: int) -> Transaction[list[Due]]:
    """Those of `found` that nobody else took, with this try counted."""
    claimed = []
    for due in found:
        rows = yield from call(
            "claim_delivery",
            site_id=due.site_id,
            event_id=due.event_id,
            effect=due.effect,
            now=now,
            lease_until=lease_until,
        )
        if rows:
            claimed.append(replace(due, tries=rows[0][0]))
    return claimed


@repeatable
def release_delivery(due: Due, now: int) -> Transaction[None]:
    """The worker stops in the middle of it: due again at once, and this try does not count."""
    yield from call("release_delivery", site_id=due.site_id, event_id=due.event_id, effect=due.effect, now=now)
