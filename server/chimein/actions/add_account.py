"""Somebody will sign in."""

from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.accounts import NewAccount, insert_account
from chimein.store.writes.acts import Doing


@repeatable
def add_account(new: NewAccount, doing: Doing) -> Transaction[None]:
    """Add the account. Raises `Invalid` for an address that has one."""
    yield from insert_account(new, doing)
