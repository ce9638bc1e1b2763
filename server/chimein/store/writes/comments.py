"""New comments and changes of state, with every counter that depends on them moved in the same transaction.

A comment is *shown* when it is published, or when it is a tombstone above something that is shown. `shown_children`
makes that a local question: a change walks up only as far as tombstones appear or disappear.
"""

from dataclasses import dataclass, replace

from chimein.rules.facts import Comment, NewComment, State, Thread
from chimein.rules.said import Telling, said
from chimein.store.calls import Transaction, call
from chimein.store.reads.comments import comment_by_id
from chimein.store.writes.threads import Counted, count_up


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision about a comment: the new state, when, and by whom."""

    state: State
    at: int
    by: str


def add_comment(thread: Thread, new: NewComment) -> Transaction[tuple[Thread, Comment]]:
    """Store a comment; both as they are then. The thread's version is unchanged when no reader sees a difference."""
    published = new.state == "published"
    is_ping = new.kind != "comment"
    is_root = new.parent is None
    number = new.number
    takes_number = is_root and not is_ping and number is None and (published or new.keeps_place)
    # The row moves where nothing is counted, too: who takes the thread's comments elsewhere meanwhile must notice.
    thread = yield from count_up(
        thread.site_id,
        thread.id,
        Counted(
            count=int(published and not is_ping),
            roots=int(published and is_root and not is_ping),
            pings=int(published and is_ping),
            number=takes_number,
            posted_at=new.posted_at if published and not is_ping else 0,
            seen=published,
        ),
    )
    number = thread.last_number if takes_number else number
    comment = _stored(thread, new, number)
    yield from _insert(comment, new)
    if published and new.parent is not None:
        yield from show_above(new.parent, change=1)
    return thread, comment


def set_state(comment: Comment, judged: Judged) -> Transaction[int]:
    """Give a comment another state, and return its thread's version afterwards."""
    was, now = comment.state == "published", judged.state == "published"
    is_ping, is_root = comment.kind != "comment", comment.parent_id is None
    shown = now or (comment.shown_children > 0 and not is_ping)
    change = int(shown) - int(comment.shown)
    takes_number = is_root and shown and not is_ping and comment.number is None
    thread = yield from count_up(
        comment.site_id,
        comment.thread_id,
        Counted(
            count=0 if is_ping else int(now) - int(was),
            roots=change if is_root and not is_ping else 0,
            pings=int(now) - int(was) if is_ping else 0,
            number=takes_number,
            posted_at=comment.posted_at if now and not is_ping else 0,
            seen=comment.shown or shown,
        ),
    )
    yield from call(
        "set_state",
        **_key(comment),
        state=judged.state,
        state_at=judged.at,
        state_by=judged.by,
        shown=int(shown),
        number=thread.last_number if takes_number else comment.number,
    )
    if change and not is_root:
        parent = yield from comment_by_id(comment.site_id, comment.thread_id, comment.parent_id or 0)
        yield from show_above(parent, change=change)
    return thread.version


def show_above(parent: Comment, *, change: int) -> Transaction[None]:
    """One reply more or less is shown below `parent`: tombstones above it appear or disappear."""
    above, moved = parent, change
    while True:
        rows = yield from call("count_children", **_key(above), change=change)
        children = rows[0][0]
        if above.state == "published" or (children > 0) == above.shown:
            break
        yield from _turn(replace(above, shown_children=children), shown=children > 0)
        if above.parent_id is None:
            break
        moved += change
        above = yield from comment_by_id(above.site_id, above.thread_id, above.parent_id)
    yield from call(
        "count_replies", site_id=parent.site_id, thread_id=parent.thread_id, id=parent.root_id, change=moved
    )


def say_again(comment: Comment) -> Transaction[None]:
    """What readers are told of the comment is made anew, after its name, website or badge changed."""
    rows = yield from call("facts_to_say", **_key(comment))
    yield from call("set_said", **_key(comment), said=said(Telling(*rows[0])))


def _turn(tombstone: Comment, *, shown: bool) -> Transaction[None]:
    number = tombstone.number
    if tombstone.parent_id is None:
        takes_number = shown and number is None
        change = 1 if shown else -1
        thread = yield from count_up(
            tombstone.site_id, tombstone.thread_id, Counted(roots=change, number=takes_number, seen=False)
        )
        number = thread.last_number if takes_number else number
    yield from call("set_shown", **_key(tombstone), shown=int(shown), number=number)


def _key(comment: Comment) -> dict[str, int]:
    return {"site_id": comment.site_id, "thread_id": comment.thread_id, "id": comment.id}


def _stored(thread: Thread, new: NewComment, number: int | None) -> Comment:
    parent = new.parent
    return Comment(
        site_id=thread.site_id,
        thread_id=thread.id,
        id=new.id,
        public_id=new.public_id,
        parent_id=parent.id if parent else None,
        root_id=parent.root_id if parent else new.id,
        depth=parent.depth + 1 if parent else 0,
        number=number,
        kind=new.kind,
        state=new.state,
        shown=new.state == "published",
        shown_children=0,
        persona_id=new.persona_id,
        badge=new.badge,
        name=new.name,
        website=new.website,
        source_text=new.source_text,
        source_format=new.source_format,
        posted_at=new.posted_at,
        edited_at=new.edited_at,
        generation=1,
        reasons=" ".join(new.reasons),
    )


def _said(comment: Comment, face: tuple[str, int] | None) -> str:
    avatar_id, version = face or (None, None)
    return said(
        Telling(
            comment.kind,
            comment.badge,
            comment.name,
            comment.website,
            comment.posted_at,
            comment.edited_at,
            avatar_id,
            version,
        )
    )


def _insert(comment: Comment, new: NewComment) -> Transaction[None]:
    yield from call(
        "add_comment",
        **_key(comment),
        public_id=comment.public_id,
        parent_id=comment.parent_id,
        root_id=comment.root_id,
        depth=comment.depth,
        number=comment.number,
        kind=comment.kind,
        state=comment.state,
        state_at=new.posted_at,
        state_by=new.state_by,
        reasons=comment.reasons,
        shown=int(comment.shown),
        persona_id=comment.persona_id,
        badge=comment.badge,
        name=comment.name,
        website=comment.website,
        source_text=comment.source_text,
        source_format=comment.source_format,
        said=_said(comment, new.face),
        tree=new.tree,
        html=new.html,
        renderer_version=new.renderer_version,
        text_mark=new.text_mark,
        posted_at=comment.posted_at,
        edited_at=comment.edited_at,
        idempotency_mark=new.idempotency_mark,
        request_mark=new.request_mark,
        votes_up=new.votes[0],
        votes_down=new.votes[1],
    )
