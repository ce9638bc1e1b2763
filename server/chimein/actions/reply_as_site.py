"""The site itself answers a comment, with its badge: a badge never follows from a typed email."""

from dataclasses import dataclass, replace

from chimein.access.posting import thread_that_moves
from chimein.rules.facts import Comment, NewComment, Site, Thread
from chimein.rules.posting import check_parent
from chimein.rules.public_ids import public_id
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.comments import comment_by_id
from chimein.store.reads.threads import thread_by_id
from chimein.store.writes.acts import Doing, Done, record
from chimein.store.writes.comments import add_comment
from chimein.store.writes.deciding import added, decided
from chimein.store.writes.events import NewEvent, add_event

BADGE = "site"


@dataclass(frozen=True, slots=True)
class Reply:
    """The site's words with their renderings."""

    text: str
    tree: str
    html: str
    renderer_version: int


@repeatable
def reply_as_site(
    site: Site, thread: Thread, parent: Comment, reply: Reply, doing: Doing
) -> Transaction[tuple[str, Done]]:
    """Publish the reply, also where visitors may no longer write, and first what it answers, should that be held.

    The reply's public id, and the one act that both are. Raises `Invalid`, `ThreadLocked`.
    """
    thread_that_moves(thread)
    # What it answers is taken as it is: what a shadow tells its writer is not for the site.
    plain = replace(parent, reasons="")
    check_parent(parent.public_id, replace(plain, state="published") if parent.state == "held" else plain, thread)
    approved = [] if parent.state == "published" else [(yield from decided(parent, "published", doing))]
    thread = yield from thread_by_id(site.site_id, thread.id)
    parent = yield from comment_by_id(site.site_id, thread.id, parent.id)
    new = _comment(site, parent, reply, doing)
    yield from add_comment(thread, new)
    yield from add_event(
        NewEvent(
            site_id=site.site_id,
            id=doing.new_id(),
            kind="comment_published",
            happened_at=doing.at,
            thread_id=thread.id,
            comment_id=new.id,
        )
    )
    done = yield from record(site.site_id, "reply", doing, [*approved, added(new, thread.id, doing)])
    return new.public_id, done


def _comment(site: Site, parent: Comment, reply: Reply, doing: Doing) -> NewComment:
    comment_id = doing.new_id()
    return NewComment(
        id=comment_id,
        public_id=public_id(site.salt, site.site_id, comment_id),
        parent=parent,
        kind="comment",
        state="published",
        state_by=doing.actor.signature,
        reasons=(),
        persona_id=None,
        badge=BADGE,
        name=site.name,
        website=None,
        source_text=reply.text,
        source_format="markdown",
        tree=reply.tree,
        html=reply.html,
        renderer_version=reply.renderer_version,
        text_mark=None,
        posted_at=doing.at,
    )
