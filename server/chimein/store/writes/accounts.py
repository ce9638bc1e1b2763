"""What several verbs about accounts have in common: sessions that begin and end, and the line in the audit."""

from dataclasses import dataclass, field

from chimein.rules.audits import INSTANCE
from chimein.rules.identity import Passkey, SealedAccountEmail
from chimein.rules.refusals import FieldError, Invalid, LastOwner
from chimein.store.calls import Transaction, call
from chimein.store.writes.acts import Doing
from chimein.store.writes.audit import Deed, note

NO_MARK = b""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Who it is, with a number that nobody has. Name and address are clean already."""

    id: int
    email: SealedAccountEmail
    name: str
    password_hash: str | None = field(repr=False)
    is_owner: bool = False


def insert_account(new: NewAccount, doing: Doing) -> Transaction[None]:
    """Somebody new may sign in. Raises `Invalid` for an address that has an account."""
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
        raise Invalid({"email": FieldError("taken", "There is an account with this address already. Sign in with it.")})
    yield from note_about(new.id, "add_account", doing, role="owner" if new.is_owner else None)


def insert_passkey(passkey: Passkey, doing: Doing) -> Transaction[None]:
    """Keep the public half. Raises `Invalid` for one that is known already, whosever it is."""
    added = yield from call(
        "add_passkey",
        account_id=passkey.account_id,
        credential_id=passkey.credential_id,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
        name=passkey.name,
        created_at=doing.at,
    )
    if not added:
        raise Invalid({"passkey": FieldError("passkey-known", "This passkey is known here already.")})
    yield from note_about(passkey.account_id, "add_passkey", doing)


def add_session(account_id: int, mark: bytes, browser: str, now: int) -> Transaction[None]:
    """Somebody is signed in from now on, under a mark that was never used before."""
    yield from call("add_session", mark=mark, account_id=account_id, browser=browser, now=now)
    yield from call("note_sign_in", account_id=account_id, now=now)


def end_sessions(account_id: int, but: bytes = NO_MARK) -> Transaction[int]:
    """Every session of the account ends, but one; how many there were."""
    return len((yield from call("end_other_sessions", account_id=account_id, mark=but)))


def note_about(
    account_id: int, verb: str, doing: Doing, site_id: int = INSTANCE, **detail: str | int | None
) -> Transaction[None]:
    """A line in the audit about an account, which it names by its number alone."""
    deed = Deed(site_id, doing.at, doing.actor, verb, detail={"account": account_id, **detail})
    yield from note(deed, doing.seal)


def check_not_last_owner(account_id: int) -> Transaction[None]:
    """Raises `LastOwner` where nobody else owns the instance."""
    if not (yield from call("another_owner", account_id=account_id)):
        raise LastOwner
