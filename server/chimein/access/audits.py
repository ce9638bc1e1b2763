"""The audit for those who may read it: a site's admins, and for the instance's own its owners."""

from chimein.access.desk import site_for
from chimein.rules.accounts import Staff
from chimein.rules.audits import INSTANCE, AuditPage, Entry
from chimein.rules.refusals import RoleTooSmall
from chimein.store.calls import Transaction, call


def audit_page(staff: Staff, key: str | None, before: int, limit: int) -> Transaction[AuditPage]:
    """A page of a site's audit, or of the instance's. Raises `NotFound`, `RoleTooSmall`."""
    site = (yield from site_for(staff, key, "administer")) if key else None
    if site is None and not staff.account.is_owner:
        raise RoleTooSmall
    number = site.site_id if site else INSTANCE
    rows = yield from call("audit_before", site_id=number, before=before, limit=limit + 1)
    entries = tuple(Entry(*row) for row in rows[:limit])
    return AuditPage(site, entries, entries[-1].seq if len(rows) > limit else None)
