"""Single comments: for a reader, and for the writer who holds the token."""

from collections.abc import Callable
from dataclasses import dataclass

from chimein.access.posting import thread_that_moves
from chimein.rules.closing import edit_until
from chimein.rules.facts import Comment, ShownComment, Site, Thread
from chimein.rules.refusals import EditWindowOver, NotFound, TokenMissing, TokenWrong
from chimein.store.calls import Transaction
from chimein.store.reads import comments as comment_reads
from chimein.store.reads.sites import site_by_key
from chimein.store.reads.threads import thread_by_id

IsToken = Callable[[int, int, int, str], bool]
"""Whether a token opens (site id, comment id, generation)."""


@dataclass(frozen=True, slots=True)
class CommentAtHand:
    """A comment with the site and thread around it."""

    site: Site
    thread: Thread
    comment: Comment
    shown: ShownComment


def comment_for_reader(key: str, public_id: str) -> Transaction[CommentAtHand]:
    """A comment that anyone may see, tombstones among them. Raises `NotFound`."""
    found = yield from _at_hand(key, public_id)
    if not found.comment.shown:
        raise NotFound
    return found


def comment_for_writer(key: str, public_id: str, token: str, is_token: IsToken) -> Transaction[CommentAtHand]:
    """A comment in whatever state, for who holds its edit token. Raises `NotFound`, `TokenWrong`."""
    found = yield from _at_hand(key, public_id)
    comment = found.comment
    if not is_token(comment.site_id, comment.id, comment.generation, token):
        raise TokenWrong
    return found


def comment_to_edit(
    key: str, public_id: str, proof: tuple[str | None, IsToken], now: int
) -> Transaction[CommentAtHand]:
    """A comment that its writer may change or withdraw now.

    Raises `TokenMissing`, `NotFound` (also for what was withdrawn), `TokenWrong`, `EditWindowOver`, `ThreadLocked`.
    """
    token, is_token = proof
    if not token:
        raise TokenMissing
    found = yield from comment_for_writer(key, public_id, token, is_token)
    if found.comment.state in ("withdrawn", "erased"):
        raise NotFound
    if now >= edit_until(found.comment.posted_at, found.site.settings.edit_minutes):
        raise EditWindowOver
    thread_that_moves(found.thread)
    return found


def _at_hand(key: str, public_id: str) -> Transaction[CommentAtHand]:
    site = yield from site_by_key(key)
    comment = yield from comment_reads.comment_by_public_id(site.site_id, public_id)
    if comment is None:
        raise NotFound
    thread = yield from thread_by_id(site.site_id, comment.thread_id)
    shown = yield from comment_reads.shown_comment(comment)
    return CommentAtHand(site, thread, comment, shown)
