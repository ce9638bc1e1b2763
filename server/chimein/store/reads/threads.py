"""Threads and their pages as facts."""

from collections.abc import Sequence
from itertools import zip_longest
from operator import itemgetter

from chimein.rules import said
from chimein.rules.facts import Comment, PageComment, ShownComment, Thread, ToldRow
from chimein.rules.site_settings import Order
from chimein.store.calls import Transaction, call

MOST_KEYS = 100
PINNED = "pinned"
"""The badge of a root that is shown first."""
_FIRST = (said.PINNED, " pinned")
_TOLD_NUMBER = itemgetter(3)
_TOLD_TIME = itemgetter(5, 0)
_SLOTS = tuple(f"key_{number:02}" for number in range(MOST_KEYS))


def thread_by_key(site_id: int, key: str) -> Transaction[Thread | None]:
    """The thread that a key leads to, if any."""
    rows = yield from call("thread_by_key", site_id=site_id, key=key)
    return Thread(*rows[0]) if rows else None


def counts_by_keys(site_id: int, keys: Sequence[str]) -> Transaction[dict[str, int]]:
    """The counts of the threads that these keys lead to, at most `MOST_KEYS` of them; unknown keys are left out."""
    slots = dict(zip_longest(_SLOTS, keys))
    rows = yield from call("counts_by_keys", site_id=site_id, **slots)
    return dict(rows)


def thread_by_id(site_id: int, thread_id: int) -> Transaction[Thread]:
    """A thread that is known to exist."""
    rows = yield from call("thread_by_id", site_id=site_id, id=thread_id)
    return Thread(*rows[0])


def thread_by_public_id(site_id: int, public_id: str) -> Transaction[Thread | None]:
    """The thread that a link names, if any."""
    rows = yield from call("thread_by_public_id", site_id=site_id, public_id=public_id)
    return Thread(*rows[0]) if rows else None


def where_it_went(thread: Thread) -> Transaction[Thread]:
    """The thread into which this one was merged, and that one, and so on; a thread that was not is itself."""
    while thread.merged_into is not None:
        thread = yield from thread_by_id(thread.site_id, thread.merged_into)
    return thread


def keys_of_thread(site_id: int, thread_id: int) -> Transaction[list[str]]:
    """All that leads to the thread: `url:…` and `id:…`."""
    rows = yield from call("keys_of_thread", site_id=site_id, thread_id=thread_id)
    return [key for (key,) in rows]


def has_explicit_key(site_id: int, thread_id: int) -> Transaction[bool]:
    """Whether the owner gave this thread an id of its own."""
    rows = yield from call("explicit_keys_of_thread", site_id=site_id, thread_id=thread_id)
    return bool(rows)


def whole_thread(
    thread: Thread, order: Order, most: int
) -> Transaction[tuple[tuple[PageComment, ...], tuple[PageComment, ...]] | None]:
    """All shown roots and all replies, where the thread's first `most` comments of any state are all that it has."""
    rows = yield from call("whole_thread", site_id=thread.site_id, thread_id=thread.id, most=most)
    comments = list(map(PageComment._make, rows))
    roots = [comment for comment in comments if comment.parent_id is None]
    replies = [comment for comment in comments if comment.parent_id is not None]
    if len(roots) != thread.roots or len(replies) != sum(root.shown_replies for root in roots):
        return None
    replies.sort(key=_by_time)
    return _pinned_first(roots, order), tuple(replies)


def told_thread(
    thread: Thread, order: Order, window: int, most: int
) -> Transaction[tuple[Sequence[ToldRow], Sequence[ToldRow]] | None]:
    """The same to be told from text, where beneath no root there are more than `window` replies."""
    rows = yield from call("told_thread", site_id=thread.site_id, thread_id=thread.id, most=most)
    roots = [row for row in rows if row[1] is None]
    replies = [row for row in rows if row[1] is not None]
    below = [root[4] for root in roots]
    if len(roots) != thread.roots or len(replies) != sum(below) or max(below, default=0) > window:
        return None
    replies.sort(key=_TOLD_TIME)
    roots.sort(key=_TOLD_NUMBER, reverse=order == "newest")
    if any(map(_is_told_first, roots)):
        roots.sort(key=_is_told_first, reverse=True)
    return roots, replies


