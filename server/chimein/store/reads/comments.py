"""Single comments as facts, and what is known about them."""

from dataclasses import replace

from chimein.rules.facts import Comment, Revision, ShownComment, State
from chimein.store.calls import Row, Transaction, call


def comment_by_public_id(site_id: int, public_id: str) -> Transaction[Comment | None]:
    """The comment that a link or client names, if any."""
    rows = yield from call("comment_by_public_id", site_id=site_id, public_id=public_id)
    return comment_of(rows[0]) if rows else None


def comment_by_id(site_id: int, thread_id: int, comment_id: int) -> Transaction[Comment]:
    """A comment that is known to exist."""
    rows = yield from call("comment_by_id", site_id=site_id, thread_id=thread_id, id=comment_id)
    return comment_of(rows[0])


def decided_last(comment: Comment) -> Transaction[tuple[int, str]]:
    """When the comment got its state, and by whom: "account:…", "shell", "rules", "writer", "import"."""
    rows = yield from call("decided_last", site_id=comment.site_id, thread_id=comment.thread_id, id=comment.id)
    return rows[0][0], rows[0][1]


def reworded_last(comment: Comment) -> Transaction[tuple[int | None, str | None]]:
    """When the comment's words were last changed, and by whom; None: never, or by its writer."""
    rows = yield from call("reworded_last", site_id=comment.site_id, thread_id=comment.thread_id, id=comment.id)
    return rows[0][0], rows[0][1]


def revisions_of(comment: Comment) -> Transaction[list[Revision]]:
    """The words that were replaced, the oldest first."""
    where = {"site_id": comment.site_id, "thread_id": comment.thread_id, "comment_id": comment.id}
    rows = yield from call("revisions_of_comment", **where)
    return [Revision(*row) for row in rows]


def pinned_at(comment: Comment) -> Transaction[int | None]:
    """Since when the comment is shown first; None: it is not."""
    rows = yield from call("pinned_at", site_id=comment.site_id, thread_id=comment.thread_id, id=comment.id)
    return rows[0][0] if rows else None


def comments_of_person(
    site_id: int, person_id: int, between: tuple[tuple[int, int], int], limit: int
) -> Transaction[list[Comment]]:
    """What somebody wrote as whichever persona, after (posted_at, id) and up to a moment, the oldest first."""
    (posted_at, after), upto = between
    rows = yield from call(
        "comments_of_person",
        site_id=site_id,
        person_id=person_id,
        posted_at=posted_at,
        after=after,
        upto=upto,
        limit=limit,
    )
    return [comment_of(row) for row in rows]


def comment_by_idempotency(site_id: int, mark: bytes) -> Transaction[tuple[Comment, bytes] | None]:
    """The comment that came with this idempotency key, and the mark of the request that brought it."""
    rows = yield from call("comment_by_idempotency", site_id=site_id, idempotency_mark=mark)
    if not rows:
        return None
    thread_id, comment_id, request_mark = rows[0]
    comment = yield from comment_by_id(site_id, thread_id, comment_id)
    return comment, request_mark


def comment_by_fragment(site_id: int, thread_id: int, fragment: str) -> Transaction[Comment | None]:
    """What an old permalink meant, if anything."""
    rows = yield from call("comment_by_fragment", site_id=site_id, thread_id=thread_id, fragment=fragment)
    return (yield from comment_by_id(site_id, thread_id, rows[0][0])) if rows else None


def comment_by_alias(site_id: int, source: str, source_id: str) -> Transaction[tuple[int, int] | None]:
    """(thread id, comment id) of a comment that another system called so."""
    rows = yield from call("comment_by_alias", site_id=site_id, source=source, source_id=source_id)
    return (rows[0][0], rows[0][1]) if rows else None


def is_repeated(site_id: int, thread_id: int, text_mark: bytes, since: int) -> Transaction[bool]:
    """Whether the same words were said in the thread after `since`."""
    rows = yield from call("comment_by_text", site_id=site_id, thread_id=thread_id, text_mark=text_mark, since=since)
    return bool(rows)


def was_published(site_id: int, persona_id: int) -> Transaction[bool]:
    """Whether a persona has a published comment."""
    rows = yield from call("published_by_persona", site_id=site_id, persona_id=persona_id)
    return bool(rows[0][0])


def shown_comment(comment: Comment) -> Transaction[ShownComment]:
    """The comment as readers see it."""
    rows = yield from call("shown_comment", site_id=comment.site_id, thread_id=comment.thread_id, id=comment.id)
    return ShownComment(*rows[0])


def comments_in_state(
    site_id: int, state: State, after: tuple[int, int], limit: int
) -> Transaction[list[tuple[Comment, str, str]]]:
    """Comments in one state, oldest first, each with its page's URL and title."""
    rows = yield from call(
        "comments_by_state", site_id=site_id, state=state, posted_at=after[0], after=after[1], limit=limit
    )
    return [(comment_of(row[:-2]), row[-2], row[-1]) for row in rows]


def newest_of_site(site_id: int, state: State, limit: int) -> Transaction[list[tuple[ShownComment, str, str, str]]]:
    """The newest comments in one state, each with its thread's public id, URL and title."""
    rows = yield from call("newest_of_site", site_id=site_id, state=state, limit=limit)
    return [(ShownComment(*row[:-3]), row[-3], row[-2], row[-1]) for row in rows]


def comment_of(row: Row) -> Comment:
    """A row of the comment queries; `shown` is 0 or 1 in one engine and a boolean in the other."""
    made = Comment(*row)
    return replace(made, shown=bool(made.shown))
