"""What several verbs about accounts have in common: sessions that begin and end, and the line in the audit."""

from chimein.rules.refusals import LastOwner
from chimein.store.calls import Transaction, call
from chimein.store.writes.acts import Doing
from chimein.store.writes.audit import INSTANCE, Deed, note

NO_MARK = b""


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
