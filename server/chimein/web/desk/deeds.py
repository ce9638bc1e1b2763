"""What is done at the desk, by a page or by a program: who, the right, the thing and the verb, in one transaction.

Pages and the API share these, so that neither can do what the other may not. Nothing here knows forms or JSON.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import msgspec

from chimein.access.desk import comment_for, comments_for, signed_in, site_of_act
from chimein.access.tokens import with_token
from chimein.actions.decide_comment import Decided, Decision, decide_comments
from chimein.actions.reply_as_site import Reply, reply_as_site
from chimein.actions.undo import Undone, undo
from chimein.render.body import RENDERER_VERSION, Body, render_body
from chimein.rules.accounts import Staff
from chimein.rules.facts import Site, State
from chimein.rules.setting_controls import LONGEST_TEXT
from chimein.rules.texts import clean_text
from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.acts import Doing, Done
from chimein.web.answers import Arrival, instance_of
from chimein.wiring import Instance

T = TypeVar("T")
Who = Callable[[], Transaction[Staff]]
"""Says inside a transaction who asks, with the roles of that moment. Raises where it is nobody."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Whoever does something in one request."""

    instance: Instance
    who: Who
    wake: Callable[[], None]
    """Tells the worker that something happened."""

    def doing(self, staff: Staff) -> Doing:
        """With which pen it is written down."""
        instance = self.instance
        return Doing(staff.actor, instance.clock.now(), instance.mint.new, instance.keys.audit_seal)


def hand_of_session(request: Arrival, word: str) -> Hand:
    """Of a browser that is signed in under this word."""
    instance = instance_of(request)
    mark = instance.keys.desk_mark("session", word)
    return Hand(instance, partial(signed_in, mark, instance.clock.now()), request.app.state.wake)


def hand_of_token(request: Arrival, word: str) -> Hand:
    """Of a program that shows this token."""
    instance = instance_of(request)
    mark = instance.keys.desk_mark("token", word)

    def who() -> Transaction[Staff]:
        staff, _ = yield from with_token(mark, instance.clock.now())
        return staff

    return Hand(instance, who, request.app.state.wake)


@dataclass(frozen=True, slots=True)
class ActOf:
    """An act that stands (or, with the number 0, changed nothing), and the site where it is taken back."""

    site: Site
    done: Done


@dataclass(frozen=True, slots=True)
class Deciding:
    """Comments by their public ids, all of which get a state, or none."""

    ids: Sequence[str]
    state: Decided
    seen: State | None = None
    """The state upon which it was decided; None: whatever it is."""
    site: str | None = None
    """The key of the one site on which they are looked for."""


async def decide(hand: Hand, wish: Deciding) -> list[ActOf]:
    """One act for each site. Raises `NotFound`, `RoleTooSmall`, `AlreadyGone`, `Outdated`."""

    @repeatable
    def all_or_none() -> Transaction[list[ActOf]]:
        staff = yield from hand.who()
        acts = []
        for site, comments in (yield from comments_for(staff, wish.ids, "moderate", wish.site)):
            decision = Decision(wish.state, wish.seen)
            done = yield from decide_comments(site.site_id, comments, decision, hand.doing(staff))
            acts.append(ActOf(site, done))
        return acts

    return await done_by(hand, all_or_none())


async def reply(hand: Hand, public_id: str, text: str) -> tuple[str, ActOf]:
    """Answer as the site, and approve what is answered; the answer's public id, and the act.

    Raises `Invalid`, `NotFound`, `RoleTooSmall`, `ThreadLocked`.
    """
    clean = clean_text(text, min_length=1, max_length=LONGEST_TEXT)
    body: Body = await hand.instance.off_loop.run(partial(render_body, clean, "markdown"))
    words = Reply(clean, msgspec.json.encode(body.tree).decode(), body.html, RENDERER_VERSION)

    @repeatable
    def answered() -> Transaction[tuple[str, ActOf]]:
        staff = yield from hand.who()
        found = yield from comment_for(staff, public_id, "moderate")
        new_id, act = yield from reply_as_site(found.site, found.thread, found.comment, words, hand.doing(staff))
        return new_id, ActOf(found.site, act)

    return await done_by(hand, answered())


async def take_back(hand: Hand, key: str, act_id: int) -> Undone:
    """An act is taken back: a part at a time, so that nobody waits for it, and as much as fits into one request.

    Where `more` is left, the same asked once more goes on. Raises `NotFound`, `RoleTooSmall`, `TooLateToUndo`.
    """

    @repeatable
    def step() -> Transaction[Undone]:
        staff = yield from hand.who()
        site = yield from site_of_act(staff, key, act_id)
        return (yield from undo(site.site_id, act_id, hand.doing(staff)))

    clock, until = hand.instance.clock, hand.instance.clock.monotonic() + hand.instance.settings.bulk_seconds
    total = await done_by(hand, step())
    while total.more and clock.monotonic() < until:
        part = await done_by(hand, step())
        total = Undone(total.undone + part.undone, total.left_alone + part.left_alone, part.more)
    return total


async def done_by(hand: Hand, transaction: Transaction[T]) -> T:
    """What the transaction comes to, when it stands; the worker is told."""
    done = await hand.instance.store.write(transaction)
    hand.wake()
    return done
