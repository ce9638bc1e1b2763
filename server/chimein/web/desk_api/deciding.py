"""Decisions on comments, and how they are taken back."""

from collections.abc import Iterable

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.access.desk import site_for
from chimein.messages.desk import (
    ActRef,
    Decided,
    Decision,
    DeskAct,
    DeskActs,
    Replied,
    ReplyWords,
    TakenBack,
)
from chimein.render.times import iso
from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.whole_numbers import is_whole_number
from chimein.store.calls import Transaction
from chimein.store.reads.acts import NEWEST, Act, acts_before
from chimein.web.answers import Asked
from chimein.web.asking import optional
from chimein.web.desk.deeds import ActOf, Deciding, decide, reply, take_back
from chimein.web.desk_api.callers import Caller, caller, number, sent_by, told

ACTS = 50


@post("/api/v1/admin/decisions", name="desk_decide", status_code=200)
async def post_decision(request: Asked) -> Response[bytes]:
    """All of these comments get a state, or none."""
    calling, wish = await sent_by(request, Decision)
    return told(decided_view(await decide(calling.hand, Deciding(wish.ids, wish.state, wish.seen, wish.site))))


@post("/api/v1/admin/comments/{comment:str}/replies", name="desk_reply", status_code=201)
async def post_reply(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """The site answers a comment."""
    calling, wish = await sent_by(request, ReplyWords)
    public_id, act = await reply(calling.hand, comment, wish.text)
    return told(Replied(id=public_id, act=act_ref(act)), 201, Location=f"/api/v1/admin/comments/{public_id}")


@get("/api/v1/admin/sites/{site:str}/acts", name="desk_acts")
async def get_acts(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """Decisions on a site, the newest first."""
    calling = await caller(request)
    found = await calling.hand.instance.store.read(_acts(calling, site, _place(optional(request, "cursor"))))
    following = f"{found[ACTS - 1].done_at}.{found[ACTS - 1].id}" if len(found) > ACTS else None
    return told(DeskActs(acts=[_act_view(act) for act in found[:ACTS]], next=following))


@post("/api/v1/admin/sites/{site:str}/acts/{act:str}/undo", name="desk_undo", status_code=200)
async def post_undo(request: Asked, site: FromPath[str], act: FromPath[str]) -> Response[bytes]:
    """A decision is taken back."""
    calling = await caller(request)
    done = await take_back(calling.hand, site, number(act, "decision"))
    return told(TakenBack(undone=done.undone, left_alone=done.left_alone, more=done.more))


def decided_view(acts: Iterable[ActOf]) -> Decided:
    """What changed under which acts."""
    refs = [act_ref(act) for act in acts if act.done.changed]
    return Decided(changed=sum(ref.changed for ref in refs), acts=refs)


def one_act(act: ActOf) -> Decided:
    """What one act came to."""
    return decided_view([act])


def act_ref(act: ActOf) -> ActRef:
    """By what an act is taken back."""
    return ActRef(site=act.site.key, act=str(act.done.act_id), changed=act.done.changed)


def _acts(calling: Caller, key: str, before: tuple[int, int]) -> Transaction[list[Act]]:
    site = yield from site_for(calling.staff, key, "see")
    return (yield from acts_before(site.site_id, before, ACTS + 1))


def _place(text: str | None) -> tuple[int, int]:
    if text is None:
        return NEWEST
    at, _, act_id = text.partition(".")
    if not (is_whole_number(at) and is_whole_number(act_id)):
        raise Invalid({"cursor": FieldError("not-a-place", "Give what the page before said in `next`.")})
    return min(int(at), NEWEST[0]), min(int(act_id), NEWEST[1])


def _act_view(act: Act) -> DeskAct:
    return DeskAct(
        act=str(act.id),
        verb=act.verb,
        done_at=iso(act.done_at),
        changed=act.changed,
        undone_at=None if act.undone_at is None else iso(act.undone_at),
        account=None if act.account_id is None else str(act.account_id),
    )
