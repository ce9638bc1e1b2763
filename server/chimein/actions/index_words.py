"""Words of comments that are new or changed are taken apart for the search, behind everybody's back."""

from collections.abc import Callable

from chimein.rules.facts import Comment
from chimein.rules.searching import SEARCHED, document
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.comments import comment_of


@repeatable
def index_words(limit: int, new_id: Callable[[], int]) -> Transaction[int]:
    """Look at up to `limit` comments; how many there were.

    What somebody changes meanwhile is noted anew, and whoever comes second to that note begins again.
    """
    rows = yield from call("due_for_search", limit=limit)
    for site_id, comment_id, thread_id in rows:
        found = yield from call("comment_by_id", site_id=site_id, thread_id=thread_id, id=comment_id)
        for row in found:
            yield from _index(comment_of(row), new_id)
        yield from call("settle_search", site_id=site_id, comment_id=comment_id)
    return len(rows)


def _index(comment: Comment, new_id: Callable[[], int]) -> Transaction[None]:
    place = {"site_id": comment.site_id, "comment_id": comment.id}
    yield from call("unindex_document", **place)
    yield from call("forget_document", **place)
    if comment.state not in SEARCHED:
        return
    text = (comment.source_text, comment.source_format)
    yield from call(
        "keep_document",
        **place,
        thread_id=comment.thread_id,
        doc=new_id(),
        posted_at=comment.posted_at,
        words=document(comment.site_id, comment.state, comment.name, text),
    )
    yield from call("index_document", **place)
