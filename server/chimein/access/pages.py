"""Threads and comments for the hosted page, whose links name a thread alone, without its site."""

from dataclasses import dataclass

from chimein.access.comments import CommentAtHand, IsToken, comment_for_writer, comment_to_edit
from chimein.access.threads import Located, Wanted, page_for_reader, replies_for_reader, thread_for_reader
from chimein.rules.facts import PageOfThread, ShownComment, Windowed
from chimein.rules.page_urls import PageAddress
from chimein.rules.public_ids import numbers_of
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction, call
from chimein.store.reads.comments import comment_by_public_id, shown_comment
from chimein.store.reads.sites import site_by_id
from chimein.store.reads.threads import thread_by_public_id, where_it_went


@dataclass(frozen=True, slots=True)
class Named:
    """A thread as an address names it: by its public id, or by a site's key with a page and the owner's own id."""

    public_id: str = ""
    site: str = ""
    url: str = ""
    explicit: str | None = None


@dataclass(frozen=True, slots=True)
class Hosted:
    """A thread with what a post to it must say so that it lands here and nowhere else."""

    located: Located
    explicit: str | None


@dataclass(frozen=True, slots=True)
class HostedPage:
    """One page of a hosted thread, and the comment that a reader is about to answer, if there is one."""

    hosted: Hosted
    page: PageOfThread
    answered: ShownComment | None


def hosted_page(named: Named, wanted: Wanted, answered: str | None) -> Transaction[HostedPage]:
    """One page of a thread. Raises `NotFound`, and `Invalid` for a page that is not the site's."""
    hosted = yield from hosted_thread(named)
    page = yield from page_for_reader(hosted.located, wanted, lambda _: False)
    return HostedPage(hosted, page, (yield from _answerable(hosted.located, answered)))


def hosted_thread(named: Named) -> Transaction[Hosted]:
    """The thread that an address names; where it was merged, the one it went to. Raises `NotFound`, `Invalid`."""
    if not named.public_id:
        return Hosted((yield from thread_for_reader(named.site, named.url, named.explicit)), named.explicit)
    rows = yield from call("instance")
    numbers = numbers_of(rows[0][0], named.public_id) if rows else None
    if numbers is None:
        raise NotFound
    site = yield from site_by_id(numbers[0])
    thread = yield from thread_by_public_id(site.site_id, named.public_id)
    if thread is None:
        raise NotFound
    thread = yield from where_it_went(thread)
    keys = yield from call("explicit_keys_of_thread", site_id=site.site_id, thread_id=thread.id)
    own = keys[0][0].removeprefix("id:") if keys else None
    return Hosted(Located(site, PageAddress(key="", url=thread.url), thread), own)


def hosted_replies(thread: str, root: str, after: str) -> Transaction[tuple[Hosted, Windowed, ShownComment]]:
    """The next window of a long branch with the root it hangs on. Raises `NotFound`."""
    hosted = yield from hosted_thread(Named(public_id=thread))
    window = yield from replies_for_reader(hosted.located.site.key, root, after)
    top = yield from comment_by_public_id(window.site.site_id, root)
    if top is None or window.thread != hosted.located.thread:
        raise NotFound
    return hosted, window, (yield from shown_comment(top))


def comment_of_writer(thread: str, comment: str, proof: tuple[str, IsToken]) -> Transaction[CommentAtHand]:
    """A comment of this thread in whatever state, for who holds its edit token. Raises `NotFound`, `TokenWrong`."""
    hosted = yield from hosted_thread(Named(public_id=thread))
    found = yield from comment_for_writer(hosted.located.site.key, comment, *proof)
    return _in_thread(found, hosted)


def comment_of_writer_to_edit(
    thread: str, comment: str, proof: tuple[str, IsToken], now: int
) -> Transaction[CommentAtHand]:
    """The same, while it may be changed. Raises also `EditWindowOver`."""
    hosted = yield from hosted_thread(Named(public_id=thread))
    found = yield from comment_to_edit(hosted.located.site.key, comment, proof, now)
    return _in_thread(found, hosted)


def _in_thread(found: CommentAtHand, hosted: Hosted) -> CommentAtHand:
    if found.thread != hosted.located.thread:
        raise NotFound
    return found


def _answerable(located: Located, public_id: str | None) -> Transaction[ShownComment | None]:
    if public_id is None or located.thread is None:
        return None
    found = yield from comment_by_public_id(located.site.site_id, public_id)
    if found is None or found.thread_id != located.thread.id or found.state != "published" or found.kind != "comment":
        return None
    return (yield from shown_comment(found))
