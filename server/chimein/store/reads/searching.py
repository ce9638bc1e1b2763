"""Comments of one state in which some words stand, for whoever walks through all of them."""

from chimein.rules.facts import Comment, State
from chimein.rules.queue import LATEST
from chimein.rules.searching import wish
from chimein.store.calls import Transaction, call
from chimein.store.reads.comments import comment_by_public_id
from chimein.store.reads.threads import thread_by_id


def comments_with_words(
    site_id: int, wanted: tuple[State, str], after: tuple[int, int], limit: int
) -> Transaction[list[tuple[Comment, str, str]]]:
    """Oldest first, each with its page's URL and title; `wanted` is the state and the words. Raises `Invalid`."""
    state, words = wanted
    rows = yield from call(
        "queue_of_words_oldest",
        site_id=site_id,
        state=state,
        match=wish(site_id, state, words),
        thread="",
        person_id=0,
        reason="",
        low_at=after[0],
        low_id=after[1],
        high_at=LATEST,
        high_id=LATEST,
        limit=limit,
    )
    found = []
    for _, _, public_id in rows:
        comment = yield from comment_by_public_id(site_id, public_id)
        if comment is not None:
            thread = yield from thread_by_id(site_id, comment.thread_id)
            found.append((comment, thread.url, thread.title))
    return found
