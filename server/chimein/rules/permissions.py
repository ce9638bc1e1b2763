"""Which role may do what on a site: one table, so that nobody has to look for it anywhere else."""

from collections.abc import Mapping
from typing import Literal

Role = Literal["owner", "admin", "moderator", "reader"]
Right = Literal["see", "moderate", "administer", "own"]
"""see: the queue, people without addresses, threads, numbers. moderate: decide, edit, reply, ban, lead threads.
administer: settings, the site's moderators, tokens, the audit, looking at an address. own: admins and owners, its end.
"""

RIGHTS: Mapping[Role, frozenset[Right]] = {
    "reader": frozenset({"see"}),
    "moderator": frozenset({"see", "moderate"}),
    "admin": frozenset({"see", "moderate", "administer"}),
    "owner": frozenset({"see", "moderate", "administer", "own"}),
}
ROLES: tuple[Role, ...] = ("owner", "admin", "moderator", "reader")


def may(role: Role | None, right: Right) -> bool:
    """Whether that role has the right; nobody has none."""
    return role is not None and right in RIGHTS[role]


def may_give(giver: Role | None, role: Role) -> bool:
    """Whether somebody may make another one `role`, or take it away: nobody hands out more than admins may alone."""
    return may(giver, "own") or (may(giver, "administer") and role in ("moderator", "reader"))


def right_to_undo(verb: str) -> Right:
    """Who takes back what was done: whoever might have done it."""
    return "administer" if verb in _OF_ADMINS else "moderate"


_OF_ADMINS = ("change_site",)
