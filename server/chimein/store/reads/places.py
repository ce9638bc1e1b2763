"""Where comments stand: what must be known of them before they go elsewhere."""

from chimein.rules.facts import Comment, Thread
from chimein.store.calls import Transaction, call
from chimein.store.reads.comments import comment_of


def roots_of_thread(thread: Thread) -> Transaction[list[tuple[int, int | None]]]:
    """(id, number) of each comment on which a branch of the thread hangs, whatever its state."""
    rows = yield from call("roots_of_thread", site_id=thread.site_id, thread_id=thread.id)
    return [(root_id, number) for root_id, number in rows]


def standing_at(thread: Thread, comment_id: int) -> Transaction[Comment | None]:
    """The comment, if it stands in this thread."""
    rows = yield from call("comment_by_id", site_id=thread.site_id, thread_id=thread.id, id=comment_id)
    return comment_of(rows[0]) if rows else None


def shown_below(comment: Comment) -> Transaction[int]:
    """How many of its descendants are shown."""
    rows = yield from call("shown_below", site_id=comment.site_id, thread_id=comment.thread_id, id=comment.id)
    count: int = rows[0][0]
    return count
