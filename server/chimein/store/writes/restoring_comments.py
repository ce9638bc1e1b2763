"""Comments as they were before a decision. What somebody changed since is left alone, and the answer is False."""

from chimein.store.calls import Transaction, call
from chimein.store.reads.comments import comment_by_public_id, decided_last, pinned_at, reworded_last
from chimein.store.reads.persons import persona_by_id
from chimein.store.writes.acts import Change, Doing
from chimein.store.writes.comments import Judged, say_again
from chimein.store.writes.deciding import keep_words, set_pinned, set_state_and_tell


def restore_state(site_id: int, change: Change, doing: Doing) -> Transaction[bool]:
    """The state, with the time and the hand that it had; a number that was given stays."""
    was, became = change.was, change.became
    # By its public id: it may have been moved to another thread since.
    comment = yield from comment_by_public_id(site_id, became["public_id"])
    if comment is None:
        return False
    standing = comment.state, *(yield from decided_last(comment))
    if standing != (became["state"], became["state_at"], became["state_by"]):
        return False
    yield from set_state_and_tell(comment, Judged(was["state"], was["state_at"], was["state_by"]), doing)
    return True


def restore_words(site_id: int, change: Change, doing: Doing) -> Transaction[bool]:
    """The words of the revision that was kept; those that they replace are kept in turn."""
    was, became = change.was, change.became
    comment = yield from comment_by_public_id(site_id, became["public_id"])
    if comment is None or comment.state == "erased":
        return False
    if (yield from reworded_last(comment)) != (became["edited_at"], became["edited_by"]):
        return False
    where = {"site_id": site_id, "thread_id": comment.thread_id, "id": comment.id}
    rows = yield from call("words_of_revision", **where, revision=was["revision"])
    yield from keep_words(comment, doing)
    names = ("name", "website", "source_text", "source_format", "tree", "html", "renderer_version", "text_mark")
    words = dict(zip(names, rows[0], strict=True))
    yield from call("reword_comment", **where, **words, edited_at=was["edited_at"], edited_by=was["edited_by"])
    yield from say_again(comment)
    if comment.shown:
        yield from call("touch_thread", site_id=site_id, id=comment.thread_id)
    return True


def restore_pin(site_id: int, change: Change, _: Doing) -> Transaction[bool]:
    """Shown first as before, or not."""
    comment = yield from comment_by_public_id(site_id, change.became["public_id"])
    if comment is None or (yield from pinned_at(comment)) != change.became["pinned_at"]:
        return False
    yield from set_pinned(comment, change.was["pinned_at"])
    return True


def restore_trust(site_id: int, change: Change, _: Doing) -> Transaction[bool]:
    """A persona's trust, or none."""
    persona = yield from persona_by_id(site_id, change.subject_id)
    if persona.trusted_at != change.became["trusted_at"]:
        return False
    yield from call("trust_persona", site_id=site_id, id=persona.id, trusted_at=change.was["trusted_at"])
    return True
