"""Conversations and persons of a site as programs at the desk read and lead them. As in `desk`, numbers are texts."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from chimein.messages.desk import StoredState


class ThreadFacts(Struct, frozen=True, kw_only=True):
    """A conversation with its counts."""

    id: str
    url: str
    title: str
    comments: int
    created_at: str
    last_posted_at: str | None
    closed_at: str | None
    locked_at: str | None


class DeskThreads(Struct, frozen=True, kw_only=True):
    """A page of a site's conversations, the youngest first; `next` begins the next page."""

    threads: list[ThreadFacts]
    next: str | None


class ThreadAndKeys(Struct, frozen=True, kw_only=True):
    """A conversation, and the keys of all that leads to it."""

    thread: ThreadFacts
    keys: list[str]


class Doors(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may write there. closed: not visitors. locked: nobody, and writers edit and withdraw nothing either.

    Whoever moderates decides, edits and pins in all of them.
    """

    doors: Literal["open", "closed", "locked"]


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A conversation of the same site: its id, its page's address, or `id:` and the owner's own."""

    thread: str


class NewPlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page without comments, which a comment and all its answers become."""

    url: str
    title: str = ""


class PersonFacts(Struct, frozen=True, kw_only=True):
    """Somebody who wrote on a site. An address is never part of it."""

    person: str
    name: str | None
    has_address: bool
    is_confirmed: bool
    note: str | None
    first_seen: str
    comments: dict[StoredState, int]


class Persons(Struct, frozen=True, kw_only=True):
    """A page of a site's persons, the youngest first; `next` begins the next page."""

    persons: list[PersonFacts]
    next: str | None


class UsedName(Struct, frozen=True, kw_only=True):
    """A name under which a person wrote."""

    name: str
    comments: int
    last_at: str


class PersonAndNames(Struct, frozen=True, kw_only=True):
    """A person with the names that they used."""

    person: PersonFacts
    names: list[UsedName]


class PersonNote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What moderators say of a person among themselves."""

    note: Annotated[str, Meta(description="In place of the one that is there; empty: none.")]


class AddressSought(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address that is known anyway, in full."""

    address: Annotated[str, Meta(max_length=254)]


class IntoPerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person who both are from now on."""

    into: Annotated[str, Meta(description="A person's number.")]


class AddressSeen(Struct, frozen=True, kw_only=True):
    """A person's address in the clear. That it was looked at is in the audit."""

    address: str
