"""One comment with all that is around it: what it answers, what was said beside it, its history, the site's reply."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.access.queue import comment_in_context
from chimein.render.desk.cards import card_view, said_view
from chimein.render.desk.history import audit_view, revision_views
from chimein.rules.cards import InContext
from chimein.rules.queue import QueueFilter
from chimein.rules.refusals import Invalid
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, Screen, back_to, desk_answer
from chimein.web.desk.deeds import ActOf, hand_of_session, reply
from chimein.web.desk.guard import AtWork, at_work, form_at_work
from chimein.web.desk.queue import QueueView, eyes_of, told_of


@get("/admin/comments/{comment:str}", name="desk_page_comment", exception_handlers=DESK_HANDLERS)
async def get_comment_page(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """A comment in its context."""
    return await _page(request, await at_work(request), comment)


@post("/admin/comments/{comment:str}/reply", name="desk_page_reply", status_code=303, exception_handlers=DESK_HANDLERS)
async def post_reply(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """The site answers, and approves what it answers; what was typed survives a refusal."""
    somebody, fields = await form_at_work(request, ("text",))
    try:
        _, act = await reply(hand_of_session(request, somebody.word), comment, fields["text"])
    except Invalid as refusal:
        problem = " ".join(error.detail for error in refusal.errors.values()) or refusal.detail
        return await _page(request, somebody, comment, typed={"reply": fields["text"]}, problem=problem)
    return back_to(f"/admin/comments/{comment}?{_told(act)}")


async def _page(
    request: Asked, somebody: AtWork, public_id: str, *, typed: dict[str, str] | None = None, problem: str = ""
) -> Response[bytes]:
    instance = instance_of(request)
    found = await instance.store.read(comment_in_context(somebody.staff, public_id))
    context = {**_context(found), "problem": problem, "told": told_of(request)}
    context["typed"] = {"reply": "", "name": found.card.name, "text": found.card.source_text, **(typed or {})}
    eyes = replace(eyes_of(instance, somebody.staff, found.card, names_sites=False), says_state=True)
    context["card"], context["may_decide"] = card_view(found.card, eyes), eyes.may_decide
    screen = Screen("comment.html", f"{found.card.name} on {found.card.thread.title}", "queue")
    return await desk_answer(request, somebody, screen, context, 422 if problem else 200)


def _context(found: InContext) -> dict[str, Any]:
    here = f"/admin/comments/{found.card.public_id}"
    beside: Sequence[Any] = (*found.before, *found.after)
    return {
        "site": found.card.site,
        "back": "/admin",
        # Decided here, the page is shown anew: there is no list whose cards could fold.
        "view": QueueView("", QueueFilter(), found.card.site.key, one=True, here=here, matching=0, upto="", verbs=()),
        "chain": [said_view(said) for said in found.ancestors],
        "siblings": [said_view(said) for said in beside],
        "revisions": revision_views(found),
        "audit": [audit_view(line) for line in found.audit],
    }


def _told(act: ActOf) -> str:
    return f"done=reply&act={act.done.act_id}&on={act.site.key}"
