"""Does what the shell asks about programs' tokens, with an opened instance."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from chimein.actions.add_api_token import NewToken, add_api_token
from chimein.actions.revoke_api_token import revoke_api_token
from chimein.office.token_verbs import AddedToken, AddToken, RevokeToken, ShowTokens, TokenView
from chimein.office.verbs import Done
from chimein.render.times import iso
from chimein.rules.accounts import SHELL
from chimein.rules.emails import clean_email
from chimein.rules.refusals import NotFound
from chimein.rules.tokens import PREFIX, SCOPES, WORD_BYTES, ApiToken, token_wish
from chimein.rules.whole_numbers import is_whole_number
from chimein.store.calls import Transaction
from chimein.store.reads.accounts import credentials_by_email
from chimein.store.reads.sites import all_sites, site_by_key
from chimein.store.reads.tokens import all_tokens, token_by_id
from chimein.store.writes.acts import Doing
from chimein.wiring import Instance


async def _add_token(instance: Instance, verb: AddToken) -> AddedToken:
    wish = token_wish(verb.name, verb.scopes, verb.days)
    account = await instance.store.read(credentials_by_email(instance.keys.email_lookup(0, clean_email(verb.account))))
    if account is None:
        raise NotFound(f"There is no account with the address {verb.account} here.")
    site = None if verb.site is None else await instance.store.read(site_by_key(verb.site))
    word, doing = PREFIX + instance.randomness.token(WORD_BYTES), _doing(instance)
    new = NewToken(
        id=instance.mint.new(),
        mark=instance.keys.desk_mark("token", word),
        account_id=account.account_id,
        site_id=None if site is None else site.site_id,
        wish=wish,
    )
    await instance.store.write(add_api_token(new, doing))
    return AddedToken(token=str(new.id), word=word, expires_at=_iso(wish.expires_at(doing.at)))


async def _show_tokens(instance: Instance, _: ShowTokens) -> list[TokenView]:
    now = instance.clock.now()

    def listed() -> Transaction[list[TokenView]]:
        keys = {site.site_id: site.key for site in (yield from all_sites())}
        return [_view(token, name, keys, now) for token, name in (yield from all_tokens())]

    return await instance.store.read(listed())


async def _revoke_token(instance: Instance, verb: RevokeToken) -> Done:
    if not is_whole_number(verb.token):
        raise NotFound("There is no such token here.")
    token = await instance.store.read(token_by_id(int(verb.token)))
    return Done(changed=int(await instance.store.write(revoke_api_token(token, _doing(instance)))))


TOKEN_PERFORMERS: Mapping[type[Any], Callable[[Instance, Any], Awaitable[Any]]] = {
    AddToken: _add_token,
    ShowTokens: _show_tokens,
    RevokeToken: _revoke_token,
}


def _doing(instance: Instance) -> Doing:
    return Doing(SHELL, instance.clock.now(), instance.mint.new, instance.keys.audit_seal)


def _view(token: ApiToken, account: str, keys: Mapping[int, str], now: int) -> TokenView:
    return TokenView(
        token=str(token.id),
        name=token.name,
        account=account,
        scopes=[scope for scope in SCOPES if scope in token.scopes],
        site=None if token.site_id is None else keys.get(token.site_id),
        created_at=iso(token.created_at),
        expires_at=_iso(token.expires_at),
        used_at=_iso(token.used_at),
        revoked_at=_iso(token.revoked_at),
        is_over=token.is_over(now),
    )


def _iso(moment: int | None) -> str | None:
    return None if moment is None else iso(moment)