def roots_of_page(thread: Thread, order: Order, limit: int, offset: int) -> Transaction[tuple[PageComment, ...]]:
    """One page of shown roots. What is pinned stands on the first page, before the others, and not on its own."""
    where = {"site_id": thread.site_id, "thread_id": thread.id, "limit": limit}
    if offset == 0:
        rows = yield from call(f"first_roots_{order}", **where)
        return _pinned_first(list(map(PageComment._make, rows)), order)
    rows = yield from call(f"roots_{order}", **where, offset=offset)
    return tuple(root for root in map(PageComment._make, rows) if not is_pinned(root))


def replies_of_page(
    thread: Thread, roots: tuple[PageComment, ...], window: int
) -> Transaction[tuple[PageComment, ...]]:
    """The first `window` replies beneath each of `roots` (a few more where times are equal)."""
    if not any(root.shown_replies for root in roots):
        return ()
    numbers = [root.number or 0 for root in roots if not is_pinned(root)]
    asked = {
        "site_id": thread.site_id,
        "thread_id": thread.id,
        "low": min(numbers, default=0),
        "high": max(numbers, default=-1),
        "window": window,
    }
    if len(numbers) == len(roots):
        rows = yield from call("replies_of_page", **asked)
    else:
        rows = yield from call("replies_of_first_page", **asked)
    # Among the numbers of a page there may be one that is shown elsewhere, because it is pinned.
    here = {root.id for root in roots}
    return tuple(reply for reply in map(PageComment._make, rows) if reply.root_id in here)


def replies_after(
    thread: Thread, root_id: int, after: tuple[int, int], limit: int
) -> Transaction[tuple[ShownComment, ...]]:
    """The next `limit` replies beneath a root, after (posted_at, id)."""
    rows = yield from call(
        "replies_after",
        site_id=thread.site_id,
        thread_id=thread.id,
        root_id=root_id,
        posted_at=after[0],
        after=after[1],
        limit=limit,
    )
    return tuple(ShownComment(*row) for row in rows)


def count_replies_after(thread: Thread, root_id: int, after: tuple[int, int]) -> Transaction[int]:
    """How many replies beneath a root follow after (posted_at, id)."""
    rows = yield from call(
        "count_replies_after",
        site_id=thread.site_id,
        thread_id=thread.id,
        root_id=root_id,
        posted_at=after[0],
        after=after[1],
    )
    count: int = rows[0][0]
    return count


def roots_before(thread: Thread, root: Comment) -> Transaction[int | None]:
    """How many shown roots come before this one, counted from the oldest; None: it is pinned, so before all others."""
    rows = yield from call(
        "roots_before", site_id=thread.site_id, thread_id=thread.id, id=root.id, number=root.number or 0
    )
    count, pinned_at = rows[0]
    return None if pinned_at is not None else count


def pings_of_thread(thread: Thread, limit: int) -> Transaction[tuple[PageComment, ...]]:
    """Other sites' mentions of the page, oldest first."""
    rows = yield from call("pings_of_thread", site_id=thread.site_id, thread_id=thread.id, limit=limit)
    return tuple(map(PageComment._make, rows))


def newest_of_thread(thread: Thread, limit: int) -> Transaction[tuple[ShownComment, ...]]:
    """The comments that arrived last, newest first."""
    rows = yield from call("newest_of_thread", site_id=thread.site_id, thread_id=thread.id, limit=limit)
    return tuple(ShownComment(*row) for row in rows)


def threads_after(site_id: int, after: int, limit: int) -> Transaction[list[Thread]]:
    """Threads in the order they began, for walking through a whole site."""
    rows = yield from call("threads_after", site_id=site_id, after=after, limit=limit)
    return [Thread(*row) for row in rows]


def is_pinned(root: PageComment) -> bool:
    """Whether it is shown first, which its badges tell."""
    return root.badge is not None and root.badge.endswith(PINNED)


def _is_told_first(root: ToldRow) -> bool:
    return root[6].endswith(_FIRST)


def _pinned_first(roots: list[PageComment], order: Order) -> tuple[PageComment, ...]:
    roots.sort(key=_by_number, reverse=order == "newest")
    if any(map(is_pinned, roots)):
        roots.sort(key=is_pinned, reverse=True)
    return tuple(roots)


def _by_number(root: PageComment) -> int:
    return root.number or 0


def _by_time(reply: PageComment) -> tuple[int, int]:
    return reply.posted_at, reply.id
