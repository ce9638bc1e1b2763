"""Threads and their pages, for a reader."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from chimein.rules.facts import Comment, PageComment, PageOfThread, Site, Thread, Windowed
from chimein.rules.fragments import former_fragment
from chimein.rules.page_urls import PageAddress, explicit_key, page_address
from chimein.rules.paging import clamp_page, page_of_position, pages
from chimein.rules.refusals import NotFound
from chimein.rules.site_settings import Order
from chimein.store.calls import Transaction
from chimein.store.reads import comments as comment_reads
from chimein.store.reads import threads as thread_reads
from chimein.store.reads.sites import site_by_key

WINDOW = 50
PINGS = 100
WHOLE = 200
"""A thread of at most so many comments, all on one page, is read in one piece."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page of a thread a reader asks for."""

    page: int | Literal["last"] = 1
    order: Order | None = None
    around: str | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A site, a page's address on it, and the thread that the address leads to, if it has begun."""

    site: Site
    address: PageAddress
    thread: Thread | None


def thread_for_reader(key: str, url: str, explicit: str | None) -> Transaction[Located]:
    """The thread of a page. Raises `NotFound` for an unknown site, `Invalid` for a page that is not the site's."""
    site = yield from site_by_key(key)
    address = page_address(url, site.origins)
    thread = yield from find_thread(site, address, explicit_key(explicit) if explicit else None)
    return Located(site, address, thread)


def thread_by_public_id(key_or_id: tuple[str, str]) -> Transaction[Located]:
    """The thread that a link of the hosted page names: (site key, thread's public id)."""
    site = yield from site_by_key(key_or_id[0])
    thread = yield from thread_reads.thread_by_public_id(site.site_id, key_or_id[1])
    if thread is None:
        raise NotFound
    return Located(site, PageAddress(key="", url=thread.url), thread)


def find_thread(site: Site, address: PageAddress, explicit: str | None) -> Transaction[Thread | None]:
    """The owner's own id wins; an unknown one falls back to the URL's thread, unless that is another id's."""
    if explicit is not None:
        thread = yield from thread_reads.thread_by_key(site.site_id, explicit)
        if thread is not None:
            return thread
    thread = yield from thread_reads.thread_by_key(site.site_id, address.key)
    if thread is not None and explicit is not None:
        taken = yield from thread_reads.has_explicit_key(site.site_id, thread.id)
        return None if taken else thread
    return thread


def page_for_reader(
    located: Located, wanted: Wanted, is_known: Callable[[PageOfThread], bool], *, as_text: bool = False
) -> Transaction[PageOfThread]:
    """One page of the thread. Where `is_known` says that the reader has these bytes, the comments are not read.

    `as_text`: they may come as text that is told.
    """
    site, thread = located.site, located.thread
    if thread is None:
        return PageOfThread(site, None, 1, 1)
    order = wanted.order or site.settings.order
    size = site.settings.page_size
    total = pages(thread.roots, size)
    found = yield from _around(thread, wanted.around)
    if found is not None:
        position = yield from _position(thread, found, order)
        number = total if position is None else page_of_position(position, size)
    else:
        number = total if wanted.page == "last" else wanted.page
    number = clamp_page(number, total)
    page = PageOfThread(site, thread, number, total, around=found.public_id if found else None)
    if is_known(page):
        return page
    return (yield from _filled(page, thread, order, as_text=as_text))


def _filled(page: PageOfThread, thread: Thread, order: Order, *, as_text: bool) -> Transaction[PageOfThread]:
    told = whole = None
    if page.pages == 1 and thread.count <= WHOLE:
        if as_text:
            told = yield from thread_reads.told_thread(thread, order, WINDOW, 2 * WHOLE)
        else:
            whole = yield from thread_reads.whole_thread(thread, order, 2 * WHOLE)
    if told is not None:
        return replace(page, told=told, pings=(yield from _pings(page, thread)))
    if whole is not None:
        roots, replies = whole
    else:
        size = page.site.settings.page_size
        roots = yield from thread_reads.roots_of_page(thread, order, size, (page.number - 1) * size)
        replies = yield from thread_reads.replies_of_page(thread, roots, WINDOW)
    return replace(page, roots=roots, replies=replies, pings=(yield from _pings(page, thread)))


def _pings(page: PageOfThread, thread: Thread) -> Transaction[tuple[PageComment, ...]]:
    if not thread.pings or page.number != page.pages:
        return ()
    return (yield from thread_reads.pings_of_thread(thread, PINGS))


def replies_for_reader(key: str, root: str, after: str) -> Transaction[Windowed]:
    """The next window of a branch. Raises `NotFound` for what is not shown, or not of one branch."""
    site = yield from site_by_key(key)
    top = yield from comment_reads.comment_by_public_id(site.site_id, root)
    last = yield from comment_reads.comment_by_public_id(site.site_id, after)
    if top is None or last is None or not top.shown or top.parent_id is not None:
        raise NotFound
    if (last.thread_id, last.root_id) != (top.thread_id, top.id):
        raise NotFound
    thread = yield from thread_reads.thread_by_id(site.site_id, top.thread_id)
    replies = yield from thread_reads.replies_after(thread, top.id, (last.posted_at, last.id), WINDOW)
    left = 0
    if len(replies) == WINDOW:
        end = replies[-1]
        left = yield from thread_reads.count_replies_after(thread, top.id, (end.posted_at, end.id))
    return Windowed(site, thread, replies, left)


def _around(thread: Thread, wanted: str | None) -> Transaction[Comment | None]:
    if not wanted:
        return None
    found, fragment = None, former_fragment(wanted)
    if fragment is not None:
        found = yield from comment_reads.comment_by_fragment(thread.site_id, thread.id, fragment)
    if found is None:
        # One of our own ids may look like a fragment of old.
        public_id = wanted.removeprefix("#").removeprefix("chime-")
        found = yield from comment_reads.comment_by_public_id(thread.site_id, public_id)
    if found is None or found.thread_id != thread.id or not found.shown:
        return None
    return found


def _position(thread: Thread, comment: Comment, order: Order) -> Transaction[int | None]:
    """At which place among the roots it stands; pings stand nowhere, but on the last page."""
    if comment.kind != "comment":
        return None
    root = comment
    if comment.parent_id is not None:
        root = yield from comment_reads.comment_by_id(thread.site_id, thread.id, comment.root_id)
    before = yield from thread_reads.roots_before(thread, root)
    if before is None:
        return 0
    return before if order == "oldest" else thread.roots - 1 - before
