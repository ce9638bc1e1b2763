"""Two conversations of a site become one."""

from chimein.rules.facts import Thread
from chimein.rules.places import check_move
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.places import roots_of_thread
from chimein.store.reads.threads import keys_of_thread
from chimein.store.writes.acts import Change, Doing, Done, record
from chimein.store.writes.places import recount_both


@repeatable
def merge_threads(source: Thread, target: Thread, doing: Doing) -> Transaction[Done]:
    """Append the source's comments to the target's; all that led to the source leads there too.

    Numbers follow behind the target's, and the old ones are kept as aliases. Raises `Invalid`, `ThreadLocked`.
    """
    check_move(source, target)
    roots = yield from roots_of_thread(source)
    keys = yield from keys_of_thread(source.site_id, source.id)
    yield from _move(source, target)
    for key in keys:
        yield from call("lead_thread_key", site_id=source.site_id, key=key, thread_id=source.id, into=target.id)
    yield from call("set_merged_into", site_id=source.site_id, id=source.id, into=target.id)
    yield from recount_both(source, target, target.last_number + source.last_number)
    change = Change("merge", source.id, source.id, {"keys": keys, "roots": roots}, {"into": target.id})
    return (yield from record(source.site_id, "merge", doing, [change]))


def _move(source: Thread, target: Thread) -> Transaction[None]:
    ids = {"site_id": source.site_id, "thread_id": source.id, "into": target.id}
    yield from call("move_comments", **ids, offset=target.last_number)
    yield from call("note_numbers", **ids, offset=target.last_number)
