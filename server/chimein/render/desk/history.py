"""What became of a comment: its words before each edit, and who did what."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from chimein.render.times import iso, words_of_time
from chimein.rules.audits import UNDO_MS, Entry
from chimein.rules.cards import AuditLine, InContext
from chimein.rules.differences import Change, differences
from chimein.rules.facts import NOBODY

WHO = {"shell": "the shell", "rules": "the rules", "token": "a program", "account": "somebody"}
WHAT = {
    "approve": "approved it",
    "reject": "rejected it",
    "spam": "marked it as spam",
    "hold": "held it back",
    "undo": "took a decision back",
    "reply": "answered it",
    "edit": "changed its words",
    "pin": "pinned it",
    "unpin": "pinned it no longer",
}


@dataclass(frozen=True, slots=True)
class RevisionView:
    """How it was worded until a moment, marked with what was changed then."""

    at: str
    at_words: str
    pieces: list[tuple[Change, str]]


@dataclass(frozen=True, slots=True)
class AuditView:
    """One line of what was done."""

    at: str
    at_words: str
    who: str
    what: str


def revision_views(found: InContext) -> list[RevisionView]:
    """The newest first, each against the words that came after it."""
    words = [*(one.source_text for one in found.revisions), found.card.source_text]
    views = [
        RevisionView(iso(one.replaced_at), words_of_time(one.replaced_at), differences(one.source_text, after))
        for one, after in zip(found.revisions, words[1:], strict=True)
    ]
    return views[::-1]


def audit_view(line: AuditLine) -> AuditView:
    """A line of the audit in words."""
    who = line.account or WHO.get(line.actor, line.actor)
    return AuditView(iso(line.at), words_of_time(line.at), who, WHAT.get(line.verb, line.verb.replace("_", " ")))


@dataclass(frozen=True, slots=True)
class EntryView:
    """A row of the audit's page."""

    at: str
    at_words: str
    who: str
    verb: str
    href: str
    about: str
    detail: str
    act: str
    """What can be taken back at this row; empty: nothing."""


def entry_views(entries: Sequence[Entry], now: int) -> list[EntryView]:
    """The entries in words, the newest first; each act that still stands can be taken back at its newest one."""
    offered: set[int] = set()
    views = []
    for entry in entries:
        act = entry.act_id if _stands(entry, now) and entry.act_id not in offered else None
        offered |= {act} if act else set()
        views.append(_entry_view(entry, str(act or "")))
    return views


def _stands(entry: Entry, now: int) -> bool:
    return entry.act_done_at is not None and entry.act_undone_at is None and now - entry.act_done_at <= UNDO_MS


def _entry_view(entry: Entry, act: str) -> EntryView:
    # What it changed is told as pairs.
    detail = msgspec.json.decode(entry.detail, type=dict[str, str | int | None])
    return EntryView(
        at=iso(entry.at),
        at_words=words_of_time(entry.at),
        who=entry.account or WHO.get(entry.actor, entry.actor),
        verb=entry.verb.replace("_", " "),
        href=f"/admin/comments/{entry.comment}" if entry.comment else "",
        about=entry.writer or NOBODY if entry.comment else "",
        detail=" · ".join(f"{name} {value}" for name, value in detail.items() if value is not None),
        act=act,
    )
