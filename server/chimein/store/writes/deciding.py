"""What is done to a comment in whatever room it is decided: with its event, and as a change that can be taken back."""

from chimein.rules.facts import Comment, NewComment, State
from chimein.store.calls import Transaction, call
from chimein.store.reads.comments import decided_last
from chimein.store.writes.acts import Change, Doing
from chimein.store.writes.comments import Judged, say_again, set_state
from chimein.store.writes.events import NewEvent, add_event


def decided(comment: Comment, state: State, doing: Doing) -> Transaction[Change]:
    """Give the comment that state. It must be as it is stored: its counters are moved from there."""
    at, by = yield from decided_last(comment)
    yield from set_state_and_tell(comment, Judged(state, doing.at, doing.actor.signature), doing)
    return Change(
        kind="state",
        thread_id=comment.thread_id,
        subject_id=comment.id,
        was={"state": comment.state, "state_at": at, "state_by": by},
        became=_became(state, comment.public_id, doing),
    )


def added(new: NewComment, thread_id: int, doing: Doing) -> Change:
    """What the site itself has said: to take that back is to withdraw it."""
    withdrawn = {"state": "withdrawn", "state_at": doing.at, "state_by": doing.actor.signature}
    return Change("state", thread_id, new.id, withdrawn, _became(new.state, new.public_id, doing))


def set_state_and_tell(comment: Comment, judged: Judged, doing: Doing) -> Transaction[None]:
    """Change the state, and write down that it happened."""
    yield from set_state(comment, judged)
    yield from add_event(
        NewEvent(
            site_id=comment.site_id,
            id=doing.new_id(),
            kind=f"comment_{judged.state}",
            happened_at=doing.at,
            thread_id=comment.thread_id,
            comment_id=comment.id,
            persona_id=comment.persona_id,
        )
    )


def keep_words(comment: Comment, doing: Doing) -> Transaction[int]:
    """Keep the comment's words, with their forms, before they are replaced; the number of the revision."""
    rows = yield from call(
        "keep_words",
        site_id=comment.site_id,
        thread_id=comment.thread_id,
        id=comment.id,
        replaced_at=doing.at,
        replaced_by=doing.actor.signature,
    )
    revision: int = rows[0][0]
    return revision


def set_pinned(comment: Comment, since: int | None) -> Transaction[None]:
    """Show the comment first, or no longer."""
    where = {"site_id": comment.site_id, "thread_id": comment.thread_id, "id": comment.id}
    yield from call("pin_comment", **where, pinned_at=since)
    yield from say_again(comment)
    yield from call("touch_thread", site_id=comment.site_id, id=comment.thread_id)


def _became(state: State, public_id: str, doing: Doing) -> dict[str, str | int]:
    return {"state": state, "state_at": doing.at, "state_by": doing.actor.signature, "public_id": public_id}
