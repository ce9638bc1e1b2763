"""Pictures and the memory of asking for them."""

from dataclasses import dataclass

from chimein.rules.avatar_ids import site_of_avatar
from chimein.store.calls import Transaction, call


@dataclass(frozen=True, slots=True)
class StoredAvatar:
    """What a public avatar id leads to; without `content_type` the generated picture is shown."""

    handle: str
    version: int
    content_type: str | None
    small: bytes | None
    large: bytes | None


@dataclass(frozen=True, slots=True)
class AvatarMemory:
    """What is remembered of asking for a persona's picture."""

    content_type: str | None
    misses: int
    due_at: int | None
    small: bytes | None
    large: bytes | None


def avatar_by_id(avatar_id: str) -> Transaction[StoredAvatar | None]:
    """The picture that a public avatar id names, if there is such a persona."""
    site_id = site_of_avatar(avatar_id)
    if site_id is None:
        return None
    rows = yield from call("avatar_by_id", site_id=site_id, avatar_id=avatar_id)
    return StoredAvatar(*rows[0]) if rows else None


def avatar_memory(site_id: int, persona_id: int) -> Transaction[AvatarMemory | None]:
    """What is remembered of a persona's picture; nothing: never to be asked for."""
    rows = yield from call("avatar_of_persona", site_id=site_id, persona_id=persona_id)
    return AvatarMemory(*rows[0]) if rows else None


def is_avatar_due(until: int) -> Transaction[bool]:
    """Whether any picture was to be asked for by then (epoch milliseconds)."""
    return bool((yield from call("avatar_is_due", until=until)))
