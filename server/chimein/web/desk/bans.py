"""What is not wanted on a site: the list, and the form that adds to it."""

from typing import Any, cast
from urllib.parse import urlencode

from litestar import Response, get, post

from chimein.access.desk import comment_for, site_for, sites_of
from chimein.render.desk.bans import KINDS, VERDICTS, ban_view
from chimein.rules.bans import BanKind, BanVerdict
from chimein.rules.facts import Site
from chimein.rules.refusals import FieldError, Invalid, NotFound
from chimein.rules.whole_numbers import is_whole_number
from chimein.store.calls import Transaction
from chimein.store.reads.bans import bans_of_site
from chimein.web.answers import Asked, instance_of
from chimein.web.asking import optional
from chimein.web.desk.answers import DESK_HANDLERS, Screen, back_to, desk_answer
from chimein.web.desk.ban_deeds import BanWish, add_ban, end_ban
from chimein.web.desk.deeds import ActOf, hand_of_session
from chimein.web.desk.guard import AtWork, at_work, form_at_work
from chimein.web.desk.queue import told_of

FIELDS = ("site", "kind", "pattern", "comment", "verdict", "note", "days", "shadow")
NOTHING = dict.fromkeys(FIELDS, "") | {"kind": "word", "verdict": "held"}


@get("/admin/bans", name="desk_page_bans", exception_handlers=DESK_HANDLERS)
async def get_bans(request: Asked) -> Response[bytes]:
    """A site's bans, and the form; `comment` says whose writer is thought of."""
    somebody = await at_work(request)
    comment = optional(request, "comment") or ""
    typed = NOTHING | {"comment": comment} | ({"kind": "person"} if comment else {})
    return await _page(request, somebody, optional(request, "site"), typed)


@post("/admin/bans", name="desk_page_add_ban", status_code=303, exception_handlers=DESK_HANDLERS)
async def post_ban(request: Asked) -> Response[bytes]:
    """One more; what was typed survives a refusal."""
    somebody, typed = await form_at_work(request, FIELDS)
    try:
        act = await add_ban(hand_of_session(request, somebody.word), _wish(typed))
    except Invalid as refusal:
        errors = {name: error.detail for name, error in refusal.errors.items()}
        return await _page(request, somebody, typed["site"], typed, errors)
    return back_to(_after("ban", act))


@post("/admin/bans/lift", name="desk_page_lift_ban", status_code=303, exception_handlers=DESK_HANDLERS)
async def post_lift(request: Asked) -> Response[bytes]:
    """One less."""
    somebody, typed = await form_at_work(request, ("site", "ban"))
    if not is_whole_number(typed["ban"]):
        raise NotFound
    act = await end_ban(hand_of_session(request, somebody.word), typed["site"], int(typed["ban"]))
    return back_to(_after("lift_ban", act))


async def _page(
    request: Asked, somebody: AtWork, key: str | None, typed: dict[str, str], errors: dict[str, str] | None = None
) -> Response[bytes]:
    instance = instance_of(request)

    def found() -> Transaction[tuple[Site, list[Any], str]]:
        sites = yield from sites_of(somebody.staff, "moderate")
        if key is None and not sites:
            raise NotFound("There is no site on which you may ban anybody.")
        site = (yield from site_for(somebody.staff, key, "moderate")) if key else sites[0]
        name = ""
        if typed["comment"]:
            name = (yield from comment_for(somebody.staff, typed["comment"], "moderate", site.key)).comment.name
        return site, (yield from bans_of_site(site.site_id)), name

    site, bans, writer = await instance.store.read(found())
    context = {
        "site": site,
        "writer": writer,
        "typed": typed,
        "errors": dict.fromkeys(FIELDS, "") | (errors or {}),
        "kinds": KINDS,
        "verdicts": VERDICTS,
        "bans": [ban_view(one, instance.clock.now()) for one in bans],
        "told": told_of(request),
    }
    return await desk_answer(request, somebody, Screen("bans.html", "Bans", "bans"), context, 422 if errors else 200)


def _wish(typed: dict[str, str]) -> BanWish:
    kind, verdict, days = typed["kind"], typed["verdict"], typed["days"].strip()
    if kind not in dict(KINDS) or verdict not in dict(VERDICTS):
        raise Invalid({}, "This form is incomplete. Please reload the page.")
    if days and not is_whole_number(days):
        raise Invalid({"days": FieldError("not-a-number", "Give a number of days, or nothing for ever.")})
    return BanWish(
        site=typed["site"],
        kind=cast("BanKind", kind),
        verdict=cast("BanVerdict", verdict),
        pattern=typed["pattern"],
        comment=typed["comment"] if kind in ("person", "network") and not typed["pattern"].strip() else None,
        is_shadow=bool(typed["shadow"]),
        note=typed["note"],
        days=int(days) if days else None,
    )


def _after(verb: str, act: ActOf) -> str:
    told = {"site": act.site.key, "done": verb, "act": act.done.act_id or "", "on": act.site.key}
    return f"/admin/bans?{urlencode(told)}"
