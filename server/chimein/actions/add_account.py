"""Somebody will sign in."""

from dataclasses import dataclass, field

from chimein.rules.accounts import Account
from chimein.rules.identity import SealedAccountEmail
from chimein.rules.refusals import FieldError, Invalid
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.accounts import account_by_id
from chimein.store.writes.accounts import note_about
from chimein.store.writes.acts import Doing


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Who it is, with a number that nobody has. Name and address are clean already."""

    id: int
    email: SealedAccountEmail
    name: str
    password_hash: str | None = field(repr=False)
    is_owner: bool = False


@repeatable
def add_account(new: NewAccount, doing: Doing) -> Transaction[Account]:
    """Add the account. Raises `Invalid` for an address that has one."""
    added = yield from call(
        "add_account",
        account_id=new.id,
        lookup=new.email.lookup,
        cipher=new.email.cipher,
        wrapped_key=new.email.wrapped_key,
        key_version=new.email.key_version,
        name=new.name,
        password_hash=new.password_hash,
        is_owner=int(new.is_owner),
        created_at=doing.at,
    )
    if not added:
        raise Invalid({"email": FieldError("taken", "There is an account with this address already.")})
    yield from note_about(new.id, "add_account", doing, role="owner" if new.is_owner else None)
    return (yield from account_by_id(new.id))
