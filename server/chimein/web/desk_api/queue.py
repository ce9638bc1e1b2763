"""The queue, single comments in their context, and what is done to one or to all that a filter means."""

from collections.abc import Mapping, Sequence

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath

from chimein.access.queue import comment_in_context, queue_page, sites_seen
from chimein.messages.desk_comments import DecidedOnAll, DecisionOnAll, QueueWish, Rewording, Tending
from chimein.rules.cards import QueuePage
from chimein.rules.queue import QueueFilter, cursor_of, filter_of
from chimein.store.calls import Transaction
from chimein.web.answers import Asked
from chimein.web.asking import optional
from chimein.web.desk.bulk_deeds import DecidingAll, decide_all
from chimein.web.desk.comment_deeds import NewWords, reword, tend
from chimein.web.desk_api.callers import Caller, caller, sent_by, told
from chimein.web.desk_api.comment_views import context_view, queue_view
from chimein.web.desk_api.deciding import decided_view, one_act

Params = Mapping[str, Sequence[str]]
ONCE = ("state", "thread", "person", "words", "reason", "since", "until", "order")


@get("/api/v1/admin/queue", name="desk_queue")
async def get_queue(request: Asked) -> Response[bytes]:
    """A page of the queue, of all sites that the token opens or of some."""
    calling = await caller(request)
    params: dict[str, Sequence[str]] = {"site": request.query_params.getall("site", [])}
    params |= {name: [value] for name in ONCE if (value := optional(request, name)) is not None}
    cursor = optional(request, "cursor")
    instance = calling.hand.instance

    def found() -> Transaction[QueuePage]:
        wanted = yield from _filter(calling, params)
        return (yield from queue_page(calling.staff, wanted, None if cursor is None else cursor_of(cursor)))

    return told(queue_view(await instance.store.read(found()), instance.keys))


@get("/api/v1/admin/comments/{comment:str}", name="desk_comment")
async def get_comment(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """A comment in its context."""
    calling = await caller(request)
    instance = calling.hand.instance
    return told(context_view(await instance.store.read(comment_in_context(calling.staff, comment)), instance.keys))


@patch("/api/v1/admin/comments/{comment:str}", name="desk_reword")
async def patch_comment(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """Other words; the writer's are kept."""
    calling, wish = await sent_by(request, Rewording)
    act = await reword(calling.hand, comment, NewWords(wish.name, wish.website, wish.text))
    return told(one_act(act))


@post("/api/v1/admin/comments/{comment:str}/tending", name="desk_tend", status_code=200)
async def post_tending(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """Pin it, or trust its writer; or no longer."""
    calling, wish = await sent_by(request, Tending)
    return told(one_act(await tend(calling.hand, comment, wish.verb)))


@post("/api/v1/admin/decisions/all", name="desk_decide_all", status_code=200)
async def post_decision_on_all(request: Asked) -> Response[bytes]:
    """Everything that a filter means, as it is now, gets a state; what comes while it is done is left alone."""
    calling, wish = await sent_by(request, DecisionOnAll)
    instance = calling.hand.instance
    wanted = await instance.store.read(_filter(calling, _params(wish.filter)))
    came = await decide_all(calling.hand, DecidingAll(wanted, wish.state, instance.clock.now(), wish.cursor))
    done = decided_view(came.acts)
    return told(DecidedOnAll(changed=done.changed, acts=done.acts, next=came.cursor or None))


def _filter(calling: Caller, params: Params) -> Transaction[QueueFilter]:
    sites = yield from sites_seen(calling.staff)
    return filter_of(params, {site.key: site.site_id for site in sites})


def _params(wish: QueueWish) -> Params:
    named: dict[str, Sequence[str]] = {"site": wish.site}
    for name, value in msgspec.structs.asdict(wish).items():
        if name != "site" and value is not None:
            named[name] = [value]
    return named
