"""Bans as they were before a decision."""

from chimein.store.calls import Transaction, call
from chimein.store.reads.bans import ban_by_id
from chimein.store.writes.acts import Change, Doing


def restore_ban(site_id: int, change: Change, _: Doing) -> Transaction[bool]:
    """Lifted, where it was made; standing, where it was lifted."""
    ban = yield from ban_by_id(site_id, change.subject_id)
    if ban.lifted_at != change.became["lifted_at"]:
        return False
    yield from call("lift_ban", site_id=site_id, id=ban.id, lifted_at=change.was["lifted_at"])
    return True
