"""When a conversation takes no more comments, and when a comment no more changes."""

from chimein.rules.facts import Thread

DAY_MS = 86_400_000
MINUTE_MS = 60_000


def closes_at(thread: Thread, close_days: int) -> int | None:
    """The moment at which the thread closed or will close by itself; None: never."""
    by_age = thread.created_at + close_days * DAY_MS if close_days else None
    moments = [moment for moment in (thread.closed_at, thread.locked_at, by_age) if moment is not None]
    return min(moments) if moments else None


def is_open(thread: Thread | None, close_days: int, now: int) -> bool:
    """Whether a comment may be added now. A thread that has not begun is open."""
    if thread is None:
        return True
    moment = closes_at(thread, close_days)
    return moment is None or now < moment


def edit_until(posted_at: int, edit_minutes: int) -> int:
    """The moment until which the writer may change or withdraw a comment."""
    return posted_at + edit_minutes * MINUTE_MS
