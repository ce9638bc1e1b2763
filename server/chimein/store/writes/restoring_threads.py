"""Brings back what an act did to threads. Each tells whether it could.

What somebody else has changed since is left alone; nothing here decides whether an act may be undone.
"""

from chimein.rules.facts import Thread
from chimein.store.calls import Transaction, call
from chimein.store.reads.places import standing_at
from chimein.store.reads.threads import thread_by_id, where_it_went
from chimein.store.writes.acts import Change, Doing
from chimein.store.writes.places import Place, recount_both, settle


def restore_doors(site_id: int, change: Change, _: Doing) -> Transaction[bool]:
    """Open, closed or locked as before."""
    thread = yield from thread_by_id(site_id, change.subject_id)
    if {"closed_at": thread.closed_at, "locked_at": thread.locked_at} != change.became:
        return False
    yield from call("set_doors_of_thread", site_id=site_id, id=thread.id, **change.was)
    return True


def restore_keys(site_id: int, change: Change, _: Doing) -> Transaction[bool]:
    """The addresses that were added lead nowhere again."""
    removed = []
    for key in change.became["keys"]:
        removed += yield from call("remove_thread_key", site_id=site_id, key=key, thread_id=change.subject_id)
    return bool(removed)


def restore_merged(site_id: int, change: Change, _: Doing) -> Transaction[bool]:
    """What came from the thread goes back to it, with the answers it got since; what was said besides stays.

    From wherever it is by now: the target may have been merged further.
    """
    source = yield from thread_by_id(site_id, change.subject_id)
    if source.merged_into is None or source.merged_into != change.became["into"]:
        return False
    target = yield from where_it_went(source)
    yield from call("set_merged_into", site_id=site_id, id=source.id, into=None)
    last_number = yield from _send_back(source, target, change.was["roots"])
    for key in change.was["keys"]:
        yield from call("lead_thread_key", site_id=site_id, key=key, thread_id=target.id, into=source.id)
    yield from call("forget_numbers_at_home", site_id=site_id, thread_id=source.id)
    yield from recount_both(target, source, last_number)
    return True


def _send_back(source: Thread, target: Thread, roots: list[tuple[int, int | None]]) -> Transaction[int]:
    """Returns the highest number that the source has given then."""
    last_number = source.last_number
    for root_id, number in roots:
        root = yield from standing_at(target, root_id)
        # It went elsewhere, or hangs on another comment, since.
        if root is None or root.parent_id is not None:
            continue
        if number is None and root.number is not None:
            # Published for the first time meanwhile.
            last_number += 1
            yield from settle(root, Place(source.id, None, last_number))
        else:
            yield from settle(root, Place(source.id, None, number))
    return last_number
