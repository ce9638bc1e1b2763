"""Somebody is called something else, or reached at another address."""

from chimein.rules.identity import SealedAccountEmail
from chimein.rules.refusals import FieldError, Invalid
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.accounts import end_sessions, note_about
from chimein.store.writes.acts import Doing


@repeatable
def rename_account(account_id: int, name: str, doing: Doing) -> Transaction[None]:
    """What other moderators see from now on."""
    yield from call("rename_account", account_id=account_id, name=name)
    yield from note_about(account_id, "rename_account", doing)


@repeatable
def readdress_account(account_id: int, address: SealedAccountEmail, doing: Doing, but: bytes) -> Transaction[None]:
    """Where it is reached, and what is typed to sign in; other browsers are signed out. Raises `Invalid`."""
    changed = yield from call(
        "readdress_account",
        account_id=account_id,
        lookup=address.lookup,
        cipher=address.cipher,
        wrapped_key=address.wrapped_key,
        key_version=address.key_version,
    )
    if not changed:
        raise Invalid({"email": FieldError("taken", "There is an account with this address already.")})
    yield from end_sessions(account_id, but)
    yield from note_about(account_id, "readdress_account", doing)
