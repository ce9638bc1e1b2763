"""A moderator changes words; the writer's are kept, and come back."""

import msgspec
import pytest

from chimein.actions.decide_comment import Decided
from chimein.actions.reword_comment import Rewording, reword_comment
from chimein.render.body import RENDERER_VERSION, render_body
from chimein.rules.accounts import Actor
from chimein.rules.facts import Comment, Site
from chimein.rules.posting import EditedDraft
from chimein.rules.refusals import AlreadyGone
from chimein.rules.texts import text_mark
from chimein.store.calls import Transaction
from chimein.store.reads.comments import revisions_of
from chimein.store.writes.acts import Doing, Done
from deciding import Moderator, Verb
from running import Running
from visiting import Json, Visitor, rows

WORDS = """select name, website, source_text, source_format, tree, html, renderer_version, text_mark, edited_at,
  edited_by, state, state_at, state_by from comment where public_id = ?"""


def to(text: str, name: str = "Ann", website: str | None = None) -> Verb[Done]:
    """A verb that gives a comment these words."""
    body = render_body(text, "markdown")
    tree = msgspec.json.encode(body.tree).decode()
    words = Rewording(EditedDraft(name, website, text), tree, body.html, RENDERER_VERSION, text_mark(text))

    def verb(_: Site, comment: Comment, doing: Doing) -> Transaction[Done]:
        return (yield from reword_comment(comment, words, doing))

    return verb


def stored(moderator: Moderator, said: Json) -> tuple[object, ...]:
    """All of a comment's words, and where it stands."""
    return tuple(
        bytes(value) if isinstance(value, memoryview) else value
        for value in rows(moderator.house.database, WORDS, said["comment"]["id"])[0]
    )


@pytest.fixture
def moderator(visitor: Visitor, house: Running) -> Moderator:
    """An account at the visitor's site."""
    return Moderator(house, visitor.site, Actor("account", 7))


@pytest.mark.parametrize("state", ["published", "held", "spam"])
def test_a_moderators_words_change_no_state_and_come_back(
    visitor: Visitor, moderator: Moderator, state: Decided
) -> None:
    """Readers see the new words at once; who changed them when is kept; an undo restores every column."""
    said = visitor.says("Rude *words*.", website="https://ann.example")
    moderator.decides(state, said)
    before = stored(moderator, said)
    done = moderator.does(to("Kind words."), said)
    after = stored(moderator, said)
    assert (after[2], after[9], after[10:]) == ("Kind words.", "account:7", before[10:])
    assert after[8] is not None
    shown = visitor.reads()["comments"]
    assert [(each["html"], each["website"]) for each in shown] == [("<p>Kind words.</p>", None)][: state == "published"]
    version = visitor.reads()["thread"]["version"]
    assert moderator.undoes(done.act_id).undone == 1
    assert stored(moderator, said) == before
    assert (visitor.reads()["thread"]["version"] > version) == (state == "published")


def test_every_version_is_kept(visitor: Visitor, moderator: Moderator) -> None:
    """What the writer wrote, what the moderator made of it, and what an undo replaced: each with whoever came after."""
    said = visitor.says("First.")
    visitor.edits(said, "Second.")
    done = moderator.does(to("Third."), said)
    moderator.undoes(done.act_id)

    def history(_: Site, comment: Comment, __: Doing) -> Transaction[list[tuple[str, str | None]]]:
        found = yield from revisions_of(comment)
        return [(one.source_text, one.replaced_by) for one in found]

    assert moderator.does(history, said) == [("First.", None), ("Second.", "account:7"), ("Third.", "account:7")]


def test_the_writer_has_the_last_word_within_the_time(visitor: Visitor, moderator: Moderator) -> None:
    """A writer's edit after the moderator's is left alone by an undo, and is the writer's again."""
    said = visitor.says("First.")
    done = moderator.does(to("Second."), said)
    assert visitor.edits(said, "Third.").status_code == 200
    undone = moderator.undoes(done.act_id)
    assert (undone.undone, undone.left_alone) == (0, 1)
    assert (stored(moderator, said)[2], stored(moderator, said)[9]) == ("Third.", None)


def test_the_same_words_are_no_edit(visitor: Visitor, moderator: Moderator) -> None:
    """Nothing is kept and nobody is told where nothing changed; what was taken back is nobody's to change."""
    said = visitor.says("First.")
    assert moderator.does(to("First."), said) == Done(0, 0)
    assert moderator.audit() == []
    visitor.withdraws(said)
    with pytest.raises(AlreadyGone):
        moderator.does(to("Second."), said)
