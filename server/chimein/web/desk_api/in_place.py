"""Moderation on a host's page: what the widget asks for a moderator who came from the desk.

No cookie is looked at. A ticket is exchanged once for a word that counts half an hour, on this site, from this origin
and in this session; the roles are read anew at each request, and nothing beyond deciding can be done with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from chimein.access.desk import is_due, site_for, used
from chimein.access.in_place import held_on_page, visitor_of
from chimein.actions.use_code import spend
from chimein.messages.desk import TakenBack
from chimein.messages.in_place import DecisionInPlace, HeldComment, HeldOnPage, Ticket, UndoInPlace, VisitBegun
from chimein.messages.reading import message_from_json
from chimein.render.desk.cards import avatar_href
from chimein.render.times import iso
from chimein.render.tree import tree_of
from chimein.rules.accounts import Staff
from chimein.rules.cards import Card
from chimein.rules.facts import NOBODY
from chimein.rules.refusals import OriginNotAllowed, TokenWrong, UnsupportedMediaType, VisitOver
from chimein.rules.visits import VISIT_MS, Visit, visit_of
from chimein.store.calls import Transaction
from chimein.web.answers import NO_STORE, Asked, instance_of, json_answer
from chimein.web.arrivals import origin_of
from chimein.web.asking import needed, optional
from chimein.web.desk.deeds import Deciding, Hand, decide, take_back
from chimein.web.desk_api.callers import number
from chimein.web.desk_api.deciding import decided_view
from chimein.web.submitting import bearer, site_for_writing

M = TypeVar("M", bound=msgspec.Struct)
DOOR = "/api/v1/sites/{site:str}/desk"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A moderator on a page, in one request."""

    hand: Hand
    visit: Visit
    staff: Staff


@post(DOOR, name="desk_visit", status_code=201)
async def post_visit(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """A ticket is exchanged, once."""
    await site_for_writing(request, site)
    word = (await _sent(request, Ticket)).ticket
    visitor = await _checked(request, site, _opened(request, "ticket", word))
    instance, visit = visitor.hand.instance, visitor.visit
    # Last, so that a page that may not have it does not use it up for the one that may.
    if not await instance.store.write(spend(instance.keys.desk_mark("ticket", word), visit.until)):
        raise VisitOver
    until = instance.clock.now() + VISIT_MS
    begun = VisitBegun(
        token=instance.keys.signed("visit", replace(visit, until=until).text()),
        expires_at=iso(until),
        name=visitor.staff.account.name,
        comment=visit.about,
    )
    return json_answer(begun, 201, NO_STORE)


@get(f"{DOOR}/thread", name="desk_visit_thread")
async def get_held(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """What is held in the conversation of a page."""
    visitor = await _visitor(request, site)
    transaction = held_on_page(visitor.staff, site, needed(request, "url"), optional(request, "thread"))
    held = await visitor.hand.instance.store.read(transaction)
    return json_answer(HeldOnPage(comments=[_view(card) for card in held.cards], more=held.is_more), 200, NO_STORE)


@post(f"{DOOR}/decide", name="desk_visit_decide", status_code=200)
async def post_decision(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """A comment gets a state."""
    visitor = await _visitor(request, site)
    wish = await _sent(request, DecisionInPlace)
    acts = await decide(visitor.hand, Deciding([wish.id], wish.state, wish.seen, site))
    return json_answer(decided_view(acts), 200, NO_STORE)


@post(f"{DOOR}/undo", name="desk_visit_undo", status_code=200)
async def post_undo(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """A decision is taken back."""
    visitor = await _visitor(request, site)
    wish = await _sent(request, UndoInPlace)
    done = await take_back(visitor.hand, site, number(wish.act, "decision"))
    return json_answer(TakenBack(undone=done.undone, left_alone=done.left_alone, more=done.more), 200, NO_STORE)


async def _visitor(request: Asked, key: str) -> Visitor:
    visitor = await _checked(request, key, _opened(request, "visit", bearer(request) or ""))
    instance, now = visitor.hand.instance, visitor.hand.instance.clock.now()
    if is_due(visitor.staff, now):
        await instance.store.write(used(visitor.staff, now))
    return visitor


def _opened(request: Asked, purpose: str, word: str) -> Visit:
    try:
        return visit_of(instance_of(request).keys.text_signed(purpose, word))
    except TokenWrong:
        raise VisitOver from None


async def _checked(request: Asked, key: str, visit: Visit) -> Visitor:
    """Raises `OriginNotAllowed` elsewhere, `VisitOver`, `NotFound` and `RoleTooSmall` as the roles are now."""
    origin, _ = origin_of(request)
    if origin != visit.origin:
        raise OriginNotAllowed
    instance = instance_of(request)

    def who() -> Transaction[Staff]:
        return (yield from visitor_of(visit, instance.clock.now()))

    staff = await instance.store.read(_with_right(who, key))
    return Visitor(Hand(instance, who, request.app.state.wake), visit, staff)


def _with_right(who: Callable[[], Transaction[Staff]], key: str) -> Transaction[Staff]:
    staff = yield from who()
    yield from site_for(staff, key, "moderate")
    return staff


async def _sent(request: Asked, kind: type[M]) -> M:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise UnsupportedMediaType
    return message_from_json(kind, await request.body())


def _view(card: Card) -> HeldComment:
    return HeldComment(
        id=card.public_id,
        parent=None if card.parent is None else card.parent.public_id,
        depth=card.depth,
        name=card.name or NOBODY,
        website=card.website,
        avatar=None if card.writer is None else avatar_href(card),
        body=tree_of(card.html),
        posted_at=iso(card.posted_at),
        edited_at=None if card.edited_at is None else iso(card.edited_at),
        state=card.state,
        reasons=list(card.reasons),
    )
