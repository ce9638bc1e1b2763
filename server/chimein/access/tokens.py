"""How programs obtain things: a token says whose it is, its scopes and the account's roles say what it may do."""

from chimein.rules.accounts import Staff
from chimein.rules.refusals import ApiTokenWrong, NotFound
from chimein.rules.tokens import ApiToken
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.tokens import all_tokens, token_by_id, token_by_mark, tokens_of


def with_token(mark: bytes, now: int) -> Transaction[tuple[Staff, ApiToken]]:
    """Whose token this is, with the roles as they are now and never more than the token's scopes.

    Raises `ApiTokenWrong`, the same for one that never was, is over, or whose account is disabled.
    """
    found = yield from token_by_mark(mark)
    if found is None or found.token.is_over(now) or found.account.is_disabled:
        raise ApiTokenWrong
    token, account, roles = found
    staff = Staff(account, roles, limited_to=token.scopes, only_site=token.site_id, kind="token")
    return staff, token


@repeatable
def note_use(mark: bytes, now: int) -> Transaction[None]:
    """Remember that the token is in use; `ApiToken.is_due` says whether that is worth a write."""
    yield from call("see_api_token", mark=mark, used_at=now)


def tokens_for(staff: Staff) -> Transaction[list[tuple[ApiToken, str]]]:
    """The tokens that somebody may revoke, with their accounts' names: one's own; all of them for an instance owner."""
    if staff.account.is_owner:
        return (yield from all_tokens())
    return [(token, staff.account.name) for token in (yield from tokens_of(staff.account.id))]


def token_for(staff: Staff, token_id: int) -> Transaction[ApiToken]:
    """One of those. Raises `NotFound`."""
    token = yield from token_by_id(token_id)
    if token.account_id != staff.account.id and not staff.account.is_owner:
        raise NotFound("There is no such token here.")
    return token
