"""Comments for feeds: what is published, for anyone; what is held, for who knows the secret address."""

from collections.abc import Callable
from dataclasses import dataclass

from chimein.access.pages import Named, hosted_thread
from chimein.access.sites import site_for_reader
from chimein.rules.facts import ShownComment, Site, Thread
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction
from chimein.store.reads.comments import newest_of_site
from chimein.store.reads.threads import newest_of_thread

LENGTH = 50
_LOOKED_AT = 200  # pings stand among a site's comments and are left out

IsFeedToken = Callable[[int, str, str], bool]
"""Whether a token opens (site id, purpose, token)."""


@dataclass(frozen=True, slots=True)
class SaidOnPage:
    """A comment with its page's address and title."""

    comment: ShownComment
    url: str
    title: str


def newest_in_thread(public_id: str) -> Transaction[tuple[Site, Thread, list[SaidOnPage]]]:
    """The newest published comments of a thread, newest first. Raises `NotFound`."""
    located = (yield from hosted_thread(Named(public_id=public_id))).located
    if located.thread is None:
        raise NotFound
    thread = located.thread
    found = yield from newest_of_thread(thread, LENGTH)
    newest = sorted(found, key=lambda comment: (comment.posted_at, comment.id), reverse=True)
    return located.site, thread, [SaidOnPage(comment, thread.url, thread.title) for comment in newest]


def newest_on_site(key: str) -> Transaction[tuple[Site, list[SaidOnPage]]]:
    """The newest published comments of a site, newest first. Raises `NotFound`."""
    site = yield from site_for_reader(key)
    found = yield from newest_of_site(site.site_id, "published", _LOOKED_AT)
    said = [SaidOnPage(comment, url, title) for comment, _, url, title in found if comment.kind == "comment"]
    return site, said[:LENGTH]


def held_on_site(key: str, token: str, opens: IsFeedToken) -> Transaction[tuple[Site, list[SaidOnPage]]]:
    """What awaits a moderator, newest first. A wrong token and an unknown site look alike: `NotFound`."""
    site = yield from site_for_reader(key)
    if not opens(site.site_id, "held", token):
        raise NotFound("There is no such site here.")
    found = yield from newest_of_site(site.site_id, "held", LENGTH)
    return site, [SaidOnPage(comment, url, title) for comment, _, url, title in found]
