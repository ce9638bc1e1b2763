"""Decisions that can be taken back, as facts."""

from dataclasses import dataclass

from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction, call

NEWEST = (2**62, 2**62)
"""Before which everything is."""


@dataclass(frozen=True, slots=True)
class Act:
    """A decision about one thing, or about thousands."""

    site_id: int
    id: int
    account_id: int | None
    """None: the shell's."""
    verb: str
    done_at: int
    changed: int
    undone_at: int | None


def act_by_id(site_id: int, act_id: int) -> Transaction[Act]:
    """One of a site's. Raises `NotFound`."""
    rows = yield from call("act_by_id", site_id=site_id, id=act_id)
    if not rows:
        raise NotFound("There is no such decision here.")
    return Act(*rows[0])


def acts_before(site_id: int, before: tuple[int, int], limit: int) -> Transaction[list[Act]]:
    """The newest first, those before (when, id)."""
    rows = yield from call("acts_before", site_id=site_id, done_at=before[0], before=before[1], limit=limit)
    return [Act(*row) for row in rows]
