"""A second factor is used up: a code of the clock once, a recovery code once, a challenge once."""

from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.accounts import note_about
from chimein.store.writes.acts import Doing


@repeatable
def use_code(account_id: int, step: int) -> Transaction[bool]:
    """Whether this step was not used yet, and none after it (RFC 6238 §5.2); now it is."""
    return bool((yield from call("use_code_step", account_id=account_id, step=step)))


@repeatable
def use_recovery_code(account_id: int, mark: bytes, doing: Doing) -> Transaction[bool]:
    """Whether this is one of the account's recovery codes and was not used; now it is."""
    if not (yield from call("use_recovery", account_id=account_id, mark=mark, used_at=doing.at)):
        return False
    yield from note_about(account_id, "use_recovery_code", doing)
    return True


@repeatable
def spend(mark: bytes, forget_at: int) -> Transaction[bool]:
    """Whether what `mark` stands for was not used before; now it is, and is remembered until then."""
    return bool((yield from call("spend_once", mark=mark, forget_at=forget_at)))
