"""Conversations: listed, closed, locked, aliased, merged, split, moved."""

from litestar import Response, get, patch, post
from litestar.params import FromPath

from chimein.access.conversations import thread_in_context, thread_list
from chimein.actions.set_doors import Doors as DoorsFact
from chimein.messages.desk_people import DeskThreads, Doors, NewPlace, Place, ThreadAndKeys, ThreadFacts
from chimein.render.times import iso
from chimein.rules.facts import Thread
from chimein.web.answers import Asked
from chimein.web.asking import optional
from chimein.web.desk.thread_deeds import alias, lead, merge, move, split
from chimein.web.desk_api.callers import caller, sent_by, told
from chimein.web.desk_api.comment_views import time_or_none
from chimein.web.desk_api.deciding import one_act
from chimein.web.desk_api.site_doors import before_of

THREADS = 50


@get("/api/v1/admin/sites/{site:str}/threads", name="desk_threads")
async def get_threads(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """A site's conversations, or those whose title or address has these words."""
    calling, before = await caller(request), before_of(request)
    words = optional(request, "words") or ""
    found = await calling.hand.instance.store.read(thread_list(calling.staff, site, words, before, THREADS))
    following = None if found.older is None else str(found.older)
    return told(DeskThreads(threads=[_thread(thread) for thread in found.threads], next=following))


@get("/api/v1/admin/sites/{site:str}/threads/{thread:str}", name="desk_thread")
async def get_thread(request: Asked, site: FromPath[str], thread: FromPath[str]) -> Response[bytes]:
    """One of them, with what leads to it."""
    calling = await caller(request)
    found = await calling.hand.instance.store.read(thread_in_context(calling.staff, site, thread))
    return told(ThreadAndKeys(thread=_thread(found.thread), keys=list(found.keys)))


@patch("/api/v1/admin/sites/{site:str}/threads/{thread:str}", name="desk_lead")
async def patch_thread(request: Asked, site: FromPath[str], thread: FromPath[str]) -> Response[bytes]:
    """Open it, close it, or lock it."""
    calling, wish = await sent_by(request, Doors)
    doors: DoorsFact = wish.doors
    return told(one_act(await lead(calling.hand, site, thread, doors)))


@post("/api/v1/admin/sites/{site:str}/threads/{thread:str}/aliases", name="desk_alias", status_code=200)
async def post_alias(request: Asked, site: FromPath[str], thread: FromPath[str]) -> Response[bytes]:
    """One more address leads to it."""
    calling, wish = await sent_by(request, Place)
    return told(one_act(await alias(calling.hand, site, thread, wish.thread)))


@post("/api/v1/admin/sites/{site:str}/threads/{thread:str}/merge", name="desk_merge", status_code=200)
async def post_merge(request: Asked, site: FromPath[str], thread: FromPath[str]) -> Response[bytes]:
    """All of it goes into another one."""
    calling, wish = await sent_by(request, Place)
    return told(one_act(await merge(calling.hand, site, thread, wish.thread)))


@post("/api/v1/admin/comments/{comment:str}/move", name="desk_move", status_code=200)
async def post_move(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """A comment and its answers go into another conversation."""
    calling, wish = await sent_by(request, Place)
    return told(one_act(await move(calling.hand, comment, wish.thread)))


@post("/api/v1/admin/comments/{comment:str}/split", name="desk_split", status_code=200)
async def post_split(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """A comment and its answers become the conversation of another page."""
    calling, wish = await sent_by(request, NewPlace)
    return told(one_act(await split(calling.hand, comment, wish.url, wish.title)))


def _thread(thread: Thread) -> ThreadFacts:
    return ThreadFacts(
        id=thread.public_id,
        url=thread.url,
        title=thread.title,
        comments=thread.count,
        created_at=iso(thread.created_at),
        last_posted_at=time_or_none(thread.last_posted_at),
        closed_at=time_or_none(thread.closed_at),
        locked_at=time_or_none(thread.locked_at),
    )
