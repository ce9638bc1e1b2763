"""Programs' keys to the desk's API. The words themselves are stored nowhere."""

from collections.abc import Mapping
from typing import NamedTuple

from chimein.rules.accounts import Account
from chimein.rules.permissions import Role
from chimein.rules.refusals import NotFound
from chimein.rules.tokens import ApiToken, scopes_of
from chimein.store.calls import Row, Transaction, call
from chimein.store.reads.accounts import account_of, roles_of

_COLUMNS = 9


class Shown(NamedTuple):
    """A token that exists, whether or not it still counts, whose it is, and that account's roles by site."""

    token: ApiToken
    account: Account
    roles: Mapping[int, Role]


def token_by_mark(mark: bytes) -> Transaction[Shown | None]:
    """Whose token this is; nobody's, where it never was one."""
    rows = yield from call("api_token_by_mark", mark=mark)
    if not rows:
        return None
    token, account = token_of(rows[0][:_COLUMNS]), account_of(rows[0][_COLUMNS:])
    return Shown(token, account, (yield from roles_of(account.id)))


def token_by_id(token_id: int) -> Transaction[ApiToken]:
    """A token. Raises `NotFound`."""
    rows = yield from call("api_token_by_id", token_id=token_id)
    if not rows:
        raise NotFound("There is no such token here.")
    return token_of(rows[0])


def tokens_of(account_id: int) -> Transaction[list[ApiToken]]:
    """An account's tokens, the newest first."""
    return [token_of(row) for row in (yield from call("api_tokens_of_account", account_id=account_id))]


def all_tokens() -> Transaction[list[tuple[ApiToken, str]]]:
    """Every token of the instance with its account's name, the newest first."""
    return [(token_of(row[:_COLUMNS]), row[_COLUMNS]) for row in (yield from call("list_api_tokens"))]


def token_of(row: Row) -> ApiToken:
    """A token from its columns, in the order in which every query names them."""
    token_id, account_id, site_id, scopes, name, created_at, expires_at, used_at, revoked_at = row
    return ApiToken(
        id=token_id,
        account_id=account_id,
        site_id=site_id,
        scopes=scopes_of(scopes.split()),
        name=name,
        created_at=created_at,
        expires_at=expires_at,
        used_at=used_at,
        revoked_at=revoked_at,
    )
