"""The page of programs' tokens: one's own, or all of them for who owns the instance."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.access.desk import sites_of
from chimein.access.tokens import tokens_for
from chimein.render.times import words_of_time
from chimein.rules.accounts import Staff
from chimein.rules.facts import Site
from chimein.rules.permissions import Right
from chimein.rules.refusals import Invalid, NotFound
from chimein.rules.tokens import ApiToken, token_wish
from chimein.rules.whole_numbers import is_whole_number
from chimein.store.calls import Transaction
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, Screen, back_to, desk_answer
from chimein.web.desk.deeds import hand_of_session
from chimein.web.desk.guard import AtWork, at_work, form_at_work
from chimein.web.desk.signing_in import check_proven
from chimein.web.desk.token_deeds import make_token, revoke_token

ADDRESS = "/admin/tokens"
SCREEN = Screen("tokens.html", "Programs")
MAY: Mapping[str, tuple[tuple[Right, ...], str]] = {
    "see": (("see",), "see comments, people and numbers"),
    "moderate": (("see", "moderate"), "see and decide"),
    "administer": (("see", "moderate", "administer"), "see, decide and change settings"),
}
"""What people choose between, and the scopes that it stands for."""
DAYS = (("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("0", "no end"))
_FIELDS = ("name", "may", "site", "days")


@get(ADDRESS, name="desk_tokens", exception_handlers=DESK_HANDLERS)
async def get_tokens(request: Asked) -> Response[bytes]:
    """The list, and the form for a new one."""
    return await _page(request, await at_work(request), {})


@post(ADDRESS, name="desk_add_token", status_code=200, exception_handlers=DESK_HANDLERS)
async def post_token(request: Asked) -> Response[bytes]:
    """A new one; its word is shown in this answer and never again."""
    somebody, typed = await form_at_work(request, _FIELDS)
    check_proven(request, somebody)
    scopes, _ = MAY.get(typed["may"], ((), ""))
    days = int(typed["days"]) if typed["days"] in dict(DAYS) else None
    try:
        wish = token_wish(typed["name"], scopes, days)
    except Invalid as refused:
        return await _page(request, somebody, {"typed": typed, "errors": refused.errors}, refused.status)
    word = await make_token(hand_of_session(request, somebody.word), wish, typed["site"] or None)
    return await _page(request, somebody, {"made": {"name": wish.name, "word": word}})


@post("/admin/tokens/{token:str}/revoke", name="desk_revoke_token", exception_handlers=DESK_HANDLERS)
async def post_revoke(request: Asked, token: FromPath[str]) -> Response[bytes]:
    """It opens nothing any more."""
    somebody, _ = await form_at_work(request, ())
    if not is_whole_number(token):
        raise NotFound("There is no such token here.")
    await revoke_token(hand_of_session(request, somebody.word), int(token))
    return back_to(ADDRESS)


async def _page(request: Asked, somebody: AtWork, context: Mapping[str, Any], status: int = 200) -> Response[bytes]:
    instance, staff = instance_of(request), somebody.staff
    sites, tokens = await instance.store.read(_listed(staff))
    now, names = instance.clock.now(), {site.site_id: site.name for site in sites}
    shown = {
        "typed": {"name": "", "may": "moderate", "site": "", "days": "365"},
        "made": None,
        "errors": {},
        "choices": [(name, says) for name, (_, says) in MAY.items()],
        "days": DAYS,
        "sites": [site for site in sites if staff.may(site.site_id, "administer")],
        "all_accounts": staff.account.is_owner,
        "tokens": [_row(token, whose, names, now) for token, whose in tokens],
        **context,
    }
    return await desk_answer(request, somebody, SCREEN, shown, status)


def _listed(staff: Staff) -> Transaction[tuple[list[Site], list[tuple[ApiToken, str]]]]:
    sites = yield from sites_of(staff)
    return sites, (yield from tokens_for(staff))


def _row(token: ApiToken, whose: str, names: Mapping[int, str], now: int) -> dict[str, Any]:
    says = next(words for scopes, words in reversed(list(MAY.values())) if set(scopes) <= token.scopes)
    return {
        "id": str(token.id),
        "name": token.name,
        "account": whose,
        "may": says,
        "site": "every site" if token.site_id is None else names.get(token.site_id, "a site that you do not see"),
        "used": None if token.used_at is None else words_of_time(token.used_at),
        "ends": None if token.expires_at is None else words_of_time(token.expires_at),
        "is_over": token.is_over(now),
        "is_revoked": token.revoked_at is not None,
    }
