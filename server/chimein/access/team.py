"""Who may say what others may do: on a site its admins, within what they may give; for the instance its owners."""

from dataclasses import dataclass

from chimein.access.desk import site_for
from chimein.rules.accounts import Account, Staff
from chimein.rules.facts import Site
from chimein.rules.permissions import Role, may_give
from chimein.rules.refusals import NotFound, RoleTooSmall
from chimein.store.calls import Transaction
from chimein.store.reads.accounts import account_by_id, roles_of, team_of


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works on a site."""

    account: Account
    role: Role
    may_be_changed: bool


def gives(staff: Staff, site_id: int, role: Role) -> bool:
    """Whether they may make somebody that there, or no longer. By a token nobody gives more than admins may."""
    giver = staff.role_on(site_id)
    return may_give("admin" if giver == "owner" and "own" not in staff.limited_to else giver, role)


def members_for(staff: Staff, site: Site) -> Transaction[list[Member]]:
    """Who works on a site that was obtained with the right to administer it."""
    team = yield from team_of(site.site_id)
    return [Member(account, role, gives(staff, site.site_id, role)) for account, role in team]


def site_to_give(staff: Staff, key: str, role: Role | None) -> Transaction[Site]:
    """The site on which somebody may be given that role. Raises `NotFound`, `RoleTooSmall`."""
    site = yield from site_for(staff, key, "administer")
    if role is not None and not gives(staff, site.site_id, role):
        raise RoleTooSmall
    return site


def member_to_change(staff: Staff, site: Site, account_id: int) -> Transaction[Account]:
    """Somebody who works there, and whose role may be changed. Raises `NotFound`, `RoleTooSmall`."""
    role = (yield from roles_of(account_id)).get(site.site_id)
    if role is None:
        raise NotFound("Nobody of that number works on this site.")
    if not gives(staff, site.site_id, role):
        raise RoleTooSmall
    return (yield from account_by_id(account_id))


def check_owner(staff: Staff) -> None:
    """Raises `NotFound` for everybody but the instance's owners: its accounts are nobody else's business."""
    if not staff.account.is_owner or staff.kind != "account":
        raise NotFound
