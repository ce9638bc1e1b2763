"""What the log of events says of the past."""

from chimein.store.calls import Transaction, call


def newest_id() -> Transaction[int]:
    """The highest id of any event. Every change writes its event last, so no row has a higher one."""
    rows = yield from call("newest_event_id")
    newest: int = rows[0][0]
    return newest
