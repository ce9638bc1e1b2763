"""Somebody is who they say: a session begins under a new word, and the one this browser had before ends."""

from dataclasses import dataclass, field

from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.accounts import session_by_mark
from chimein.store.writes.accounts import add_session, note_about
from chimein.store.writes.acts import Doing


@dataclass(frozen=True, slots=True)
class SigningIn:
    """Who, in which browser ("Firefox on Linux"), by what, and the marks of the new session and of the one before."""

    account_id: int
    mark: bytes = field(repr=False)
    browser: str
    by: str
    old_mark: bytes | None = field(default=None, repr=False)


@repeatable
def sign_in(wish: SigningIn, doing: Doing) -> Transaction[None]:
    """Begin the session."""
    before = None if wish.old_mark is None else (yield from session_by_mark(wish.old_mark))
    if before is not None:
        yield from call("end_session", mark=before.session.mark, account_id=before.account.id)
    yield from add_session(wish.account_id, wish.mark, wish.browser, doing.at)
    yield from note_about(wish.account_id, "sign_in", doing, by=wish.by)


@repeatable
def prove_again(mark: bytes, new_mark: bytes, now: int) -> Transaction[None]:
    """The same person proved it once more: the session goes on under a new word."""
    yield from call("prove_session", mark=mark, new_mark=new_mark, proven_at=now)
