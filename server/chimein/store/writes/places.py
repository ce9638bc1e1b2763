"""Comments go from one thread to another, with all that hangs on them and all that refers to them.

Public ids stay. Counters are not moved along with each comment but counted anew at the end, once for each thread.
"""

from dataclasses import dataclass

from chimein.rules.facts import Comment, Thread
from chimein.store.calls import Transaction, call
from chimein.store.reads.comments import comment_by_id
from chimein.store.reads.places import shown_below
from chimein.store.writes.acts import Change
from chimein.store.writes.comments import show_above


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment is to stand: as a root, with a number unless nobody has seen it yet, or below a parent."""

    thread_id: int
    parent: Comment | None
    number: int | None


def move_to(comment: Comment, source: Thread, target: Thread) -> Transaction[Change]:
    """The comment becomes a root of `target` with all that hangs on it; how it was, to bring it back."""
    has_been_seen = comment.kind == "comment" and (comment.shown or comment.number is not None)
    number = target.last_number + 1 if has_been_seen else None
    yield from settle(comment, Place(target.id, None, number))
    if comment.number is not None:
        yield from call(
            "note_number",
            site_id=source.site_id,
            thread_id=source.id,
            number=comment.number,
            into=target.id,
            comment_id=comment.id,
        )
    yield from recount_both(source, target, number or 0)
    was = {"thread": source.id, "parent": comment.parent_id, "number": comment.number}
    return Change("place", target.id, comment.id, was, {"thread": target.id, "number": number})


def settle(comment: Comment, place: Place) -> Transaction[None]:
    """Let the comment stand there with all that hangs on it. What is shown above it, here and there, follows."""
    below = yield from shown_below(comment)
    parent = place.parent
    yield from call(
        "move_branch",
        site_id=comment.site_id,
        thread_id=comment.thread_id,
        id=comment.id,
        into=place.thread_id,
        root_id=parent.root_id if parent else comment.id,
        parent_id=parent.id if parent else None,
        deeper=(parent.depth + 1 if parent else 0) - comment.depth,
        number=place.number,
        shown_replies=0 if parent else below,
    )
    if comment.parent_id is not None:
        above = yield from comment_by_id(comment.site_id, comment.thread_id, comment.parent_id)
        yield from _show_branch(above, comment, -1, below)
    if parent is not None:
        yield from _show_branch(parent, comment, 1, below)


def _show_branch(parent: Comment, comment: Comment, change: int, below: int) -> Transaction[None]:
    """A reply with what is shown below it comes (1) to a parent, or goes (-1)."""
    yield from call(
        "count_replies",
        site_id=parent.site_id,
        thread_id=parent.thread_id,
        id=parent.root_id,
        change=change * below,
    )
    if comment.shown:
        yield from show_above(parent, change=change)


def recount_both(source: Thread, target: Thread, last_number: int) -> Transaction[None]:
    """Count anew what is in the two threads. The target has given numbers up to `last_number`."""
    version = max(source.version, target.version)
    for thread, given in ((source, 0), (target, last_number)):
        yield from call("recount_thread", site_id=thread.site_id, id=thread.id, last_number=given, version=version)
