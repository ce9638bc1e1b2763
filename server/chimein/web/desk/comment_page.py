"""One comment with all that is around it: what it answers, what was said beside it, its history, the site's reply."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.access.queue import beside_comment, comment_in_context
from chimein.render.desk.cards import beside_words, card_view, said_view
from chimein.render.desk.history import audit_view, revision_views
from chimein.render.desk.shell import desk_part
from chimein.rules.cards import Card, InContext
from chimein.rules.queue import QueueFilter
from chimein.rules.refusals import AlreadyGone, Invalid, Refusal, ThreadLocked
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, HEADERS, Screen, back_to, desk_answer, is_part, shell_of
from chimein.web.desk.comment_deeds import TENDING, NewWords, reword, tend
from chimein.web.desk.deeds import ActOf, hand_of_session, reply
from chimein.web.desk.guard import AtWork, at_work, form_at_work
from chimein.web.desk.queue import QueueView, eyes_of, told_of
from chimein.web.page_answers import html_answer

MOST_BESIDE = 5
"""On each side, in a card of the queue; the comment's own page has more."""


@get("/admin/comments/{comment:str}", name="desk_page_comment", exception_handlers=DESK_HANDLERS)
async def get_comment_page(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """A comment in its context."""
    return await _page(request, await at_work(request), comment)


@get("/admin/comments/{comment:str}/beside", name="desk_page_beside", exception_handlers=DESK_HANDLERS)
async def get_beside(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """What stands beside it, for its card in the queue; who comes by the address itself is led to the whole page."""
    somebody, here = await at_work(request), f"/admin/comments/{comment}"
    found = beside_comment(somebody.staff, comment, MOST_BESIDE)
    before, after = await instance_of(request).store.read(found)
    if not is_part(request):
        return back_to(f"{here}#beside")
    context = {
        "id": comment,
        "href": here,
        "says": f"{beside_words(len(before) + len(after)) or 'Nothing beside it'}.",
        "before": [said_view(said) for said in before],
        "after": [said_view(said) for said in after],
    }
    shell = await shell_of(request, somebody, Screen("beside.html", "Beside it", "queue"))
    return html_answer(request, desk_part("beside.html", shell, context), 200, HEADERS)


@post("/admin/comments/{comment:str}/reply", name="desk_page_reply", status_code=303, exception_handlers=DESK_HANDLERS)
async def post_reply(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """The site answers, and approves what it answers; what was typed survives a refusal."""
    somebody, fields = await form_at_work(request, ("text",))
    try:
        _, act = await reply(hand_of_session(request, somebody.word), comment, fields["text"])
    except (Invalid, ThreadLocked) as refusal:
        return await _page(request, somebody, comment, typed={"reply": fields["text"]}, refusal=refusal)
    return back_to(f"/admin/comments/{comment}?{_told('reply', act)}")


@post("/admin/comments/{comment:str}/edit", name="desk_page_edit", status_code=303, exception_handlers=DESK_HANDLERS)
async def post_edit(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """Other words; the writer's are kept, and what was typed survives a refusal."""
    somebody, fields = await form_at_work(request, ("name", "website", "text"))
    typed = NewWords(fields["name"], fields["website"] or None, fields["text"])
    try:
        act = await reword(hand_of_session(request, somebody.word), comment, typed)
    except (Invalid, AlreadyGone) as refusal:
        return await _page(request, somebody, comment, typed=fields, refusal=refusal)
    return back_to(f"/admin/comments/{comment}?{_told('edit', act)}")


@post("/admin/comments/{comment:str}/tend", name="desk_page_tend", status_code=303, exception_handlers=DESK_HANDLERS)
async def post_tending(request: Asked, comment: FromPath[str]) -> Response[bytes]:
    """Pin it, or trust its writer; or no longer."""
    somebody, fields = await form_at_work(request, ("verb",))
    if fields["verb"] not in TENDING:
        raise Invalid({}, "This form is incomplete. Please reload the page.")
    try:
        act = await tend(hand_of_session(request, somebody.word), comment, fields["verb"])
    except Invalid as refusal:
        return await _page(request, somebody, comment, refusal=refusal)
    return back_to(f"/admin/comments/{comment}?{_told(fields['verb'], act)}")


async def _page(
    request: Asked,
    somebody: AtWork,
    public_id: str,
    *,
    typed: dict[str, str] | None = None,
    refusal: Refusal | None = None,
) -> Response[bytes]:
    instance = instance_of(request)
    found = await instance.store.read(comment_in_context(somebody.staff, public_id))
    context = {**_context(found), "problem": refusal.sentence if refusal else "", "told": told_of(request)}
    context["typed"] = {**_standing(found.card), **(typed or {})}
    eyes = replace(eyes_of(instance, somebody.staff, found.card, names_sites=False), says_state=True)
    context["card"], context["may_decide"] = card_view(found.card, eyes), eyes.may_decide
    screen = Screen("comment.html", f"{found.card.name} on {found.card.thread.title}", "queue")
    return await desk_answer(request, somebody, screen, context, refusal.status if refusal else 200)


def _standing(card: Card) -> dict[str, str]:
    return {"reply": "", "name": card.name, "website": card.website or "", "text": card.source_text}


def _context(found: InContext) -> dict[str, Any]:
    here = f"/admin/comments/{found.card.public_id}"
    beside: Sequence[Any] = (*found.before, *found.after)
    return {
        "site": found.card.site,
        "back": "/admin",
        # Decided here, the page is shown anew: there is no list whose cards could fold.
        "view": QueueView("", QueueFilter(), found.card.site.key, one=True, here=here, matching=0, upto="", verbs=()),
        "chain": [said_view(said) for said in found.ancestors],
        "tending": _tending(found.card),
        "is_locked": found.card.thread.locked_at is not None,
        "siblings": [said_view(said) for said in beside],
        "revisions": revision_views(found),
        "audit": [audit_view(line) for line in found.audit],
    }


def _tending(card: Card) -> list[tuple[str, str]]:
    """What can be done besides, with the buttons' words."""
    offered = []
    if card.state == "published" and card.depth == 0 and card.kind == "comment":
        offered.append(("unpin", "Pin no longer") if card.pinned_at else ("pin", "Pin on top of the conversation"))
    if card.writer is not None:
        is_trusted = card.writer.trusted_at is not None
        offered.append(("distrust", "Trust no longer") if is_trusted else ("trust", "Trust this writer"))
    return offered


def _told(verb: str, act: ActOf) -> str:
    return f"done={verb}&act={act.done.act_id or ''}&on={act.site.key}"
