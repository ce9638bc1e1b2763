"""Those who sign in. Addresses stay sealed, and hashes leave only to be compared."""

from collections.abc import Mapping
from typing import NamedTuple

from chimein.rules.accounts import Account, Session
from chimein.rules.permissions import Role
from chimein.store.calls import Row, Transaction, call


class SignedIn(NamedTuple):
    """A session that exists, whether or not it still counts, whose it is, and that account's roles by site."""

    session: Session
    account: Account
    roles: Mapping[int, Role]


def session_by_mark(mark: bytes) -> Transaction[SignedIn | None]:
    """Whose session this is; nobody's, where it was ended or never was."""
    rows = yield from call("session_by_mark", mark=mark)
    if not rows:
        return None
    session_mark, created_at, proven_at, seen_at, browser, *account = rows[0]
    session = Session(bytes(session_mark), created_at, proven_at, seen_at, browser)
    whose = account_of(tuple(account))
    return SignedIn(session, whose, (yield from roles_of(whose.id)))


def roles_of(account_id: int) -> Transaction[Mapping[int, Role]]:
    """What an account may do, by the site's number; an instance owner needs no row."""
    rows = yield from call("roles_of_account", account_id=account_id)
    return dict(rows)


def account_of(row: Row) -> Account:
    """An account from its columns, in the order in which every query names them."""
    account_id, name, is_owner, has_password, has_totp, is_disabled, created_at, signed_in_at = row
    return Account(
        id=account_id,
        name=name,
        is_owner=bool(is_owner),
        has_password=bool(has_password),
        has_totp=bool(has_totp),
        is_disabled=bool(is_disabled),
        created_at=created_at,
        signed_in_at=signed_in_at,
    )
