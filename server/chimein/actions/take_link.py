"""A link is used, once: the instance is set up, an invitation accepted, or a way in chosen anew."""

from dataclasses import dataclass, field

from chimein.rules.accounts import Actor
from chimein.rules.identity import Link, Passkey
from chimein.rules.refusals import LinkOver
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.accounts import link_by_mark
from chimein.store.writes.accounts import NewAccount, end_sessions, insert_account, insert_passkey, note_about
from chimein.store.writes.acts import Doing


@dataclass(frozen=True, slots=True)
class WayIn:
    """What whoever holds the link signs in with from now on: a passphrase, or a passkey."""

    password_hash: str | None = field(repr=False)
    passkey: Passkey | None = None


@repeatable
def accept_as_new(mark: bytes, new: NewAccount, passkey: Passkey | None, doing: Doing) -> Transaction[Link]:
    """Make the account that an invitation or the set-up is for. Raises `LinkOver`, `Invalid`."""
    link = yield from _used(mark, doing.at, ("setup", "invitation"))
    if link.account_id is not None:
        raise LinkOver
    own = Doing(Actor("account", new.id), doing.at, doing.new_id, doing.seal)
    yield from insert_account(new, own)
    if passkey is not None:
        yield from insert_passkey(passkey, own)
    yield from _given(link, new.id, own)
    return link


@repeatable
def accept_as_known(mark: bytes, account_id: int, doing: Doing) -> Transaction[Link]:
    """Somebody who has an account accepts an invitation. Raises `LinkOver`."""
    link = yield from _used(mark, doing.at, ("invitation",))
    if link.account_id is not None:
        raise LinkOver
    yield from _given(link, account_id, doing)
    return link


@repeatable
def accept_way_in(mark: bytes, way: WayIn, doing: Doing) -> Transaction[int]:
    """Keep what the account of a link is signed in to with from now on; its number. Raises `LinkOver`.

    A second factor stays; every browser is signed out.
    """
    link = yield from _used(mark, doing.at, ("invitation", "reset"))
    if link.account_id is None:
        raise LinkOver
    own = Doing(Actor("account", link.account_id), doing.at, doing.new_id, doing.seal)
    if way.password_hash is not None:
        yield from call("set_password", account_id=link.account_id, password_hash=way.password_hash)
    if way.passkey is not None:
        yield from insert_passkey(way.passkey, own)
    yield from end_sessions(link.account_id)
    for purpose in ("invitation", "reset"):
        yield from call("end_links", purpose=purpose, account_id=link.account_id)
    yield from note_about(link.account_id, "accept_way_in", own)
    return link.account_id


def _used(mark: bytes, now: int, purposes: tuple[str, ...]) -> Transaction[Link]:
    link = yield from link_by_mark(mark, now)
    if link is None or link.purpose not in purposes or not (yield from call("use_link", mark=mark, used_at=now)):
        raise LinkOver
    return link


def _given(link: Link, account_id: int, doing: Doing) -> Transaction[None]:
    if link.site_id is None or link.role is None:
        if link.role == "owner":
            yield from call("set_owner", account_id=account_id, is_owner=1)
        return
    yield from call("give_role", account_id=account_id, site_id=link.site_id, role=link.role, given_at=doing.at)
    yield from note_about(account_id, "accept_invitation", doing, link.site_id, role=link.role)
