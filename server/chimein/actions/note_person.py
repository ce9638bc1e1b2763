"""A moderator leaves a note on a person for the others."""

from chimein.rules.facts import Person
from chimein.rules.refusals import FieldError, Invalid
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.acts import Doing
from chimein.store.writes.audit import Deed, note

LONGEST_NOTE = 1000


@repeatable
def note_person(person: Person, text: str, doing: Doing) -> Transaction[None]:
    """Replace the note; an empty one takes it away. Raises `Invalid`."""
    if len(text) > LONGEST_NOTE:
        raise Invalid({"note": FieldError("too-long", f"A note has at most {LONGEST_NOTE} characters.")})
    yield from call("note_person", site_id=person.site_id, id=person.id, note=text.strip() or None)
    # The words stay out of the audit: they may name whoever they are about.
    yield from note(Deed(person.site_id, doing.at, doing.actor, "note_person", person_id=person.id), doing.seal)
