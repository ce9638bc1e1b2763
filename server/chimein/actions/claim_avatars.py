"""Takes the pictures that are to be asked for again, so that nobody else asks at the same time."""

from chimein.store.calls import Transaction, call, repeatable


@repeatable
def claim_avatars(found: list[tuple[int, int]], now: int, lease_until: int) -> Transaction[list[tuple[int, int]]]:
    """Those (site, persona) of `found` that are still due; they are due again at `lease_until` if nothing is kept."""
    claimed = []
    for site_id, persona_id in found:
        rows = yield from call("claim_avatar", site_id=site_id, persona_id=persona_id, now=now, lease_until=lease_until)
        if rows:
            claimed.append((site_id, persona_id))
    return claimed
