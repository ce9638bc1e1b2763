"""Takes the pictures that are to be asked for again, so that nobody else asks at the same time."""

from chimein.store.calls import Transaction, call, repeatable


@repeatable
def claim_avatars(limit: int, until: int, lease_until: int) -> Transaction[list[tuple[int, int]]]:
    """Up to `limit` (site, persona) that were due at `until`; due again at `lease_until` if nothing is kept."""
    rows = yield from call("claim_avatars", limit=limit, until=until, lease_until=lease_until)
    return [(site_id, persona_id) for site_id, persona_id in rows]
