"""The desk's page doctor: an address is given, the page is fetched and looked at, and what is wrong is listed."""

from dataclasses import dataclass

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.rules.doctor import Diagnosis
from chimein.rules.facts import Site
from chimein.web.answers import Asked
from chimein.web.desk.answers import DESK_HANDLERS, Screen, desk_answer
from chimein.web.desk.deeds import hand_of_session
from chimein.web.desk.guard import AtWork, at_work, form_at_work
from chimein.web.desk.page_deeds import examine
from chimein.web.desk.sites import site_at_desk


@dataclass(frozen=True, slots=True)
class _Visit:
    """What was asked, and what was found; at first neither."""

    url: str = ""
    found: Diagnosis | None = None


@get("/admin/sites/{key:str}/doctor", name="desk_doctor_page", exception_handlers=DESK_HANDLERS)
async def get_doctor(request: Asked, key: FromPath[str]) -> Response[bytes]:
    """The form; with `url` in the address it is filled in, and nothing is fetched yet."""
    somebody = await at_work(request)
    site = await site_at_desk(request, somebody, key)
    return await _answer(request, somebody, site, _Visit(request.query_params.get("url", "")))


@post("/admin/sites/{key:str}/doctor", name="desk_doctor_form", exception_handlers=DESK_HANDLERS, status_code=200)
async def post_doctor(request: Asked, key: FromPath[str]) -> Response[bytes]:
    """What was found. Only who may change the site can have a page fetched."""
    somebody, typed = await form_at_work(request, ("url",))
    site, found = await examine(hand_of_session(request, somebody.word), key, typed["url"])
    return await _answer(request, somebody, site, _Visit(typed["url"].strip(), found))


async def _answer(request: Asked, somebody: AtWork, site: Site, visit: _Visit) -> Response[bytes]:
    context = {
        "site": site,
        "tab": "doctor",
        "url": visit.url,
        "found": visit.found,
        "may_change": somebody.staff.may(site.site_id, "administer"),
    }
    return await desk_answer(request, somebody, Screen("site_doctor.html", site.name, "sites"), context)
