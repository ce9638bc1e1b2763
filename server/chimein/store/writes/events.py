"""Events and the deliveries they owe."""

from chimein.rules.frozen import dataclass
from chimein.store.calls import Transaction, call


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A past-tense fact, ids only, and the effects that owe it a try."""

    site_id: int
    id: int
    kind: str
    happened_at: int
    thread_id: int | None = None
    comment_id: int | None = None
    persona_id: int | None = None
    effects: tuple[str, ...] = ()


def add_event(event: NewEvent) -> Transaction[None]:
    """Write the event and its deliveries."""
    yield from call(
        "add_event",
        site_id=event.site_id,
        id=event.id,
        kind=event.kind,
        thread_id=event.thread_id,
        comment_id=event.comment_id,
        persona_id=event.persona_id,
        happened_at=event.happened_at,
    )
    for effect in event.effects:
        yield from call(
            "add_delivery", site_id=event.site_id, event_id=event.id, effect=effect, due_at=event.happened_at
        )
