"""The audit as facts, row after row."""

from typing import NamedTuple

from chimein.store.calls import Transaction, call


class AuditRow(NamedTuple):
    """One deed and its seal. The columns up to the seal are what it covers, in this order."""

    site_id: int
    seq: int
    at: int
    account_id: int | None
    actor: str
    verb: str
    thread_id: int | None
    comment_id: int | None
    person_id: int | None
    act_id: int | None
    detail: str
    seal: bytes


def audit_after(site_id: int, after: int, limit: int) -> Transaction[list[AuditRow]]:
    """Up to `limit` rows of a site's chain behind the one with that number; site 0 is the instance."""
    rows = yield from call("audit_after", site_id=site_id, after=after, limit=limit)
    return [AuditRow._make((*row[:-1], bytes(row[-1]))) for row in rows]
