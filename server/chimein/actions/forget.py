"""What is over is forgotten: deliveries that ended long ago, and allowances that nobody is using."""

from chimein.rules.accounts import IDLE_MS, LONGEST_MS
from chimein.rules.attempts import FORGET_MS
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


@repeatable
def forget_sign_ins(now: int) -> Transaction[None]:
    """Forget sessions and links that are over, failures of long ago, and what could not be used again anyway."""
    yield from call("forget_sessions", idle_before=now - IDLE_MS, old_before=now - LONGEST_MS)
    yield from call("forget_links", now=now)
    yield from call("forget_attempts", before=now - FORGET_MS)
    yield from call("forget_spent", now=now)


@repeatable
def forget_networks(now: int) -> Transaction[None]:
    """Forget from where comments came, wherever a site kept it for long enough (epoch milliseconds)."""
    yield from call("forget_networks", now=now)
