"""Brings comments back to where they stood. Each tells whether it could.

Whoever answered a moved comment since stays with it; what has gone further since is left alone.
"""

from chimein.rules.facts import Comment, Thread
from chimein.store.calls import Transaction, call
from chimein.store.reads.places import standing_at
from chimein.store.reads.threads import keys_of_thread, thread_by_id, where_it_went
from chimein.store.writes.acts import Change, Doing
from chimein.store.writes.places import Place, recount_both, settle


def restore_place(site_id: int, change: Change, _: Doing) -> Transaction[bool]:
    """The comment stands in its thread again: under its number, or below what it answered."""
    home = yield from _now(site_id, change.was["thread"])
    target = yield from _now(site_id, change.became["thread"])
    comment = yield from standing_at(target, change.subject_id)
    place = yield from _former(home, comment, change)
    if comment is None or place is None or (place.parent is None and home.id == target.id):
        return False
    yield from settle(comment, place)
    yield from call("forget_numbers_at_home", site_id=site_id, thread_id=home.id)
    yield from recount_both(target, home, place.number or 0)
    return True


def _now(site_id: int, thread_id: int) -> Transaction[Thread]:
    """The thread, or that into which it was merged since."""
    thread = yield from thread_by_id(site_id, thread_id)
    return (yield from where_it_went(thread))


def _former(home: Thread, comment: Comment | None, change: Change) -> Transaction[Place | None]:
    if comment is None or comment.parent_id is not None:
        return None
    if change.was["parent"] is not None:
        parent = yield from standing_at(home, change.was["parent"])
        return None if parent is None else Place(home.id, parent, None)
    if change.was["number"] is not None and home.id == change.was["thread"]:
        return Place(home.id, None, change.was["number"])
    # Published for the first time since, or its thread was merged: then it gets the next number there.
    return Place(home.id, None, None if comment.number is None else home.last_number + 1)


def restore_birth(site_id: int, change: Change, _: Doing) -> Transaction[bool]:
    """A conversation that was begun for what has left ends, and its page leads back; unless somebody wrote."""
    thread = yield from thread_by_id(site_id, change.subject_id)
    rows = yield from call("count_comments", site_id=site_id, thread_id=thread.id)
    if rows[0][0] or thread.merged_into is not None:
        return False
    for key in (yield from keys_of_thread(site_id, thread.id)):
        yield from call("remove_thread_key", site_id=site_id, key=key, thread_id=thread.id)
    yield from call("set_merged_into", site_id=site_id, id=thread.id, into=change.was["thread"])
    return True
