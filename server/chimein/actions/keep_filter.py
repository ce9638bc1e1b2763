"""Somebody keeps a filter of the queue for the next time, or drops it. Nobody else sees it; no site is concerned."""

from chimein.rules.saved_filters import SavedFilter, check_room
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.accounts import filters_of


@repeatable
def keep_filter(account_id: int, wish: SavedFilter) -> Transaction[None]:
    """Keep it under its name, instead of what was kept there. Raises `Invalid` where there are too many."""
    check_room((yield from filters_of(account_id)), wish.name)
    yield from call("keep_filter", account_id=account_id, name=wish.name, query=wish.query)


@repeatable
def drop_filter(account_id: int, name: str) -> Transaction[None]:
    """Keep it no longer."""
    yield from call("drop_filter", account_id=account_id, name=name)
