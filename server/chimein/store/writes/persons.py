"""New persons and personas."""

from chimein.rules.avatar_ids import avatar_id
from chimein.rules.facts import Persona
from chimein.rules.frozen import dataclass
from chimein.rules.said import Face, told_face
from chimein.store.calls import Transaction, call
from chimein.store.reads.persons import person_by_email


@dataclass(frozen=True, slots=True)
class SealedAddress:
    """An email as it may be stored: its keyed hash, its cipher text, and the wrapped key that opens it."""

    lookup: bytes
    cipher: bytes
    wrapped_key: bytes
    key_version: int


@dataclass(frozen=True, slots=True)
class NewPersona:
    """Ids and random names for a persona, and for its person should the address be new."""

    person_id: int
    persona_id: int
    handle: str
    random_avatar: str


def add_persona(site_id: int, new: NewPersona, address: SealedAddress | None, now: int) -> Transaction[Persona]:
    """A new persona of the person behind `address`; the person is made if the site does not know the address.

    Without an address (an import) the person is always a new one: people of one name are never merged.
    """
    owner, person_id = yield from _person(site_id, new, address, now)
    picture = avatar_id(site_id, new.random_avatar)
    yield from call(
        "add_persona",
        site_id=site_id,
        id=new.persona_id,
        person_id=person_id,
        handle=new.handle,
        avatar_id=picture,
        created_at=now,
        merged_from=None if owner == person_id else owner,
    )
    return Persona(site_id, new.persona_id, person_id, new.handle, picture, 1, 1)


def raise_avatar_version(site_id: int, persona_id: int) -> Transaction[None]:
    """The picture's address changes with the picture, also where readers are told of it."""
    rows = yield from call("raise_avatar_version", site_id=site_id, persona_id=persona_id)
    avatar, version = rows[0]
    was, now = told_face(Face(avatar, version - 1)), told_face(Face(avatar, version))
    yield from call("show_face", site_id=site_id, persona_id=persona_id, was=was, now=now)


def _person(site_id: int, new: NewPersona, address: SealedAddress | None, now: int) -> Transaction[tuple[int, int]]:
    """Whose address it is, and who that is by now."""
    # The same statements in the same order whether the site knows the address or not: time must not tell.
    yield from call(
        "add_person",
        site_id=site_id,
        id=new.person_id,
        email_lookup=address.lookup if address else None,
        email_cipher=address.cipher if address else None,
        key_version=address.key_version if address else 1,
        created_at=now,
    )
    if address is None:
        return new.person_id, new.person_id
    known = yield from person_by_email(site_id, address.lookup)
    owner, person_id = (new.person_id, new.person_id) if known is None else known
    yield from call(
        "add_person_key",
        site_id=site_id,
        person_id=owner,
        wrapped_key=address.wrapped_key,
        key_version=address.key_version,
    )
    return owner, person_id
