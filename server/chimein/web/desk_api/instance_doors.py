"""What belongs to no single site: numbers of all of them, the instance's own audit, and programs' tokens.

Who is signed in and has just proven who they are makes tokens; a program only lists them and ends them.
"""

from collections.abc import Mapping

from litestar import Response, delete, get
from litestar.params import FromPath

from chimein.access.audits import audit_page
from chimein.access.desk import check_instance, sites_of
from chimein.access.numbers import numbers_of
from chimein.access.tokens import tokens_for
from chimein.messages.desk_team import TokenEnded, TokenLine, Tokens
from chimein.render.times import iso
from chimein.rules.audits import AuditPage
from chimein.rules.numbers import Numbers
from chimein.rules.refusals import NotFound, RoleTooSmall
from chimein.rules.tokens import SCOPES, ApiToken
from chimein.store.calls import Transaction
from chimein.web.answers import Asked
from chimein.web.desk.token_deeds import revoke_token
from chimein.web.desk_api.callers import Caller, caller, number, told
from chimein.web.desk_api.comment_views import time_or_none
from chimein.web.desk_api.site_doors import ENTRIES, audit_view, before_of, numbers_view

Listed = tuple[dict[int, str], list[tuple[ApiToken, str]]]


@get("/api/v1/admin/numbers", name="desk_all_numbers")
async def get_all_numbers(request: Asked) -> Response[bytes]:
    """How lively it was, wherever the token sees."""
    calling = await caller(request)

    def found() -> Transaction[Numbers]:
        sites = yield from sites_of(calling.staff)
        return (yield from numbers_of(calling.staff, sites, calling.hand.instance.clock.now()))

    return told(numbers_view(await calling.hand.instance.store.read(found())))


@get("/api/v1/admin/audit", name="desk_instance_audit")
async def get_instance_audit(request: Asked) -> Response[bytes]:
    """What was done to the instance and its accounts, the newest first."""
    calling, before = await caller(request), before_of(request)

    def found() -> Transaction[AuditPage]:
        check_instance(calling.staff)
        return (yield from audit_page(calling.staff, None, before, ENTRIES))

    return told(audit_view(await calling.hand.instance.store.read(found())))


@get("/api/v1/admin/tokens", name="desk_list_tokens")
async def get_tokens(request: Asked) -> Response[bytes]:
    """The account's; for who owns the instance, everybody's."""
    calling = await caller(request)
    keys, tokens = await calling.hand.instance.store.read(_listed(calling))
    return told(Tokens(tokens=[_line(token, whose, keys) for token, whose in tokens]))


@delete("/api/v1/admin/tokens/{token:str}", name="desk_end_token", status_code=200)
async def delete_token(request: Asked, token: FromPath[str]) -> Response[bytes]:
    """It opens nothing any more."""
    calling = await caller(request)
    if not calling.is_for_all:
        raise NotFound("There is no such token here.")
    return told(TokenEnded(revoked=await revoke_token(calling.hand, number(token, "token"))))


def _listed(calling: Caller) -> Transaction[Listed]:
    if not calling.is_for_all:
        raise RoleTooSmall
    sites = yield from sites_of(calling.staff)
    return {site.site_id: site.key for site in sites}, (yield from tokens_for(calling.staff))


def _line(token: ApiToken, whose: str, keys: Mapping[int, str]) -> TokenLine:
    return TokenLine(
        token=str(token.id),
        name=token.name,
        account=whose,
        scopes=[scope for scope in SCOPES if scope in token.scopes],  # type: ignore[misc] # never "own"
        site=None if token.site_id is None else keys.get(token.site_id),
        created_at=iso(token.created_at),
        expires_at=time_or_none(token.expires_at),
        used_at=time_or_none(token.used_at),
        revoked_at=time_or_none(token.revoked_at),
    )
