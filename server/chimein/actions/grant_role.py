"""Somebody may do something on a site, or nothing more; or owns the whole instance, or does no longer.

The sessions of whoever it concerns end: what a browser was signed in for is not what it would be worth now.
"""

from chimein.rules.permissions import Role
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.accounts import account_by_id, roles_of
from chimein.store.writes.accounts import check_not_last_owner, end_sessions, note_about
from chimein.store.writes.acts import Doing


@repeatable
def grant_role(account_id: int, site_id: int, role: Role | None, doing: Doing) -> Transaction[bool]:
    """Give the account a role on the site, or none; whether it had another. Raises `NotFound`."""
    account = yield from account_by_id(account_id)
    before = (yield from roles_of(account.id)).get(site_id)
    if before == role:
        return False
    if role is None:
        yield from call("take_role", account_id=account_id, site_id=site_id)
    else:
        yield from call("give_role", account_id=account_id, site_id=site_id, role=role, given_at=doing.at)
    yield from end_sessions(account_id)
    yield from note_about(account_id, "grant_role", doing, site_id, was=before, became=role)
    return True


@repeatable
def grant_ownership(account_id: int, doing: Doing, *, is_owner: bool) -> Transaction[bool]:
    """Make the account an owner of the instance, or no longer; whether that is new.

    Raises `LastOwner` for the only one, and `NotFound`.
    """
    account = yield from account_by_id(account_id)
    if account.is_owner == is_owner:
        return False
    if not is_owner:
        yield from check_not_last_owner(account_id)
    yield from call("set_owner", account_id=account_id, is_owner=int(is_owner))
    yield from end_sessions(account_id)
    yield from note_about(account_id, "grant_ownership", doing, became="owner" if is_owner else None)
    return True
