"""A moderator decides where comments stand: one, or many under one act."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from chimein.rules.facts import Comment, State
from chimein.rules.refusals import AlreadyGone, Outdated
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.comments import comment_by_id, decided_last
from chimein.store.writes.acts import Change, Doing, Done, record
from chimein.store.writes.deciding import decided

Decided = Literal["published", "rejected", "spam", "held"]
VERBS: dict[Decided, str] = {"published": "approve", "rejected": "reject", "spam": "spam", "held": "hold"}
AT_ONCE = 500
BEFORE_ALL = (-1, 0)
Find = Callable[[tuple[int, int], int], Transaction[list[Comment]]]
"""Up to so many comments of a site after (posted_at, id), in this order."""
GONE = ("withdrawn", "erased")
_HANDS = {"shell": "from the shell", "writer": "by its writer", "rules": "by the rules", "import": "by an import"}


@dataclass(frozen=True, slots=True)
class Decision:
    """The state that a moderator wants, and upon which one it was decided."""

    state: Decided
    seen: State | None = None
    """What the moderator saw; None: whatever it is."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a bulk has come."""

    last: tuple[int, int] | None = None
    """(posted_at, id) of the last comment that was looked at."""
    act_id: int | None = None
    """None: nothing was changed yet."""
    changed: int = 0
    at_once: int = AT_ONCE
    """Comments of one transaction."""


@repeatable
def decide_comment(comment: Comment, decision: Decision, doing: Doing) -> Transaction[Done]:
    """Give the comment that state. Raises `AlreadyGone`, `Outdated`."""
    return (yield from decide_comments(comment.site_id, (comment,), decision, doing))


@repeatable
def decide_comments(
    site_id: int, comments: Iterable[Comment], decision: Decision, doing: Doing, act_id: int | None = None
) -> Transaction[Done]:
    """Give all of these comments of a site that state, under a new act or one that goes on.

    Raises `AlreadyGone`, `Outdated`; then nothing of this transaction stands.
    """
    changes = []
    for known in comments:
        # Anew: deciding one moves what its neighbours count.
        comment = yield from comment_by_id(site_id, known.thread_id, known.id)
        change = yield from _decided(comment, decision, doing)
        changes += [change] if change else []
    return (yield from record(site_id, VERBS[decision.state], doing, changes, act_id))


def _decided(comment: Comment, decision: Decision, doing: Doing) -> Transaction[Change | None]:
    if comment.state in GONE:
        raise AlreadyGone(f"The comment {comment.public_id} was taken back by its writer.")
    if decision.seen is not None and comment.state != decision.seen:
        _, by = yield from decided_last(comment)
        hand = _HANDS.get(by, "by another moderator")
        raise Outdated(f"The comment {comment.public_id} is {comment.state} now; that was decided {hand}.")
    if comment.state == decision.state:
        return None
    return (yield from decided(comment, decision.state, doing))


@repeatable
def decide_next(site_id: int, find: Find, stage: Stage, decision: Decision, doing: Doing) -> Transaction[Stage]:
    """One step of deciding thousands: what `find` has next after `stage`, in a transaction of its own.

    Posts go on between the steps; what is done when somebody stops is done, and can be taken back. Where `last` comes
    back as None, that was the last step.
    """
    found = yield from find(stage.last or BEFORE_ALL, stage.at_once)
    open_ = [comment for comment in found if comment.state not in (*GONE, decision.state)]
    done = yield from decide_comments(site_id, open_, decision, doing, stage.act_id)
    last = (found[-1].posted_at, found[-1].id) if len(found) == stage.at_once else None
    return replace(stage, last=last, act_id=done.act_id or None, changed=stage.changed + done.changed)
