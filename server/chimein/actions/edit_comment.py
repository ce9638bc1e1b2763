"""A writer changes a comment. The new words are judged again; the old ones are kept."""

from dataclasses import dataclass

from chimein.access.comments import CommentAtHand, IsToken, comment_to_edit
from chimein.rules.bans import Ban, Traits, bans_met
from chimein.rules.facts import Comment, State
from chimein.rules.posting import EditedDraft
from chimein.rules.verdicts import Signals, Verdict, judge, reasons_after
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads import comments as comment_reads
from chimein.store.reads.bans import bans_standing
from chimein.store.reads.persons import persona_by_id
from chimein.store.reads.threads import thread_by_id
from chimein.store.writes.bans import count_hits
from chimein.store.writes.comments import Judged, say_again, set_state
from chimein.store.writes.events import NewEvent, add_event


@dataclass(frozen=True, slots=True)
class Edit:
    """Cleaned new words with their renderings."""

    draft: EditedDraft
    tree: str
    html: str
    renderer_version: int
    text_mark: bytes
    event_id: int
    now: int


@repeatable
def edit_comment(key: str, public_id: str, proof: tuple[str | None, IsToken], edit: Edit) -> Transaction[CommentAtHand]:
    """Replace the words, keep the old ones as a revision, and let the verdict decide where the comment stands now."""
    found = yield from comment_to_edit(key, public_id, proof, edit.now)
    comment = found.comment
    verdict = yield from _judged_again(found, edit)
    yield from _replace_words(comment, verdict, edit)
    yield from _stand(comment, _state_after(comment, verdict), edit.now)
    yield from add_event(
        NewEvent(
            site_id=comment.site_id,
            id=edit.event_id,
            kind="comment_edited",
            happened_at=edit.now,
            thread_id=comment.thread_id,
            comment_id=comment.id,
            persona_id=comment.persona_id,
        )
    )
    after = yield from comment_reads.comment_by_id(comment.site_id, comment.thread_id, comment.id)
    shown = yield from comment_reads.shown_comment(after)
    thread = yield from thread_by_id(comment.site_id, comment.thread_id)
    return CommentAtHand(found.site, thread, after, shown)


def _judged_again(found: CommentAtHand, edit: Edit) -> Transaction[Verdict]:
    known = trusted = False
    bans = yield from _bans_met(found.comment, edit)
    persona_id, moderation = found.comment.persona_id, found.site.settings.moderation
    if persona_id is not None and moderation != "none":
        # The token of an edit is proof of being who wrote the comment.
        known = yield from comment_reads.was_published(found.site.site_id, persona_id)
        trusted = (yield from persona_by_id(found.site.site_id, persona_id)).trusted_at is not None
    signals = Signals(honeypot_filled=False, repeated=False, known_persona=known, trusted_persona=trusted, bans=bans)
    return judge(moderation, signals)


def _bans_met(comment: Comment, edit: Edit) -> Transaction[tuple[Ban, ...]]:
    standing = yield from bans_standing(comment.site_id)
    if not standing:
        return ()
    person_id = None
    if comment.persona_id is not None:
        person_id = (yield from persona_by_id(comment.site_id, comment.persona_id)).person_id
    words = f"{edit.draft.name} {edit.draft.website or ''} {edit.draft.text}"
    met = bans_met(standing, Traits(words, person_id=person_id), edit.now)
    yield from count_hits(met, edit.now)
    return met


def _state_after(comment: Comment, verdict: Verdict) -> State:
    # What a moderator or the rules turned down does not come back by being reworded.
    if comment.state in ("rejected", "spam"):
        return comment.state
    # Held for another reason than the site's way of moderating (repeated words, say): still for a moderator to see.
    return "held" if comment.state == "held" else verdict.state


def _stand(comment: Comment, state: State, now: int) -> Transaction[None]:
    if state != comment.state:
        yield from set_state(comment, Judged(state, now, "rules"))
    elif comment.shown:
        # Who gave it the state that it keeps stays known.
        yield from call("touch_thread", site_id=comment.site_id, id=comment.thread_id)


def _replace_words(comment: Comment, verdict: Verdict, edit: Edit) -> Transaction[None]:
    where = {"site_id": comment.site_id, "thread_id": comment.thread_id}
    yield from call(
        "add_revision",
        **where,
        comment_id=comment.id,
        name=comment.name,
        website=comment.website,
        source_text=comment.source_text,
        source_format=comment.source_format,
        replaced_at=edit.now,
    )
    yield from call(
        "edit_comment",
        **where,
        id=comment.id,
        name=edit.draft.name,
        website=edit.draft.website,
        source_text=edit.draft.text,
        tree=edit.tree,
        html=edit.html,
        renderer_version=edit.renderer_version,
        text_mark=edit.text_mark,
        edited_at=edit.now,
        reasons=reasons_after(comment.reasons, verdict),
    )
    yield from say_again(comment)
