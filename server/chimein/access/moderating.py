"""Comments for whoever moderates from the shell: every site of the instance is the owner's."""

from dataclasses import dataclass

from chimein.rules.facts import Comment, Site, Thread
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction
from chimein.store.reads.comments import comment_by_public_id
from chimein.store.reads.sites import all_sites, site_by_key
from chimein.store.reads.threads import thread_by_id


@dataclass(frozen=True, slots=True)
class CommentOfOwner:
    """A comment with the site and the thread that it belongs to."""

    site: Site
    thread: Thread
    comment: Comment


def comment_for_owner(public_id: str, key: str | None) -> Transaction[CommentOfOwner]:
    """The comment with this public id, on the site with `key` or on whichever has it. Raises `NotFound`."""
    sites = (yield from all_sites()) if key is None else [(yield from site_by_key(key))]
    for site in sites:
        comment = yield from comment_by_public_id(site.site_id, public_id)
        if comment is not None:
            thread = yield from thread_by_id(site.site_id, comment.thread_id)
            return CommentOfOwner(site, thread, comment)
    raise NotFound(f"There is no comment {public_id} here.")
