"""Persons and personas. The sealed email leaves here only to be opened by an effect that has the right to it."""

from chimein.rules.facts import Person, Persona
from chimein.store.calls import Row, Transaction, call


def person_by_email(site_id: int, email_lookup: bytes) -> Transaction[tuple[int, int] | None]:
    """Whose an address is, if the site knows it, and who that is by now: after a merge, another person."""
    rows = yield from call("person_by_email", site_id=site_id, email_lookup=email_lookup)
    return (rows[0][0], rows[0][1]) if rows else None


def person_by_id(site_id: int, person_id: int) -> Transaction[Person | None]:
    """The person with this number, if there is one."""
    rows = yield from call("person_by_id", site_id=site_id, id=person_id)
    return Person(*rows[0]) if rows else None


def persona_by_handle(site_id: int, handle: str, email_lookup: bytes) -> Transaction[Persona | None]:
    """The persona that a writer token names, if it belongs to that address."""
    rows = yield from call("persona_by_handle", site_id=site_id, handle=handle, email_lookup=email_lookup)
    return Persona(*rows[0]) if rows else None


def persona_by_id(site_id: int, persona_id: int) -> Transaction[Persona]:
    """A persona that is known to exist."""
    rows = yield from call("persona_by_id", site_id=site_id, id=persona_id)
    return Persona(*rows[0])


def sealed_email(site_id: int, persona_id: int) -> Transaction[Row | None]:
    """(person id, cipher, wrapped key, key version) behind a persona, or nothing where there is no address."""
    rows = yield from call("email_of_persona", site_id=site_id, id=persona_id)
    return rows[0] if rows else None
