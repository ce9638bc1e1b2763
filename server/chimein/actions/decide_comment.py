"""A moderator decides where a comment stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from chimein.access.moderating import comment_for_owner
from chimein.rules.facts import Comment
from chimein.rules.refusals import AlreadyGone
from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.comments import Judged, set_state
from chimein.store.writes.events import NewEvent, add_event


@dataclass(frozen=True, slots=True)
class Decision:
    """The state that a moderator wants, when, and from where."""

    state: Literal["published", "rejected"]
    at: int
    by: str
    new_id: Callable[[], int]


@repeatable
def decide_comment(public_id: str, key: str | None, decision: Decision) -> Transaction[bool]:
    """Give the comment that state; whether anything changed. Raises `NotFound`, `AlreadyGone`."""
    found = yield from comment_for_owner(public_id, key)
    comment = found.comment
    if comment.state in ("withdrawn", "erased"):
        raise AlreadyGone(f"The comment {public_id} was taken back by its writer.")
    if comment.state == decision.state:
        return False
    yield from set_state(comment, Judged(decision.state, decision.at, decision.by))
    yield from _tell(comment, decision)
    return True


def _tell(comment: Comment, decision: Decision) -> Transaction[None]:
    yield from add_event(
        NewEvent(
            site_id=comment.site_id,
            id=decision.new_id(),
            kind=f"comment_{decision.state}",
            happened_at=decision.at,
            thread_id=comment.thread_id,
            comment_id=comment.id,
            persona_id=comment.persona_id,
        )
    )
