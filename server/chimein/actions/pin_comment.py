"""A moderator lets a comment stand first in its thread, or no longer. Its number and the pages stay as they are."""

from chimein.rules.facts import Comment
from chimein.rules.refusals import FieldError, Invalid
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.comments import pinned_at
from chimein.store.writes.acts import Change, Doing, Done, record
from chimein.store.writes.deciding import set_pinned

MOST_PINNED = 5
"""In one thread: they come on top of the first page."""


@repeatable
def pin_comment(comment: Comment, doing: Doing) -> Transaction[Done]:
    """Show it first. Raises `Invalid` for a reply, for what is not published, and where enough is pinned."""
    if comment.parent_id is not None or comment.kind != "comment" or comment.state != "published":
        raise _refused("not-a-root", "Only a published comment that answers no other one can be pinned.")
    if (yield from pinned_at(comment)) is not None:
        return Done(0, 0)
    rows = yield from call("count_pinned", site_id=comment.site_id, thread_id=comment.thread_id)
    if rows[0][0] >= MOST_PINNED:
        raise _refused("too-many-pinned", f"At most {MOST_PINNED} comments of a conversation can be pinned.")
    return (yield from _set(comment, "pin", doing.at, doing))


@repeatable
def unpin_comment(comment: Comment, doing: Doing) -> Transaction[Done]:
    """Show it where its number says again."""
    if (yield from pinned_at(comment)) is None:
        return Done(0, 0)
    return (yield from _set(comment, "unpin", None, doing))


def _set(comment: Comment, verb: str, since: int | None, doing: Doing) -> Transaction[Done]:
    before = yield from pinned_at(comment)
    yield from set_pinned(comment, since)
    became = {"pinned_at": since, "public_id": comment.public_id}
    change = Change("pin", comment.thread_id, comment.id, {"pinned_at": before}, became)
    return (yield from record(comment.site_id, verb, doing, [change]))


def _refused(code: str, detail: str) -> Invalid:
    return Invalid({"comment": FieldError(code, detail)})
