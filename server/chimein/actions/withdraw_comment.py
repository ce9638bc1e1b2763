"""A writer takes a comment back."""

from chimein.access.comments import IsToken, comment_to_edit
from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.comments import Judged, set_state
from chimein.store.writes.events import NewEvent, add_event


@repeatable
def withdraw_comment(
    key: str, public_id: str, proof: tuple[str | None, IsToken], event_id: int, now: int
) -> Transaction[int]:
    """Withdraw it; where others have answered, a tombstone stays. Returns the thread's version."""
    found = yield from comment_to_edit(key, public_id, proof, now)
    comment = found.comment
    version = yield from set_state(comment, Judged("withdrawn", now, "writer"))
    yield from add_event(
        NewEvent(
            site_id=comment.site_id,
            id=event_id,
            kind="comment_withdrawn",
            happened_at=now,
            thread_id=comment.thread_id,
            comment_id=comment.id,
            persona_id=comment.persona_id,
        )
    )
    return version
