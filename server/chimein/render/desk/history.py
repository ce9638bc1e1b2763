"""What became of a comment: its words before each edit, and who did what."""

from dataclasses import dataclass

from chimein.render.desk.cards import words_of_time
from chimein.render.times import iso
from chimein.rules.cards import AuditLine, InContext
from chimein.rules.differences import Change, differences

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
