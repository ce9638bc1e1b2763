"""Persons for those who sign in: listed, found by a name or by an address that is known anyway, and one by one."""

from dataclasses import replace

from chimein.access.desk import site_for
from chimein.rules.accounts import Staff
from chimein.rules.cards import Card, SiteName
from chimein.rules.facts import Site
from chimein.rules.people import NameUsed, PersonaLine, PersonAtDesk, PersonLine, PersonList
from chimein.rules.queue import LATEST, QueueFilter, QueueState
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction, call
from chimein.store.reads.persons import person_by_email, person_by_id
from chimein.store.reads.queue import cards_of_site, histories_of, standing_in_queue

MOST_PERSONAS = 50
MOST_NAMES = 20
SEARCHED: tuple[QueueState, ...] = ("published", "held", "spam", "rejected")


def people_list(staff: Staff, key: str, before: int, limit: int) -> Transaction[PersonList]:
    """A page of a site's persons, the youngest first. Raises `NotFound`."""
    site = yield from site_for(staff, key, "see")
    found = yield from _lines(site, before, 0, limit + 1)
    return PersonList(site, found[:limit], found[limit - 1].id if len(found) > limit else None)


def people_named(staff: Staff, key: str, words: str, limit: int) -> Transaction[PersonList]:
    """Who lately wrote under a name (or said words) like these. Raises `NotFound`, `Invalid`."""
    site = yield from site_for(staff, key, "see")
    cards: list[Card] = []
    for state in SEARCHED:
        wanted = QueueFilter(state=state, words=words)
        standing = yield from standing_in_queue(site.site_id, wanted, ((0, -1), (LATEST, LATEST)), "newest", limit)
        name = SiteName(site.site_id, site.key, site.name)
        ids = [one.public_id for one in standing]
        cards += (yield from cards_of_site(name, ids, with_addresses=False)) if ids else []
    numbers = dict.fromkeys(card.writer.person_id for card in cards if card.writer)
    found = []
    for number in list(numbers)[:limit]:
        found += yield from _lines(site, LATEST, number, 1)
    return PersonList(site, found, None)


def person_of_address(staff: Staff, key: str, lookup: bytes) -> Transaction[PersonList]:
    """Whose an address is that somebody typed, by its keyed hash. Only admins may ask. Raises `RoleTooSmall`."""
    site = yield from site_for(staff, key, "administer")
    owner = yield from person_by_email(site.site_id, lookup)
    return PersonList(site, (yield from _lines(site, LATEST, owner[1], 1)) if owner else [], None)


def person_at_desk(staff: Staff, key: str, person_id: int) -> Transaction[PersonAtDesk]:
    """One person; where it was merged, who it is by now. Raises `NotFound`."""
    site = yield from site_for(staff, key, "see")
    person = yield from person_by_id(site.site_id, person_id)
    if person is None:
        raise NotFound("There is no such person here.")
    number = person.merged_into or person.id
    (line,) = yield from _lines(site, LATEST, number, 1)
    named = {"site_id": site.site_id, "person_id": number}
    personas = yield from call("personas_of_person", **named, limit=MOST_PERSONAS)
    names = yield from call("names_of_person", **named, limit=MOST_NAMES)
    return PersonAtDesk(site, line, [PersonaLine(*row) for row in personas], [NameUsed(*row) for row in names])


def _lines(site: Site, before: int, only: int, limit: int) -> Transaction[list[PersonLine]]:
    rows = yield from call("persons_before", site_id=site.site_id, before=before, only=only, limit=limit)
    lines = [PersonLine(*row) for row in rows]
    histories = yield from histories_of(site.site_id, [line.id for line in lines][:50])
    return [replace(line, has_address=bool(line.has_address), history=histories.get(line.id)) for line in lines]
