"""Conversations: the list, and one with all that can be done to it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import cast
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.access.conversations import ThreadList, thread_in_context, thread_list
from chimein.access.desk import sites_of
from chimein.actions.set_doors import Doors
from chimein.render.desk.conversations import thread_view
from chimein.rules.facts import Site
from chimein.rules.refusals import Invalid, LeadsElsewhere, NotFound, Refusal, ThreadLocked
from chimein.store.calls import Transaction
from chimein.web.answers import Asked, instance_of
from chimein.web.asking import number_before, optional
from chimein.web.desk.answers import DESK_HANDLERS, Screen, back_to, desk_answer
from chimein.web.desk.deeds import ActOf, Hand, hand_of_session
from chimein.web.desk.guard import AtWork, at_work, form_at_work
from chimein.web.desk.queue import told_of
from chimein.web.desk.thread_deeds import alias, lead, merge, move, split

AT_ONCE = 50
DOORS = ("open", "closed", "locked")
NOTHING = {"name": "", "into": "", "comment": "", "url": "", "title": "", "to": ""}
Wish = Mapping[str, str]


@get("/admin/threads", name="desk_page_threads", exception_handlers=DESK_HANDLERS)
async def get_threads(request: Asked) -> Response[bytes]:
    """A site's conversations, the youngest first, or those whose title or address has these words."""
    somebody, number = await at_work(request), number_before(request)
    words = (optional(request, "words") or "").strip()

    def found() -> Transaction[ThreadList | None]:
        sites: list[Site] = yield from sites_of(somebody.staff)
        key = optional(request, "site") or (sites[0].key if sites else None)
        return (yield from thread_list(somebody.staff, key, words, number, AT_ONCE)) if key else None

    listed = await instance_of(request).store.read(found())
    context = {
        "site": listed.site if listed else None,
        "words": words,
        "threads": [thread_view(listed.site, thread) for thread in listed.threads] if listed else [],
        "older": _older(listed, words) if listed else None,
    }
    return await desk_answer(request, somebody, Screen("threads.html", "Threads", "threads"), context)


@get("/admin/threads/{thread:str}", name="desk_page_thread", exception_handlers=DESK_HANDLERS)
async def get_thread_page(request: Asked, thread: FromPath[str]) -> Response[bytes]:
    """One conversation: its counts, what leads to it, and what can be done."""
    return await _page(request, await at_work(request), optional(request, "site") or "", thread)


@post("/admin/threads/{thread:str}", name="desk_page_lead", status_code=303, exception_handlers=DESK_HANDLERS)
async def post_lead(request: Asked, thread: FromPath[str]) -> Response[bytes]:
    """Something is done to it; what was typed survives a refusal."""
    somebody, typed = await form_at_work(request, ("site", "deed", *NOTHING))
    deed = _DEEDS.get(typed["deed"])
    if deed is None:
        raise Invalid({}, "This form is incomplete. Please reload the page.")
    try:
        act = await deed(hand_of_session(request, somebody.word), thread, typed)
    except (Invalid, NotFound, ThreadLocked, LeadsElsewhere) as refusal:
        if not typed["site"]:
            raise
        return await _page(request, somebody, typed["site"], thread, (typed, refusal))
    told = {"site": act.site.key, "done": typed["deed"], "act": act.done.act_id or "", "on": act.site.key}
    return back_to(f"/admin/threads/{thread}?{urlencode(told)}")


async def _page(
    request: Asked, somebody: AtWork, key: str, thread: str, wrong: tuple[Wish, Refusal] | None = None
) -> Response[bytes]:
    found = await instance_of(request).store.read(thread_in_context(somebody.staff, key, thread))
    typed, refusal = wrong or (NOTHING, None)
    view = thread_view(found.site, found.thread)
    context = {
        "site": found.site,
        "thread": view,
        "keys": [_key_words(one) for one in found.keys],
        "may_lead": somebody.staff.may(found.site.site_id, "moderate"),
        "doors": DOORS,
        "typed": {**NOTHING, **typed},
        "problem": refusal.sentence if refusal else "",
        "told": told_of(request),
    }
    status = refusal.status if refusal else 200
    return await desk_answer(request, somebody, Screen("thread.html", view.title, "threads"), context, status)


async def _lead(hand: Hand, thread: str, typed: Wish) -> ActOf:
    return await lead(hand, typed["site"], thread, cast("Doors", typed["deed"]))


async def _alias(hand: Hand, thread: str, typed: Wish) -> ActOf:
    return await alias(hand, typed["site"], thread, typed["name"].strip())


async def _merge(hand: Hand, thread: str, typed: Wish) -> ActOf:
    return await merge(hand, typed["site"], thread, typed["into"])


async def _split(hand: Hand, _thread: str, typed: Wish) -> ActOf:
    return await split(hand, typed["comment"].strip(), typed["url"].strip(), typed["title"])


async def _move(hand: Hand, _thread: str, typed: Wish) -> ActOf:
    return await move(hand, typed["comment"].strip(), typed["to"])


_DEEDS: Mapping[str, Callable[[Hand, str, Wish], Awaitable[ActOf]]] = {
    **dict.fromkeys(DOORS, _lead),
    "alias": _alias,
    "merge": _merge,
    "split": _split,
    "move": _move,
}


def _older(listed: ThreadList, words: str) -> str | None:
    if listed.older is None:
        return None
    return f"/admin/threads?{urlencode({'site': listed.site.key, 'words': words, 'before': listed.older})}"


def _key_words(key: str) -> str:
    return key.removeprefix("url:")
