"""What is done to persons: merged, noted, and the one look at an address that is allowed and written down."""

from chimein.access.desk import site_for
from chimein.actions.look_at_address import look_at_address
from chimein.actions.merge_persons import merge_persons
from chimein.actions.note_person import note_person
from chimein.gateways.keys import SealedEmail
from chimein.rules.facts import Person, Site
from chimein.rules.people import SealedPersonEmail
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.persons import person_by_id
from chimein.web.desk.deeds import ActOf, Hand, done_by


async def address_of_person(hand: Hand, key: str, number: int) -> str:
    """The address in the clear. Raises `NotFound`, `RoleTooSmall`."""

    @repeatable
    def looked() -> Transaction[tuple[Person, SealedPersonEmail]]:
        staff = yield from hand.who()
        site = yield from site_for(staff, key, "administer")
        person = yield from _person(site, number)
        return person, (yield from look_at_address(person, hand.doing(staff)))

    person, sealed = await done_by(hand, looked())
    email = SealedEmail(sealed.cipher, sealed.wrapped_key, sealed.key_version)
    return hand.instance.keys.open_email(person.site_id, person.id, email)


async def leave_note(hand: Hand, key: str, number: int, text: str) -> None:
    """Replace the note on a person. Raises `Invalid`, `NotFound`, `RoleTooSmall`."""

    @repeatable
    def noted() -> Transaction[None]:
        staff = yield from hand.who()
        site = yield from site_for(staff, key, "moderate")
        yield from note_person((yield from _person(site, number)), text, hand.doing(staff))

    await done_by(hand, noted())


async def merge_into(hand: Hand, key: str, number: int, into: int) -> ActOf:
    """Two persons are one from now on. Raises `Invalid`, `NotFound`, `RoleTooSmall`."""

    @repeatable
    def merged() -> Transaction[ActOf]:
        staff = yield from hand.who()
        site = yield from site_for(staff, key, "administer")
        source, target = (yield from _person(site, number)), (yield from _person(site, into))
        return ActOf(site, (yield from merge_persons(source, target, hand.doing(staff))))

    return await done_by(hand, merged())


def _person(site: Site, number: int) -> Transaction[Person]:
    person = yield from person_by_id(site.site_id, number)
    if person is not None and person.merged_into is not None:
        person = yield from person_by_id(site.site_id, person.merged_into)
    if person is None:
        raise NotFound("There is no such person here.")
    return person
