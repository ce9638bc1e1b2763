"""How those who sign in obtain things: the session says who, the role says what, and absent looks like forbidden."""

from collections.abc import Iterable
from dataclasses import dataclass

from chimein.rules.accounts import Staff
from chimein.rules.facts import Comment, Site, Thread
from chimein.rules.permissions import Right, right_to_undo
from chimein.rules.refusals import NotFound, RoleTooSmall, SignInFirst
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.accounts import session_by_mark
from chimein.store.reads.acts import act_by_id
from chimein.store.reads.comments import comment_by_public_id
from chimein.store.reads.sites import all_sites, site_by_key
from chimein.store.reads.threads import thread_by_id

SEEN_MS = 60_000
"""How exactly it is known when a session was last used."""


@dataclass(frozen=True, slots=True)
class Obtained:
    """A comment with the site and the thread that it belongs to."""

    site: Site
    thread: Thread
    comment: Comment


def signed_in(mark: bytes, now: int) -> Transaction[Staff]:
    """Who a session belongs to, with the roles as they are now. Raises `SignInFirst`."""
    found = yield from session_by_mark(mark)
    if found is None:
        raise SignInFirst
    session, account, roles = found
    if session.is_over(now) or account.is_disabled:
        raise SignInFirst
    return Staff(account, roles, session)


@repeatable
def used(staff: Staff, now: int) -> Transaction[None]:
    """Remember that the session is in use; `is_due` says whether that is worth a write."""
    assert staff.session is not None
    yield from call("see_session", mark=staff.session.mark, seen_at=now)


def is_due(staff: Staff, now: int) -> bool:
    """Whether the session was last noted as used long enough ago."""
    return staff.session is not None and now - staff.session.seen_at >= SEEN_MS


def site_for(staff: Staff, key: str, right: Right) -> Transaction[Site]:
    """The site with this key. Raises `NotFound` for who may not see it, `RoleTooSmall` for who may only do less."""
    site = yield from site_by_key(key)
    check(staff, site.site_id, right)
    return site


def site_of_act(staff: Staff, key: str, act_id: int) -> Transaction[Site]:
    """The site on which this was done, for who may take it back. Raises as `site_for` does."""
    site = yield from site_for(staff, key, "moderate")
    check(staff, site.site_id, right_to_undo((yield from act_by_id(site.site_id, act_id)).verb))
    return site


def sites_of(staff: Staff, right: Right = "see") -> Transaction[list[Site]]:
    """The sites on which this can be done, by name."""
    sites = yield from all_sites()
    return sorted((site for site in sites if staff.may(site.site_id, right)), key=lambda site: site.name.casefold())


def comment_for(staff: Staff, public_id: str, right: Right, key: str | None = None) -> Transaction[Obtained]:
    """The comment with this public id, on the site with `key` or on whichever has it. Raises as `site_for` does."""
    sites = (yield from sites_of(staff)) if key is None else [(yield from site_for(staff, key, "see"))]
    return (yield from _among(staff, sites, public_id, right))


def comments_for(
    staff: Staff, public_ids: Iterable[str], right: Right, key: str | None = None
) -> Transaction[list[tuple[Site, list[Comment]]]]:
    """All of these comments, each once, by the site that they belong to. Raises as `comment_for` does."""
    sites = (yield from sites_of(staff)) if key is None else [(yield from site_for(staff, key, "see"))]
    found: dict[int, tuple[Site, list[Comment]]] = {}
    for public_id in dict.fromkeys(public_ids):
        one = yield from _among(staff, sites, public_id, right)
        found.setdefault(one.site.site_id, (one.site, []))[1].append(one.comment)
    return list(found.values())


def _among(staff: Staff, sites: Iterable[Site], public_id: str, right: Right) -> Transaction[Obtained]:
    for site in sites:
        comment = yield from comment_by_public_id(site.site_id, public_id)
        if comment is not None:
            check(staff, site.site_id, right)
            thread = yield from thread_by_id(site.site_id, comment.thread_id)
            return Obtained(site, thread, comment)
    raise NotFound(f"There is no comment {public_id} here.")


def check(staff: Staff, site_id: int, right: Right) -> None:
    """Raises `NotFound` where the site does not exist for this account, `RoleTooSmall` where it may only do less."""
    if not staff.may(site_id, "see"):
        raise NotFound("There is no such site here.")
    if not staff.may(site_id, right):
        raise RoleTooSmall


def check_instance(staff: Staff) -> None:
    """Raises `RoleTooSmall` for who does not own the instance, and for a token that is for less than all of it."""
    if not staff.account.is_owner or staff.only_site is not None or "administer" not in staff.limited_to:
        raise RoleTooSmall


def check_any(staff: Staff, right: Right) -> None:
    """Raises `RoleTooSmall` for who may do this on no site at all."""
    if not staff.account.is_owner and not any(staff.may(site_id, right) for site_id in staff.roles):
        raise RoleTooSmall
