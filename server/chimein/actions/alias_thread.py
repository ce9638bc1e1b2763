"""One more address, or id of its owner's, leads to a conversation."""

from chimein.rules.facts import Thread
from chimein.rules.refusals import LeadsElsewhere
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.threads import thread_by_key
from chimein.store.writes.acts import Change, Doing, Done, record
from chimein.store.writes.threads import add_key


@repeatable
def alias_thread(thread: Thread, key: str, doing: Doing) -> Transaction[Done]:
    """Let `key` (`url:…` or `id:…`) lead to the thread. Raises `LeadsElsewhere`."""
    there = yield from thread_by_key(thread.site_id, key)
    if there is not None and there.id != thread.id:
        raise LeadsElsewhere
    if there is not None:
        return Done(0, 0)
    yield from add_key(thread.site_id, thread.id, key, doing.at)
    change = Change("key", thread.id, thread.id, {"keys": []}, {"keys": [key]})
    return (yield from record(thread.site_id, "alias", doing, [change]))
