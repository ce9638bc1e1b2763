"""Persons of a site: listed, merged, and the one look at an address that is allowed and written down."""

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.access.people import people_list, person_at_desk
from chimein.messages.desk_people import AddressSeen, IntoPerson, PersonAndNames, PersonFacts, Persons, UsedName
from chimein.render.times import iso
from chimein.rules.people import PersonLine
from chimein.web.answers import Asked
from chimein.web.desk.person_deeds import address_of_person, merge_into
from chimein.web.desk_api.callers import caller, number, sent_by, told
from chimein.web.desk_api.deciding import one_act
from chimein.web.desk_api.site_doors import before_of

PERSONS = 50


@get("/api/v1/admin/sites/{site:str}/persons", name="desk_persons")
async def get_persons(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """Who wrote there, the youngest first."""
    calling, before = await caller(request), before_of(request)
    found = await calling.hand.instance.store.read(people_list(calling.staff, site, before, PERSONS))
    following = None if found.older is None else str(found.older)
    return told(Persons(persons=[_person(line) for line in found.persons], next=following))


@get("/api/v1/admin/sites/{site:str}/persons/{person:str}", name="desk_person")
async def get_person(request: Asked, site: FromPath[str], person: FromPath[str]) -> Response[bytes]:
    """One of them."""
    calling = await caller(request)
    wanted = person_at_desk(calling.staff, site, number(person, "person"))
    found = await calling.hand.instance.store.read(wanted)
    names = [UsedName(name=one.name, comments=one.count, last_at=iso(one.last_at)) for one in found.names]
    return told(PersonAndNames(person=_person(found.line), names=names))


@post("/api/v1/admin/sites/{site:str}/persons/{person:str}/merge", name="desk_merge_person", status_code=200)
async def post_merge(request: Asked, site: FromPath[str], person: FromPath[str]) -> Response[bytes]:
    """Two of them are one from now on."""
    calling, wish = await sent_by(request, IntoPerson)
    source, target = number(person, "person"), number(wish.into, "person")
    return told(one_act(await merge_into(calling.hand, site, source, target)))


@post("/api/v1/admin/sites/{site:str}/persons/{person:str}/address", name="desk_look", status_code=200)
async def post_look(request: Asked, site: FromPath[str], person: FromPath[str]) -> Response[bytes]:
    """The address in the clear. It is asked for by POST, because each look is written down."""
    calling = await caller(request)
    return told(AddressSeen(address=await address_of_person(calling.hand, site, number(person, "person"))))


def _person(line: PersonLine) -> PersonFacts:
    return PersonFacts(
        person=str(line.id),
        name=line.name,
        has_address=line.has_address,
        is_confirmed=line.confirmed_at is not None,
        note=line.note,
        first_seen=iso(line.created_at),
        comments={} if line.history is None else dict(line.history.counts),
    )
