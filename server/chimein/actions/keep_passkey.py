"""An account's passkeys: added, used, called something, taken away."""

from chimein.rules.identity import Passkey
from chimein.rules.refusals import FieldError, Invalid, NotFound
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.accounts import account_by_id, passkeys_of
from chimein.store.writes.accounts import insert_passkey, note_about
from chimein.store.writes.acts import Doing


@repeatable
def add_passkey(passkey: Passkey, doing: Doing) -> Transaction[None]:
    """Keep the public half. Raises `Invalid` for one that is known already, whosever it is."""
    yield from insert_passkey(passkey, doing)


@repeatable
def use_passkey(credential_id: bytes, sign_count: int, now: int) -> Transaction[None]:
    """Remember when it was used, and how often the device says."""
    yield from call("use_passkey", credential_id=credential_id, sign_count=sign_count, used_at=now)


@repeatable
def remove_passkey(account_id: int, credential_id: bytes, doing: Doing) -> Transaction[None]:
    """Take it away. Raises `NotFound`, and `Invalid` where nothing would be left to sign in with."""
    known = yield from passkeys_of(account_id)
    if credential_id not in [each.credential_id for each in known]:
        raise NotFound("There is no such passkey.")
    account = yield from account_by_id(account_id)
    if len(known) == 1 and not account.has_password:
        raise Invalid({"passkey": FieldError("only-way-in", "This is your only way in. Choose a passphrase first.")})
    yield from call("remove_passkey", account_id=account_id, credential_id=credential_id)
    yield from note_about(account_id, "remove_passkey", doing)
