"""People: who writes on a site, and one of them with what is known."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.access.desk import sites_of
from chimein.access.people import people_list, people_named, person_at_desk, person_of_address
from chimein.render.desk.people import STATES, name_view, person_view, persona_view
from chimein.rules.facts import Site
from chimein.rules.people import PersonList
from chimein.rules.queue import LONGEST_WORDS
from chimein.rules.refusals import Invalid, NotFound, Refusal
from chimein.rules.whole_numbers import is_whole_number
from chimein.store.calls import Transaction
from chimein.web.answers import Asked, instance_of
from chimein.web.asking import number_before, optional
from chimein.web.desk.answers import DESK_HANDLERS, Screen, back_to, desk_answer
from chimein.web.desk.deeds import hand_of_session
from chimein.web.desk.guard import AtWork, at_work, form_at_work
from chimein.web.desk.person_deeds import address_of_person, leave_note, merge_into
from chimein.web.desk.queue import told_of

AT_ONCE = 50


@get("/admin/people", name="desk_page_people", exception_handlers=DESK_HANDLERS)
async def get_people(request: Asked) -> Response[bytes]:
    """A site's persons, the youngest first; by a name, or (for admins) by an address that is typed in full."""
    return await _list(request, await at_work(request), optional(request, "words") or "")


@post("/admin/people", name="desk_page_find_person", status_code=200, exception_handlers=DESK_HANDLERS)
async def post_search(request: Asked) -> Response[bytes]:
    """The same search, sent so that an address stands in no address bar and no log."""
    somebody, fields = await form_at_work(request, ("words", "site"))
    return await _list(request, somebody, fields["words"].strip(), fields["site"])


@get("/admin/people/{site:str}/{person:str}", name="desk_page_person", exception_handlers=DESK_HANDLERS)
async def get_person(request: Asked, site: FromPath[str], person: FromPath[str]) -> Response[bytes]:
    """One person: names, browsers, history, note."""
    return await _page(request, await at_work(request), (site, _number_of(person)))


@post(
    "/admin/people/{site:str}/{person:str}",
    name="desk_page_tend_person",
    status_code=303,
    exception_handlers=DESK_HANDLERS,
)
async def post_person(request: Asked, site: FromPath[str], person: FromPath[str]) -> Response[bytes]:
    """Look at the address, leave a note, or merge."""
    somebody, typed = await form_at_work(request, ("deed", "note", "into"))
    number = _number_of(person)
    hand, told = hand_of_session(request, somebody.word), {"done": typed["deed"]}
    try:
        if typed["deed"] == "look":
            return await _page(request, somebody, (site, number), address=await address_of_person(hand, site, number))
        if typed["deed"] == "note":
            await leave_note(hand, site, number, typed["note"])
        elif typed["deed"] == "merge":
            act = await merge_into(hand, site, number, _number_of(typed["into"]))
            told |= {"act": str(act.done.act_id), "on": site}
    except Invalid as refusal:
        return await _page(request, somebody, (site, number), refusal=refusal)
    return back_to(f"/admin/people/{site}/{number}?{urlencode(told)}")


async def _list(request: Asked, somebody: AtWork, words: str, asked: str = "") -> Response[bytes]:
    instance, number = instance_of(request), number_before(request)
    words = words[:LONGEST_WORDS]

    def found() -> Transaction[PersonList | None]:
        sites: list[Site] = yield from sites_of(somebody.staff)
        key = asked or optional(request, "site") or (sites[0].key if sites else None)
        if key is None:
            return None
        if "@" in words:
            site_id = next((site.site_id for site in sites if site.key == key), 0)
            return (yield from person_of_address(somebody.staff, key, instance.keys.email_lookup(site_id, words)))
        if words:
            return (yield from people_named(somebody.staff, key, words, AT_ONCE))
        return (yield from people_list(somebody.staff, key, number, AT_ONCE))

    listed = await instance.store.read(found())
    context = {
        "site": listed.site if listed else None,
        "words": words,
        "people": [person_view(listed.site, line) for line in listed.persons] if listed else [],
        "older": f"/admin/people?site={listed.site.key}&before={listed.older}" if listed and listed.older else None,
    }
    return await desk_answer(request, somebody, Screen("people.html", "People", "people"), context)


async def _page(
    request: Asked, somebody: AtWork, at: tuple[str, int], *, refusal: Refusal | None = None, address: str = ""
) -> Response[bytes]:
    found = await instance_of(request).store.read(person_at_desk(somebody.staff, *at))
    site_id, view = found.site.site_id, person_view(found.site, found.line)
    names = [name_view(one) for one in found.names]
    context: dict[str, Any] = {
        "site": found.site,
        "person": view,
        "names": names,
        "latest": names[0].comment if names else "",
        "personas": [persona_view(one) for one in found.personas],
        "states": STATES,
        "may_decide": somebody.staff.may(site_id, "moderate"),
        "may_administer": somebody.staff.may(site_id, "administer"),
        "address": address,
        "problem": refusal.sentence if refusal else "",
        "told": told_of(request),
    }
    status = refusal.status if refusal else 200
    return await desk_answer(request, somebody, Screen("person.html", view.name, "people"), context, status)


def _number_of(text: str) -> int:
    """A person's number, or the one at the end of their page's address. Raises `NotFound`."""
    found = text.strip().rpartition("/")[2].partition("?")[0]
    if not is_whole_number(found):
        raise NotFound("Say which person: the number in the address of their page.")
    return int(found)
