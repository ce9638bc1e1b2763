"""Where a new comment wants to stand: the thread, and the comment that is answered."""

from dataclasses import dataclass

from chimein.access.threads import find_thread
from chimein.rules.closing import is_open
from chimein.rules.facts import Comment, Site, Thread
from chimein.rules.page_urls import explicit_key, page_address
from chimein.rules.posting import Typed
from chimein.rules.refusals import Invalid, ThreadClosed, ThreadLocked
from chimein.store.calls import Transaction
from chimein.store.reads.comments import comment_by_public_id


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a new comment wants to stand."""

    thread: Thread | None
    parent: Comment | None


def surroundings_for_poster(site: Site, typed: Typed) -> Transaction[Surroundings]:
    """Load what the rules need; a page that is not the site's has no thread, and the rules will say so."""
    parent = (yield from comment_by_public_id(site.site_id, typed.parent)) if typed.parent else None
    thread = yield from _thread_or_none(site, typed)
    return Surroundings(thread, parent)


def thread_to_comment_on(thread: Thread, close_days: int, now: int) -> Thread:
    """The thread, if it still takes comments. Raises `ThreadClosed`."""
    if not is_open(thread, close_days, now):
        raise ThreadClosed
    return thread


def thread_that_moves(thread: Thread) -> Thread:
    """The thread, if what stands there may still be changed. Raises `ThreadLocked`."""
    if thread.locked_at is not None:
        raise ThreadLocked
    return thread


def _thread_or_none(site: Site, typed: Typed) -> Transaction[Thread | None]:
    try:
        address = page_address(typed.url, site.origins)
        explicit = explicit_key(typed.thread) if typed.thread else None
    except Invalid:
        return None
    return (yield from find_thread(site, address, explicit))
