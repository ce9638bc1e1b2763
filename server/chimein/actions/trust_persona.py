"""A moderator trusts a persona: what it proves to have written is published without waiting."""

from chimein.rules.facts import Persona
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.acts import Change, Doing, Done, record


@repeatable
def trust_persona(persona: Persona, doing: Doing) -> Transaction[Done]:
    """Trust it from now on. A bare address proves nothing, so it is worth nothing without the persona's token."""
    return (yield from _set(persona, "trust", persona.trusted_at or doing.at, doing))


@repeatable
def distrust_persona(persona: Persona, doing: Doing) -> Transaction[Done]:
    """Trust it no longer."""
    return (yield from _set(persona, "distrust", None, doing))


def _set(persona: Persona, verb: str, since: int | None, doing: Doing) -> Transaction[Done]:
    if persona.trusted_at == since:
        return Done(0, 0)
    yield from call("trust_persona", site_id=persona.site_id, id=persona.id, trusted_at=since)
    change = Change("trust", None, persona.id, {"trusted_at": persona.trusted_at}, {"trusted_at": since})
    return (yield from record(persona.site_id, verb, doing, [change]))
