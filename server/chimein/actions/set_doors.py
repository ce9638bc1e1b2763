"""A moderator closes a conversation, locks it, or opens it again."""

from typing import Literal

from chimein.rules.facts import Thread
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.acts import Change, Doing, Done, record

Doors = Literal["open", "closed", "locked"]
"""open: comments are welcome; closed: no new ones; locked: nothing moves, not even what its writers could change."""
VERBS = {"open": "open", "closed": "close", "locked": "lock"}


@repeatable
def set_doors(thread: Thread, doors: Doors, doing: Doing) -> Transaction[Done]:
    """Let the thread be so from now on. What a site's `close_days` closes stays closed."""
    was = {"closed_at": thread.closed_at, "locked_at": thread.locked_at}
    became = _doors(thread, doors, doing.at)
    if became == was:
        return Done(0, 0)
    yield from call("set_doors_of_thread", site_id=thread.site_id, id=thread.id, **became)
    return (
        yield from record(thread.site_id, VERBS[doors], doing, [Change("thread", thread.id, thread.id, was, became)])
    )


def _doors(thread: Thread, doors: Doors, now: int) -> dict[str, int | None]:
    if doors == "open":
        return {"closed_at": None, "locked_at": None}
    if doors == "closed":
        return {"closed_at": thread.closed_at or now, "locked_at": None}
    return {"closed_at": thread.closed_at, "locked_at": thread.locked_at or now}
