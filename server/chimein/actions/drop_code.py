"""An account does without one-time codes: its holder says so, or whoever has the shell, when the device is lost."""

from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.accounts import note_about
from chimein.store.writes.acts import Doing


@repeatable
def drop_code(account_id: int, doing: Doing) -> Transaction[None]:
    """Forget what the codes are made of, and the recovery codes with it."""
    yield from call("set_code_secret", account_id=account_id, secret=None, step=0)
    yield from call("end_recoveries", account_id=account_id)
    yield from note_about(account_id, "drop_code", doing)
