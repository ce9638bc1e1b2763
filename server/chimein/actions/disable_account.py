"""Nobody signs in to an account any more, for now: its sessions end at once, and what it did stays."""

from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.accounts import account_by_id
from chimein.store.writes.accounts import check_not_last_owner, end_sessions, note_about
from chimein.store.writes.acts import Doing


@repeatable
def disable_account(account_id: int, doing: Doing) -> Transaction[bool]:
    """Disable it; whether it was not. Raises `LastOwner`, `NotFound`."""
    account = yield from account_by_id(account_id)
    if account.is_disabled:
        return False
    if account.is_owner:
        yield from check_not_last_owner(account_id)
    yield from call("set_disabled", account_id=account_id, disabled_at=doing.at)
    yield from end_sessions(account_id)
    yield from call("end_links", purpose="reset", account_id=account_id)
    yield from note_about(account_id, "disable_account", doing)
    return True


@repeatable
def enable_account(account_id: int, doing: Doing) -> Transaction[bool]:
    """Let it be signed in to again; whether it could not. Raises `NotFound`."""
    account = yield from account_by_id(account_id)
    if not account.is_disabled:
        return False
    yield from call("set_disabled", account_id=account_id, disabled_at=None)
    yield from note_about(account_id, "enable_account", doing)
    return True
