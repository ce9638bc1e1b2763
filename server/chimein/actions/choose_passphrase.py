"""An account gets another passphrase; every other browser is signed out, and links to choose one work no more."""

from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.accounts import NO_MARK, end_sessions, note_about
from chimein.store.writes.acts import Doing


@repeatable
def choose_passphrase(account_id: int, password_hash: str, doing: Doing, but: bytes = NO_MARK) -> Transaction[None]:
    """Keep its hash. The session of `but` goes on; a second factor is left as it is."""
    yield from call("set_password", account_id=account_id, password_hash=password_hash)
    yield from end_sessions(account_id, but)
    yield from call("end_links", purpose="reset", account_id=account_id)
    yield from note_about(account_id, "choose_passphrase", doing)


@repeatable
def keep_newer_hash(account_id: int, old: str, new: str) -> Transaction[None]:
    """The same passphrase at today's cost, unless it was changed meanwhile."""
    yield from call("renew_password", account_id=account_id, old=old, new=new)
