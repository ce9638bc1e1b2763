"""Somebody signed in in a browser: a new session under a new word, whatever there was before."""

from chimein.store.calls import Transaction, call, repeatable


@repeatable
def begin_session(account_id: int, mark: bytes, browser: str, now: int) -> Transaction[None]:
    """Begin a session that is known by `mark`, made of a word that was never used before. `now`: epoch milliseconds."""
    yield from call("add_session", mark=mark, account_id=account_id, browser=browser, now=now)
    yield from call("note_sign_in", account_id=account_id, now=now)
