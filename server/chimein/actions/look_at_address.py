"""Somebody looks at a person's address, and that is written down."""

from chimein.rules.facts import Person
from chimein.rules.people import SealedPersonEmail
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.acts import Doing
from chimein.store.writes.audit import Deed, note


@repeatable
def look_at_address(person: Person, doing: Doing) -> Transaction[SealedPersonEmail]:
    """The sealed address. Raises `NotFound` where there is none; then nothing is written down."""
    rows = yield from call("sealed_email_of_person", site_id=person.site_id, id=person.id)
    if not rows:
        raise NotFound("No address is known of this person.")
    yield from note(Deed(person.site_id, doing.at, doing.actor, "look_at_address", person_id=person.id), doing.seal)
    cipher, wrapped_key, key_version = rows[0]
    return SealedPersonEmail(bytes(cipher), bytes(wrapped_key), key_version)
