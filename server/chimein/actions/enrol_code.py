"""An account gets one-time codes as its second factor, and ten codes on paper for the day when the device is lost."""

from collections.abc import Sequence

from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.accounts import note_about
from chimein.store.writes.acts import Doing


@repeatable
def enrol_code(
    account_id: int, sealed: bytes, step: int, recovery_marks: Sequence[bytes], doing: Doing
) -> Transaction[None]:
    """Keep the sealed secret, whose code of `step` was just shown to be known. Earlier recovery codes work no more."""
    yield from call("set_code_secret", account_id=account_id, secret=sealed, step=step)
    yield from _keep_recoveries(account_id, recovery_marks)
    yield from note_about(account_id, "enrol_code", doing)


@repeatable
def renew_recovery_codes(account_id: int, recovery_marks: Sequence[bytes], doing: Doing) -> Transaction[None]:
    """Other recovery codes; those before work no more."""
    yield from _keep_recoveries(account_id, recovery_marks)
    yield from note_about(account_id, "renew_recovery_codes", doing)


def _keep_recoveries(account_id: int, marks: Sequence[bytes]) -> Transaction[None]:
    yield from call("end_recoveries", account_id=account_id)
    for mark in marks:
        yield from call("add_recovery", account_id=account_id, mark=mark)
