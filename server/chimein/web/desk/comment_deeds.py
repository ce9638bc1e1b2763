"""What is done to one comment besides deciding where it stands: reword it, pin it, trust its writer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import msgspec

from chimein.access.desk import Obtained, comment_for
from chimein.actions.pin_comment import pin_comment, unpin_comment
from chimein.actions.reword_comment import Rewording, reword_comment
from chimein.actions.trust_persona import distrust_persona, trust_persona
from chimein.render.body import RENDERER_VERSION, Body, render_body
from chimein.rules.checking import checked
from chimein.rules.facts import Comment
from chimein.rules.names import clean_name
from chimein.rules.posting import EditedDraft
from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.setting_controls import LONGEST_TEXT
from chimein.rules.texts import clean_text, text_mark
from chimein.rules.websites import clean_website
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.persons import persona_by_id
from chimein.store.writes.acts import Doing, Done
from chimein.web.desk.deeds import ActOf, Hand, done_by

Verb = Callable[[Comment, Doing], Transaction[Done]]


@dataclass(frozen=True, slots=True)
class NewWords:
    """What a moderator typed in place of a comment's words."""

    name: str
    website: str | None
    text: str


async def reword(hand: Hand, public_id: str, typed: NewWords) -> ActOf:
    """Replace name, website and text; the old ones are kept. Raises `Invalid`, `AlreadyGone`, `NotFound`."""
    draft = _draft(typed)
    body: Body = await hand.instance.off_loop.run(partial(render_body, draft.text, "markdown"))
    tree = msgspec.json.encode(body.tree).decode()
    words = Rewording(draft, tree, body.html, RENDERER_VERSION, text_mark(draft.text))
    return await _on(hand, public_id, lambda comment, doing: reword_comment(comment, words, doing))


async def tend(hand: Hand, public_id: str, verb: str) -> ActOf:
    """Pin, unpin, trust or distrust. Raises `Invalid`, `NotFound`, `RoleTooSmall`."""
    return await _on(hand, public_id, TENDING[verb])


def _trusting(comment: Comment, doing: Doing) -> Transaction[Done]:
    return (yield from trust_persona((yield from persona_by_id(comment.site_id, _persona(comment))), doing))


def _distrusting(comment: Comment, doing: Doing) -> Transaction[Done]:
    return (yield from distrust_persona((yield from persona_by_id(comment.site_id, _persona(comment))), doing))


TENDING: dict[str, Verb] = {
    "pin": pin_comment,
    "unpin": unpin_comment,
    "trust": _trusting,
    "distrust": _distrusting,
}


async def _on(hand: Hand, public_id: str, verb: Verb) -> ActOf:
    @repeatable
    def done() -> Transaction[ActOf]:
        staff = yield from hand.who()
        found: Obtained = yield from comment_for(staff, public_id, "moderate")
        return ActOf(found.site, (yield from verb(found.comment, hand.doing(staff))))

    return await done_by(hand, done())


def _draft(typed: NewWords) -> EditedDraft:
    values = checked(
        {
            "name": lambda: clean_name(typed.name),
            "website": lambda: clean_website(typed.website),
            "text": lambda: clean_text(typed.text, min_length=1, max_length=LONGEST_TEXT),
        }
    )
    return EditedDraft(**values)


def _persona(comment: Comment) -> int:
    if comment.persona_id is None:
        raise Invalid({"comment": FieldError("nobody", "No person stands behind this comment.")})
    return comment.persona_id
