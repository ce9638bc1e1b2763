"""Facts of persons, as those see them who decide. No address is here in the clear."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chimein.rules.cards import History
from chimein.rules.facts import Site


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in the list."""

    id: int
    created_at: int
    confirmed_at: int | None
    has_address: bool
    note: str | None
    name: str | None
    """The one that was used last."""
    history: History | None = None
    """Nothing of theirs is left: none."""


@dataclass(frozen=True, slots=True)
class PersonaLine:
    """One browser's use of the address."""

    id: int
    avatar_id: str
    avatar_version: int
    trusted_at: int | None
    confirmed_at: int | None
    created_at: int


@dataclass(frozen=True, slots=True)
class NameUsed:
    """A name under which somebody wrote."""

    name: str
    count: int
    last_at: int
    comment: str
    """The public id of one of those comments."""


@dataclass(frozen=True, slots=True)
class PersonAtDesk:
    """Somebody with what is known on this site."""

    site: Site
    line: PersonLine
    personas: Sequence[PersonaLine]
    names: Sequence[NameUsed]


@dataclass(frozen=True, slots=True)
class PersonList:
    """Persons of a site; `older` is the number before which the next page goes on."""

    site: Site
    persons: Sequence[PersonLine]
    older: int | None


@dataclass(frozen=True, slots=True)
class SealedPersonEmail:
    """An address that only a gateway can open."""

    cipher: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    key_version: int
