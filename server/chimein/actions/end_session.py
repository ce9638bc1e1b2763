"""Somebody signs out: here, in one other browser, or everywhere else."""

from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.accounts import NO_MARK, end_sessions


@repeatable
def end_session(account_id: int, mark: bytes) -> Transaction[int]:
    """End one session of this account; how many there were (0: it was over, or another's)."""
    return len((yield from call("end_session", mark=mark, account_id=account_id)))


@repeatable
def end_other_sessions(account_id: int, mark: bytes = NO_MARK) -> Transaction[int]:
    """End every session of this account but the one of `mark`; how many there were."""
    return (yield from end_sessions(account_id, mark))
