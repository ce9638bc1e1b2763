"""The sites of somebody at the desk, with how many comments are where."""

from dataclasses import dataclass

from chimein.access.desk import sites_of
from chimein.rules.accounts import Staff
from chimein.rules.cards import Counts
from chimein.rules.facts import Site
from chimein.rules.permissions import Role
from chimein.store.calls import Transaction
from chimein.store.reads.queue import counts_of_site


@dataclass(frozen=True, slots=True)
class SiteAtDesk:
    """A site as it stands in the list."""

    site: Site
    role: Role | None
    counts: Counts


def sites_with_counts(staff: Staff) -> Transaction[list[SiteAtDesk]]:
    """All that the account sees, by name."""
    found = []
    for site in (yield from sites_of(staff)):
        counts = yield from counts_of_site(site.site_id)
        found.append(SiteAtDesk(site, staff.role_on(site.site_id), counts))
    return found
