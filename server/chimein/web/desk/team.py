"""Who works on which site, and as what; who owns the instance. Invitations are links, for each channel people trust."""

from collections.abc import Callable
from typing import TypeVar, get_args

from litestar import Response, get, post

from chimein.access.desk import signed_in, sites_of
from chimein.access.team import check_owner, gives, members_for
from chimein.actions.disable_account import disable_account, enable_account
from chimein.actions.grant_role import grant_ownership
from chimein.actions.make_link import make_link
from chimein.rules.accounts import Staff
from chimein.rules.identity import RESET_MS, Link
from chimein.rules.permissions import ROLES, Role
from chimein.rules.refusals import LastOwner, Malformed, Refusal
from chimein.rules.whole_numbers import is_whole_number
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.accounts import account_by_id, all_accounts
from chimein.store.writes.acts import Doing
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, Screen, back_to, desk_answer
from chimein.web.desk.deeds import hand_of_session
from chimein.web.desk.doorkeeping import doing_as
from chimein.web.desk.guard import AtWork, at_work, form_at_work
from chimein.web.desk.my_account import mark_of
from chimein.web.desk.signing_in import check_proven, wrong_of_fields
from chimein.web.desk.team_deeds import WORD_BYTES, give, invite

TEAM = "/admin/team"
EVERYWHERE = "*"
T = TypeVar("T")
Deed = Callable[[Staff, Doing], Transaction[T]]


@get(TEAM, exception_handlers=DESK_HANDLERS)
async def get_team(request: Asked) -> Response[bytes]:
    """Everybody on each site that one administers, and for owners everybody on the instance."""
    return await _page(request, await at_work(request))


@post(f"{TEAM}/invite", exception_handlers=DESK_HANDLERS)
async def post_invite(request: Asked) -> Response[bytes]:
    """A link for somebody who is to have a role; it is shown once."""
    somebody, form = await form_at_work(request, ("site", "role"))
    check_proven(request, somebody)
    key = None if form["site"] == EVERYWHERE else form["site"]
    made = await invite(hand_of_session(request, somebody.word), key, _role(form["role"]))
    return await _link_page(request, somebody, made.word, "invitation")


@post(f"{TEAM}/role", exception_handlers=DESK_HANDLERS)
async def post_role(request: Asked) -> Response[bytes]:
    """Another role on a site, or none."""
    somebody, form = await form_at_work(request, ("site", "account", "role"))
    check_proven(request, somebody)
    role = None if form["role"] == "none" else _role(form["role"])
    await give(hand_of_session(request, somebody.word), form["site"], _number(form["account"]), role)
    return back_to(f"{TEAM}?done=role")


@post(f"{TEAM}/account", exception_handlers=DESK_HANDLERS)
async def post_account(request: Asked) -> Response[bytes]:
    """What only owners of the instance do: disable, enable, make an owner or not, a link for a new passphrase."""
    somebody, form = await form_at_work(request, ("account", "deed"))
    check_proven(request, somebody)
    account_id, instance = _number(form["account"]), instance_of(request)
    word, now = instance.randomness.token(WORD_BYTES), instance.clock.now()
    link = Link(instance.keys.desk_mark("link", word), "reset", account_id, None, None, now, now + RESET_MS)

    def done(staff: Staff, doing: Doing) -> Transaction[None]:
        check_owner(staff)
        yield from account_by_id(account_id)
        yield from _deed(form["deed"], account_id, link, doing)

    try:
        await _do(request, somebody, done)
    except LastOwner as refusal:
        return await _page(request, somebody, refusal)
    if form["deed"] == "reset":
        return await _link_page(request, somebody, word, "reset")
    return back_to(f"{TEAM}?done=account")


def _deed(name: str, account_id: int, link: Link, doing: Doing) -> Transaction[None]:
    if name == "disable":
        yield from disable_account(account_id, doing)
    elif name == "enable":
        yield from enable_account(account_id, doing)
    elif name in ("make-owner", "end-owner"):
        yield from grant_ownership(account_id, doing, is_owner=name == "make-owner")
    elif name == "reset":
        yield from make_link(link, doing)
    else:
        raise Malformed


async def _do(request: Asked, somebody: AtWork, deed: Deed[T]) -> T:
    """Who it is, what they may and what is done, in one transaction."""
    mark, now = mark_of(request, somebody), instance_of(request).clock.now()
    doing = doing_as(request, somebody.staff.account.id)

    @repeatable
    def done() -> Transaction[T]:
        staff = yield from signed_in(mark, now)
        return (yield from deed(staff, doing))

    return await instance_of(request).store.write(done())


async def _page(request: Asked, somebody: AtWork, refusal: Refusal | None = None) -> Response[bytes]:
    def everybody() -> Transaction[tuple[list[object], list[object]]]:
        staff, teams = somebody.staff, list[object]()
        for site in (yield from sites_of(staff, "administer")):
            members = yield from members_for(staff, site)
            given = [role for role in ROLES if gives(staff, site.site_id, role)]
            teams.append({"site": site, "members": members, "gives": given})
        accounts = list((yield from all_accounts())) if staff.account.is_owner else []
        return teams, list[object](accounts)

    teams, accounts = await instance_of(request).store.read(everybody())
    context = {
        **wrong_of_fields(refusal),
        "teams": teams,
        "accounts": accounts,
        "me": somebody.staff.account,
        "done": request.query_params.get("done", ""),
    }
    status = refusal.status if refusal else 200
    return await desk_answer(request, somebody, Screen("team.html", "Team"), context, status)


async def _link_page(request: Asked, somebody: AtWork, word: str, purpose: str) -> Response[bytes]:
    address = f"{instance_of(request).public_url}/admin/link/{word}"
    return await desk_answer(request, somebody, Screen("made_link.html", "Team"), {"link": address, "purpose": purpose})


def _role(text: str) -> Role:
    if text not in get_args(Role):
        raise Malformed("There is no such role.")
    return next(role for role in ROLES if role == text)


def _number(text: str) -> int:
    if not is_whole_number(text):
        raise Malformed("There is no such account.")
    return int(text)
