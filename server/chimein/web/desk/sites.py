"""The desk's pages of sites: the list, a new one, settings and origins. Each form comes back as it was typed."""

from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.access.desk import site_for
from chimein.access.sites_at_desk import sites_with_counts
from chimein.actions.change_site import ChangedSite, SiteChange
from chimein.render.desk.site_forms import setting_fields
from chimein.rules.facts import Site
from chimein.rules.permissions import Right
from chimein.rules.refusals import Invalid
from chimein.rules.setting_controls import SETTINGS
from chimein.rules.site_settings import WrongSetting
from chimein.rules.whole_numbers import is_whole_number
from chimein.store.calls import repeatable
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, Screen, back_to, desk_answer
from chimein.web.desk.deeds import hand_of_session
from chimein.web.desk.guard import AtWork, at_work, form_at_work
from chimein.web.desk.site_deeds import change, create

NAMES = tuple(setting.name for setting in SETTINGS)


@get("/admin/sites", name="desk_sites_page", exception_handlers=DESK_HANDLERS)
async def get_sites(request: Asked) -> Response[bytes]:
    """All sites of whoever asks."""
    return await _list(request, await at_work(request), {}, {})


@post("/admin/sites", name="desk_sites_form", exception_handlers=DESK_HANDLERS, status_code=200)
async def post_site(request: Asked) -> Response[bytes]:
    """A new site; its snippet is what comes next."""
    somebody, typed = await form_at_work(request, ("name", "origins"))
    try:
        site = await create(hand_of_session(request, somebody.word), typed["name"], typed["origins"].split())
    except Invalid as refused:
        return await _list(request, somebody, typed, _errors(refused))
    return back_to(f"/admin/sites/{site.key}/embed?new=1")


@get("/admin/sites/{key:str}", name="desk_site_page", exception_handlers=DESK_HANDLERS)
async def get_site(request: Asked, key: FromPath[str]) -> Response[bytes]:
    """A site's settings and origins."""
    somebody = await at_work(request)
    return await _site(request, somebody, await site_at_desk(request, somebody, key), {}, {})


@post("/admin/sites/{key:str}", name="desk_site_form", exception_handlers=DESK_HANDLERS, status_code=200)
async def post_settings(request: Asked, key: FromPath[str]) -> Response[bytes]:
    """Other settings: all, or none with a sentence at each field that is wrong."""
    somebody, typed = await form_at_work(request, NAMES)
    try:
        changed = await change(hand_of_session(request, somebody.word), key, SiteChange(assignments=typed))
    except WrongSetting as wrong:
        site = await site_at_desk(request, somebody, key)
        return await _site(request, somebody, site, typed, wrong.errors)
    return back_to(_saved(key, changed))


@post("/admin/sites/{key:str}/name", name="desk_site_name_form", exception_handlers=DESK_HANDLERS, status_code=200)
async def post_name(request: Asked, key: FromPath[str]) -> Response[bytes]:
    """Another name; the key, and with it every page's snippet, stays."""
    somebody, typed = await form_at_work(request, ("name",))
    try:
        changed = await change(hand_of_session(request, somebody.word), key, SiteChange(name=typed["name"]))
    except Invalid as refused:
        site = await site_at_desk(request, somebody, key)
        return await _site(request, somebody, site, typed, _errors(refused))
    return back_to(_saved(key, changed))


@post("/admin/sites/{key:str}/origins", name="desk_origins_form", exception_handlers=DESK_HANDLERS, status_code=200)
async def post_origins(request: Asked, key: FromPath[str]) -> Response[bytes]:
    """Other origins: all of them anew, or one more (`add`), as the page doctor offers it."""
    somebody, typed = await form_at_work(request, ("origins", "add", "back"))
    site = await site_at_desk(request, somebody, key)
    origins = [*site.origins, typed["add"]] if typed["add"] else typed["origins"].split()
    try:
        if not origins:
            raise WrongSetting({"origins": "A site needs at least one origin, such as https://example.org."})
        changed = await change(hand_of_session(request, somebody.word), key, SiteChange(origins=origins))
    except Invalid as refused:
        return await _site(request, somebody, site, typed, _errors(refused))
    except WrongSetting as wrong:
        return await _site(request, somebody, site, typed, wrong.errors)
    return back_to(typed["back"] or _saved(key, changed))


async def site_at_desk(request: Asked, somebody: AtWork, key: str, right: Right = "see") -> Site:
    """The site, for who may do this there. Raises `NotFound`, `RoleTooSmall`."""
    return await instance_of(request).store.read(repeatable(site_for)(somebody.staff, key, right))


async def _list(
    request: Asked, somebody: AtWork, typed: Mapping[str, str], errors: Mapping[str, str]
) -> Response[bytes]:
    found = await instance_of(request).store.read(repeatable(sites_with_counts)(somebody.staff))
    context = {
        "found": found,
        "typed": {"name": "", "origins": "", **typed},
        "errors": {"name": "", "origins": "", **errors},
        "may_add": somebody.staff.account.is_owner,
    }
    return await desk_answer(request, somebody, Screen("sites.html", "Sites", "sites"), context, _status(errors))


async def _site(
    request: Asked, somebody: AtWork, site: Site, typed: Mapping[str, str], errors: Mapping[str, str]
) -> Response[bytes]:
    context = {
        "site": site,
        "tab": "settings",
        "groups": setting_fields(site, typed, errors),
        "origins": typed.get("add") or typed.get("origins") or "\n".join(site.origins),
        "errors": errors,
        "origins_error": errors.get("origins", ""),
        "may_change": somebody.staff.may(site.site_id, "administer"),
        "name": typed.get("name", site.name),
        "name_error": errors.get("name", ""),
        "saved": request.query_params.get("saved", ""),
        "act": _number(request, "act"),
        "undone": _number(request, "n") if request.query_params.get("done") == "undo" else "",
    }
    return await desk_answer(request, somebody, Screen("site.html", site.name, "sites"), context, _status(errors))


def _saved(key: str, changed: ChangedSite) -> str:
    act = f"&act={changed.done.act_id}" if changed.done.changed else ""
    return f"/admin/sites/{key}?saved=1{act}"


def _number(request: Asked, name: str) -> str:
    """A number that the address holds, as text; anything else is none."""
    text = request.query_params.get(name, "")
    return text if is_whole_number(text) else ""


def _status(errors: Mapping[str, str]) -> int:
    return 422 if errors else 200


def _errors(refused: Invalid) -> dict[str, str]:
    # The field is called after one origin, the form has several in one field.
    return {name.replace("origin", "origins"): error.detail for name, error in refused.errors.items()}


def query_of(pairs: Mapping[str, str]) -> str:
    """As part of an address, without what is empty."""
    return urlencode({name: value for name, value in pairs.items() if value})
