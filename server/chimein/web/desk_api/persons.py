"""Persons of a site: listed, merged, and the one look at an address that is allowed and written down."""

from litestar import Response, get, patch, post
from litestar.params import FromPath

from chimein.access.desk import site_for
from chimein.access.people import people_list, people_named, person_at_desk, person_of_address
from chimein.messages.desk_people import (
    AddressSeen,
    AddressSought,
    IntoPerson,
    PersonAndNames,
    PersonFacts,
    PersonNote,
    Persons,
    UsedName,
)
from chimein.render.times import iso
from chimein.rules.people import PersonLine, PersonList
from chimein.rules.queue import LONGEST_WORDS
from chimein.store.calls import Transaction
from chimein.web.answers import Asked
from chimein.web.asking import optional
from chimein.web.desk.person_deeds import address_of_person, leave_note, merge_into
from chimein.web.desk_api.callers import caller, number, sent_by, told
from chimein.web.desk_api.deciding import one_act
from chimein.web.desk_api.site_doors import before_of

PERSONS = 50


@get("/api/v1/admin/sites/{site:str}/persons", name="desk_persons")
async def get_persons(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """Who wrote there, the youngest first, or who lately did with such words or under such a name."""
    calling, before = await caller(request), before_of(request)
    words = (optional(request, "words") or "").strip()[:LONGEST_WORDS]
    wanted = people_list(calling.staff, site, before, PERSONS)
    if words:
        wanted = people_named(calling.staff, site, words, PERSONS)
    return told(_persons(await calling.hand.instance.store.read(wanted)))


@post("/api/v1/admin/sites/{site:str}/persons/search", name="desk_find_person", status_code=200)
async def post_search(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """Whose an address is. It is sent in a message, so that it stands in no address and no log."""
    calling, wish = await sent_by(request, AddressSought)
    instance = calling.hand.instance

    def found() -> Transaction[PersonList]:
        here = yield from site_for(calling.staff, site, "administer")
        lookup = instance.keys.email_lookup(here.site_id, wish.address.strip())
        return (yield from person_of_address(calling.staff, site, lookup))

    return told(_persons(await instance.store.read(found())))


@get("/api/v1/admin/sites/{site:str}/persons/{person:str}", name="desk_person")
async def get_person(request: Asked, site: FromPath[str], person: FromPath[str]) -> Response[bytes]:
    """One of them."""
    calling = await caller(request)
    wanted = person_at_desk(calling.staff, site, number(person, "person"))
    found = await calling.hand.instance.store.read(wanted)
    names = [UsedName(name=one.name, comments=one.count, last_at=iso(one.last_at)) for one in found.names]
    return told(PersonAndNames(person=_person(found.line), names=names))


@patch("/api/v1/admin/sites/{site:str}/persons/{person:str}", name="desk_note_person")
async def patch_person(request: Asked, site: FromPath[str], person: FromPath[str]) -> Response[bytes]:
    """Another note on somebody; who they are stays their own business."""
    calling, wish = await sent_by(request, PersonNote)
    asked = number(person, "person")
    await leave_note(calling.hand, site, asked, wish.note)
    found = await calling.hand.instance.store.read(person_at_desk(calling.staff, site, asked))
    return told(_person(found.line))


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


def _persons(found: PersonList) -> Persons:
    following = None if found.older is None else str(found.older)
    return Persons(persons=[_person(line) for line in found.persons], next=following)


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
