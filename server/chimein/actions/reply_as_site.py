"""The site itself answers a comment, with its badge: a badge never follows from a typed email."""

from collections.abc import Callable
from dataclasses import dataclass

from chimein.access.moderating import CommentOfOwner, comment_for_owner
from chimein.access.posting import thread_that_moves
from chimein.rules.facts import NewComment
from chimein.rules.posting import check_parent
from chimein.rules.public_ids import public_id
from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.comments import add_comment
from chimein.store.writes.events import NewEvent, add_event

BADGE = "site"


@dataclass(frozen=True, slots=True)
class Reply:
    """The site's words with their renderings."""

    text: str
    tree: str
    html: str
    renderer_version: int
    new_id: Callable[[], int]
    now: int


@repeatable
def reply_as_site(parent_id: str, key: str | None, reply: Reply) -> Transaction[str]:
    """Publish the reply, also where visitors may no longer write; its public id.

    Raises `NotFound`, `Invalid`, `ThreadLocked`.
    """
    found = yield from comment_for_owner(parent_id, key)
    thread_that_moves(found.thread)
    check_parent(parent_id, found.comment, found.thread)
    new = _comment(found, reply)
    yield from add_comment(found.thread, new)
    yield from add_event(
        NewEvent(
            site_id=found.site.site_id,
            id=reply.new_id(),
            kind="comment_published",
            happened_at=reply.now,
            thread_id=found.thread.id,
            comment_id=new.id,
        )
    )
    return new.public_id


def _comment(found: CommentOfOwner, reply: Reply) -> NewComment:
    comment_id = reply.new_id()
    return NewComment(
        id=comment_id,
        public_id=public_id(found.site.salt, found.site.site_id, comment_id),
        parent=found.comment,
        kind="comment",
        state="published",
        state_by="shell",
        reasons=(),
        persona_id=None,
        badge=BADGE,
        name=found.site.name,
        website=None,
        source_text=reply.text,
        source_format="markdown",
        tree=reply.tree,
        html=reply.html,
        renderer_version=reply.renderer_version,
        text_mark=None,
        posted_at=reply.now,
    )
