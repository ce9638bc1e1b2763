"""Brings back what an act did to threads and to the places of comments. Each tells whether it could.

What somebody else has changed since is left alone; nothing here decides whether an act may be undone.
"""

from chimein.store.calls import Transaction, call
from chimein.store.reads.threads import thread_by_id
from chimein.store.writes.acts import Change, Doing


def restore_doors(site_id: int, change: Change, _: Doing) -> Transaction[bool]:
    """Open, closed or locked as before."""
    thread = yield from thread_by_id(site_id, change.subject_id)
    if {"closed_at": thread.closed_at, "locked_at": thread.locked_at} != change.became:
        return False
    yield from call("set_doors_of_thread", site_id=site_id, id=thread.id, **change.was)
    return True
