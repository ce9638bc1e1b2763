"""What is around one comment: what it answers, what stands beside it, what it said before, what was done to it."""

from dataclasses import replace
from typing import Any

import msgspec

from chimein.rules.cards import AuditLine, Card, Replaced, Said
from chimein.rules.facts import Comment
from chimein.store.calls import Transaction, call

MOST_ANCESTORS = 50
MOST_SIBLINGS = 10
"""On each side."""
MOST_LINES = 100


def ancestors_of(card: Card) -> Transaction[tuple[Said, ...]]:
    """From the root down to what it answers; of a very deep branch the nearest `MOST_ANCESTORS`."""
    if card.depth == 0:
        return ()
    rows = yield from call("ancestors", **_named(card), most=MOST_ANCESTORS)
    return tuple(Said(*row) for row in rows)


def siblings_of(comment: Comment, most: int = MOST_SIBLINGS) -> Transaction[tuple[tuple[Said, ...], tuple[Said, ...]]]:
    """What is shown at the same place nearest before it and after it, both oldest first, at most so many each."""
    named = {
        "site_id": comment.site_id,
        "thread_id": comment.thread_id,
        "id": comment.id,
        "parent_id": comment.parent_id or 0,
        "limit": most,
    }
    before = yield from call("siblings_before", **named)
    after = yield from call("siblings_after", **named)
    return tuple(Said(*row) for row in reversed(before)), tuple(Said(*row) for row in after)


def revisions_of(card: Card) -> Transaction[tuple[Replaced, ...]]:
    """The words that edits replaced, oldest first."""
    if not card.revisions:
        return ()
    named = _named(card)
    rows = yield from call("revisions_of_comment", comment_id=named.pop("id"), **named)
    return tuple(Replaced(*row) for row in rows)


def audit_of(card: Card) -> Transaction[tuple[AuditLine, ...]]:
    """What was done to it, the last thing first, at most `MOST_LINES`."""
    rows = yield from call("audit_of_comment", site_id=card.site.site_id, comment_id=card.id, limit=MOST_LINES)
    return tuple(replace(AuditLine(*row), detail=msgspec.json.decode(row[-1])) for row in rows)


def _named(card: Card) -> dict[str, Any]:
    return {"site_id": card.site.site_id, "thread_id": card.thread.id, "id": card.id}
