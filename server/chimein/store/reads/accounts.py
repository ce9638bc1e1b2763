"""Those who sign in. Addresses stay sealed, and hashes leave only to be compared."""

from collections.abc import Mapping
from typing import NamedTuple

from chimein.rules.accounts import Account, Session
from chimein.rules.identity import Credentials, Link, Passkey, SealedAccountEmail
from chimein.rules.permissions import Role
from chimein.rules.refusals import NotFound
from chimein.rules.saved_filters import SavedFilter
from chimein.store.calls import Row, Rows, Transaction, call


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


def filters_of(account_id: int) -> Transaction[list[SavedFilter]]:
    """The filters of the queue that an account keeps, by name."""
    rows = yield from call("filters_of_account", account_id=account_id)
    return [SavedFilter(*row) for row in rows]


def account_by_id(account_id: int) -> Transaction[Account]:
    """An account. Raises `NotFound`."""
    rows = yield from call("account_by_id", account_id=account_id)
    if not rows:
        raise NotFound("There is no such account here.")
    return account_of(rows[0])


def credentials_by_email(lookup: bytes) -> Transaction[Credentials | None]:
    """By what the account of an address is known; nothing where there is none."""
    return _credentials((yield from call("account_by_email", lookup=lookup)))


def credentials_of(account_id: int) -> Transaction[Credentials | None]:
    """By what an account is known."""
    return _credentials((yield from call("credentials_of_account", account_id=account_id)))


def sealed_email_of(account_id: int) -> Transaction[SealedAccountEmail]:
    """The address of an account that exists, as it is stored."""
    lookup, cipher, wrapped_key, key_version = (yield from call("email_of_account", account_id=account_id))[0]
    return SealedAccountEmail(bytes(lookup), bytes(cipher), bytes(wrapped_key), key_version)


def all_accounts() -> Transaction[list[Account]]:
    """Everybody who signs in, by name."""
    return [account_of(row) for row in (yield from call("list_accounts"))]


def team_of(site_id: int) -> Transaction[list[tuple[Account, Role]]]:
    """Who works on a site, by name; instance owners only where they have a role there too."""
    return [(account_of(tuple(row[:8])), row[8]) for row in (yield from call("team_of_site", site_id=site_id))]


def sessions_of(account_id: int) -> Transaction[list[Session]]:
    """Where somebody is signed in, the last used first; some may be over."""
    rows = yield from call("sessions_of_account", account_id=account_id)
    return [Session(bytes(mark), *rest) for mark, *rest in rows]


def passkeys_of(account_id: int) -> Transaction[list[Passkey]]:
    """An account's passkeys, the first made first."""
    return [_passkey(row) for row in (yield from call("passkeys_of_account", account_id=account_id))]


def passkey_by_id(credential_id: bytes) -> Transaction[Passkey | None]:
    """A passkey by what its device calls it."""
    rows = yield from call("passkey_by_id", credential_id=credential_id)
    return _passkey(rows[0]) if rows else None


def recoveries_left(account_id: int) -> Transaction[int]:
    """How many recovery codes were not used yet."""
    left: int = (yield from call("count_recoveries", account_id=account_id))[0][0]
    return left


def link_by_mark(mark: bytes, now: int) -> Transaction[Link | None]:
    """A link that still works at `now`; none: it was used, expired, replaced, or never was."""
    rows = yield from call("link_by_mark", mark=mark)
    if not rows or rows[0][6] <= now:
        return None
    return Link(bytes(rows[0][0]), *rows[0][1:])


def is_anybody_there() -> Transaction[bool]:
    """Whether there is an account at all."""
    return bool((yield from call("any_account")))


def _passkey(row: Row) -> Passkey:
    account_id, credential_id, public_key, *rest = row
    return Passkey(account_id, bytes(credential_id), bytes(public_key), *rest)


def _credentials(rows: Rows) -> Credentials | None:
    if not rows:
        return None
    account_id, password_hash, totp_secret, totp_step, is_disabled = rows[0]
    sealed = None if totp_secret is None else bytes(totp_secret)
    return Credentials(account_id, password_hash, sealed, totp_step, bool(is_disabled))


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
