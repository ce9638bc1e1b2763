"""A moderator changes a comment's words. It keeps its state; the writer's words are kept."""

from dataclasses import dataclass

from chimein.rules.facts import Comment
from chimein.rules.posting import EditedDraft
from chimein.rules.refusals import AlreadyGone
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.comments import reworded_last
from chimein.store.writes.acts import Change, Doing, Done, record
from chimein.store.writes.comments import say_again
from chimein.store.writes.deciding import keep_words
from chimein.store.writes.events import NewEvent, add_event


@dataclass(frozen=True, slots=True)
class Rewording:
    """Cleaned new words in Markdown, with their renderings."""

    draft: EditedDraft
    tree: str
    html: str
    renderer_version: int
    text_mark: bytes


@repeatable
def reword_comment(comment: Comment, words: Rewording, doing: Doing) -> Transaction[Done]:
    """Replace name, website and text. Raises `AlreadyGone` for what its writer took back."""
    if comment.state in ("withdrawn", "erased"):
        raise AlreadyGone(f"The comment {comment.public_id} was taken back by its writer.")
    draft = words.draft
    if (comment.name, comment.website, comment.source_text) == (draft.name, draft.website, draft.text):
        return Done(0, 0)
    edited_at, edited_by = yield from reworded_last(comment)
    revision = yield from keep_words(comment, doing)
    yield from _replace(comment, words, doing)
    change = Change(
        kind="words",
        thread_id=comment.thread_id,
        subject_id=comment.id,
        was={"revision": revision, "edited_at": edited_at, "edited_by": edited_by},
        became={"edited_at": doing.at, "edited_by": doing.actor.signature, "public_id": comment.public_id},
    )
    return (yield from record(comment.site_id, "edit", doing, [change]))


def _replace(comment: Comment, words: Rewording, doing: Doing) -> Transaction[None]:
    yield from call(
        "reword_comment",
        site_id=comment.site_id,
        thread_id=comment.thread_id,
        id=comment.id,
        name=words.draft.name,
        website=words.draft.website,
        source_text=words.draft.text,
        source_format="markdown",
        tree=words.tree,
        html=words.html,
        renderer_version=words.renderer_version,
        text_mark=words.text_mark,
        edited_at=doing.at,
        edited_by=doing.actor.signature,
    )
    yield from say_again(comment)
    if comment.shown:
        yield from call("touch_thread", site_id=comment.site_id, id=comment.thread_id)
    yield from add_event(
        NewEvent(
            site_id=comment.site_id,
            id=doing.new_id(),
            kind="comment_edited",
            happened_at=doing.at,
            thread_id=comment.thread_id,
            comment_id=comment.id,
            persona_id=comment.persona_id,
        )
    )
