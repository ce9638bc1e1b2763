"""Brings back what an act did to a site itself. What somebody else has changed since is left alone."""

from chimein.store.calls import Transaction
from chimein.store.reads.sites import site_by_id
from chimein.store.writes.acts import Change, Doing
from chimein.store.writes.sites import facts_of, write_site


def restore_site(site_id: int, change: Change, doing: Doing) -> Transaction[bool]:
    """A name, the origins or a setting as before."""
    site = yield from site_by_id(site_id)
    facts = facts_of(site)
    if any(facts[name] != value for name, value in change.became.items()):
        return False
    facts |= change.was
    if facts["min_length"] > facts["max_length"]:
        # The other one was changed since: no comment would fit any more.
        return False
    yield from write_site(site, facts, doing.at)
    return True
