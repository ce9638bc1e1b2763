"""What is over is forgotten: deliveries that ended long ago, and allowances that nobody is using."""

from chimein.store.calls import Transaction, call, repeatable


@repeatable
def forget_deliveries(before: int, limit: int) -> Transaction[int]:
    """Forget up to `limit` that ended before that moment (epoch milliseconds); how many there were.

    The events stay: they are facts, and the last one of a site says how far its ids have come.
    """
    return len((yield from call("forget_deliveries", before=before, limit=limit)))


@repeatable
def forget_buckets(now: int) -> Transaction[None]:
    """Forget every bucket that is empty by now (epoch milliseconds)."""
    yield from call("forget_buckets", now=now)
