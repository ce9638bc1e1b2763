"""Persons as the desk shows them."""

from dataclasses import dataclass

from chimein.render.times import iso, words_of_time
from chimein.rules.cards import History
from chimein.rules.facts import NOBODY, Site, State
from chimein.rules.people import NameUsed, PersonaLine, PersonLine

STATES: tuple[State, ...] = ("published", "held", "spam", "rejected", "withdrawn")


@dataclass(frozen=True, slots=True)
class PersonView:
    """A row of the list."""

    id: str
    name: str
    href: str
    history: str
    since: str
    since_words: str
    is_confirmed: bool
    has_address: bool
    note: str


@dataclass(frozen=True, slots=True)
class PersonaView:
    """One browser of theirs."""

    avatar: str
    since: str
    since_words: str
    is_trusted: bool
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class NameView:
    """A name of theirs."""

    name: str
    count: int
    comment: str


def person_view(site: Site, line: PersonLine) -> PersonView:
    """Somebody in words."""
    return PersonView(
        id=str(line.id),
        name=line.name or NOBODY,
        href=f"/admin/people/{site.key}/{line.id}",
        history=history_words(line.history),
        since=iso(line.created_at),
        since_words=words_of_time(line.created_at),
        is_confirmed=line.confirmed_at is not None,
        has_address=line.has_address,
        note=line.note or "",
    )


def persona_view(line: PersonaLine) -> PersonaView:
    """A browser in words."""
    return PersonaView(
        avatar=f"/avatar/{line.avatar_id}/80?v={line.avatar_version}",
        since=iso(line.created_at),
        since_words=words_of_time(line.created_at),
        is_trusted=line.trusted_at is not None,
        is_confirmed=line.confirmed_at is not None,
    )


def name_view(used: NameUsed) -> NameView:
    """A name and how often it was used."""
    return NameView(used.name or NOBODY, used.count, used.comment)


def history_words(history: History | None) -> str:
    """What somebody wrote, by state."""
    if history is None:
        return "nothing"
    return ", ".join(f"{history.counts[state]} {state}" for state in STATES if history.counts.get(state))
