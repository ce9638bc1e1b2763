"""Somebody signed in in a browser: a new session under a new word, whatever there was before."""

from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.accounts import add_session


@repeatable
def begin_session(account_id: int, mark: bytes, browser: str, now: int) -> Transaction[None]:
    """Begin a session that is known by `mark`, made of a word that was never used before. `now`: epoch milliseconds."""
    yield from add_session(account_id, mark, browser, now)
