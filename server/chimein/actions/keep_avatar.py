"""What Gravatar said of a persona becomes a fact: a picture, the knowledge that there is none, or a longer wait."""

from dataclasses import dataclass

from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.avatars import avatar_memory
from chimein.store.writes.events import NewEvent, add_event
from chimein.store.writes.persons import raise_avatar_version


@dataclass(frozen=True, slots=True)
class Picture:
    """Checked bytes in both sizes; `content_type` is ours."""

    content_type: str
    small: bytes
    large: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a persona's picture from now on; without one the generated picture is shown."""

    picture: Picture | None
    misses: int
    due_at: int | None
    """When to ask again, epoch milliseconds; None: never."""
    event_id: int
    now: int


@repeatable
def keep_avatar(site_id: int, persona_id: int, answer: Answer) -> Transaction[bool]:
    """Store the answer; whether readers see a difference. Then every thread of the persona has a new version."""
    before = yield from avatar_memory(site_id, persona_id)
    if before is None:
        return False
    new = answer.picture
    yield from call(
        "keep_avatar",
        site_id=site_id,
        persona_id=persona_id,
        content_type=new.content_type if new else None,
        small=new.small if new else None,
        large=new.large if new else None,
        fetched_at=answer.now if new else None,
        misses=answer.misses,
        due_at=answer.due_at,
    )
    shown = (new.content_type, new.small, new.large) if new else (None, None, None)
    if (before.content_type, before.small, before.large) == shown:
        return False
    yield from _tell_readers(site_id, persona_id, answer)
    return True


@repeatable
def postpone_avatar(site_id: int, persona_id: int, misses: int, due_at: int) -> Transaction[None]:
    """Nothing came; the old picture stays."""
    yield from call("postpone_avatar", site_id=site_id, persona_id=persona_id, misses=misses, due_at=due_at)


def _tell_readers(site_id: int, persona_id: int, answer: Answer) -> Transaction[None]:
    yield from raise_avatar_version(site_id, persona_id)
    yield from call("touch_threads_of_persona", site_id=site_id, persona_id=persona_id)
    yield from add_event(
        NewEvent(
            site_id=site_id,
            id=answer.event_id,
            kind="avatar_changed",
            happened_at=answer.now,
            persona_id=persona_id,
        )
    )
