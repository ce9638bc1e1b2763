"""Facts of the audit, as those read it who may."""

from dataclasses import dataclass

from chimein.rules.facts import Site

UNDO_MS = 30 * 24 * 3_600_000
"""For so long an act can be undone (30 days)."""
INSTANCE = 0
"""The number under which the instance keeps what belongs to no site."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed, as people read it."""

    seq: int
    at: int
    actor: str
    account: str | None
    verb: str
    comment: str | None
    """Its public id, where it still is."""
    writer: str | None
    act_id: int | None
    detail: str
    """JSON of ids, states and names of settings."""
    act_done_at: int | None = None
    """Of the act that it belongs to."""
    act_undone_at: int | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, the newest first; `site` is None for the instance's own."""

    site: Site | None
    entries: tuple[Entry, ...]
    older: int | None
    """Before which entry the next page goes on."""
