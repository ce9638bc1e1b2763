"""Changing and withdrawing a comment by plain forms, for who has the link that was shown after posting."""

from dataclasses import replace

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.access.comments import CommentAtHand
from chimein.access.pages import Named, comment_of_writer, comment_of_writer_to_edit
from chimein.actions.withdraw_comment import withdraw_comment
from chimein.messages.comments import EditComment
from chimein.messages.reading import Loose
from chimein.render.page import edit_page, withdraw_page
from chimein.render.page_parts import Form, wrong_of
from chimein.rules.refusals import NotFound, OriginNotAllowed, Refusal, TokenMissing, TokenWrong
from chimein.web.answers import Asked, instance_of
from chimein.web.arrivals import admit
from chimein.web.asking import needed
from chimein.web.limits import CHANGES, PREVIEWS
from chimein.web.page_answers import (
    PAGE_HANDLERS,
    PRIVATE,
    crash_answer,
    html_answer,
    retry_headers,
    see_other,
    unsent_answer,
    words_of,
)
from chimein.web.page_forms import form_of
from chimein.web.page_posting import guard_origin, own_address, own_comment, preview_of
from chimein.web.submitting import change

FIELDS = ("text", "name", "website", "comment", "token", "action")


@get("/t/{thread:str}/edit", name="edit_page", exception_handlers=PAGE_HANDLERS)
async def get_edit(request: Asked, thread: FromPath[str]) -> Response[bytes]:
    """The comment in a form, as it was typed."""
    instance = instance_of(request)
    comment, token = needed(request, "comment"), needed(request, "token")
    proof, now = (token, instance.keys.edit_token_is), instance.clock.now()
    found = await instance.store.read(comment_of_writer_to_edit(thread, comment, proof, now))
    said = found.comment
    values = {"text": said.source_text, "name": said.name, "website": said.website or ""}
    page = edit_page(own_comment(request, found, token), _form(thread, values), token)
    return html_answer(request, page, headers=PRIVATE)


@post("/t/{thread:str}/edit", name="change_by_form", status_code=303, exception_handlers=PAGE_HANDLERS)
async def post_edit(request: Asked, thread: FromPath[str]) -> Response[bytes]:
    """Save, look at it first, or take it back."""
    values = await form_of(request, FIELDS)
    form = _form(thread, values)
    if not values["comment"] or not values["token"]:
        raise TokenMissing
    await guard_origin(request, Named(public_id=thread))
    try:
        return await _done(request, thread, form)
    except (OriginNotAllowed, NotFound, TokenMissing, TokenWrong):
        raise
    except Refusal as refusal:
        return unsent_answer(request, refusal, form)
    except Exception as failure:  # noqa: BLE001 - whatever went wrong, what was typed comes back
        return crash_answer(request, failure, form)


async def _done(request: Asked, thread: str, form: Form) -> Response[bytes]:
    values, instance = form.values, instance_of(request)
    proof = (values["token"], instance.keys.edit_token_is)
    found = await instance.store.read(comment_of_writer(thread, values["comment"], proof))
    try:
        return await _acted(request, found, form)
    except (OriginNotAllowed, NotFound, TokenWrong):
        raise
    except Refusal as refusal:
        own = own_comment(request, found, values["token"])
        again = replace(form, wrong=wrong_of(refusal, words_of(request, found.site)))
        page = edit_page(own, again, values["token"])
        return html_answer(request, page, refusal.status, {**PRIVATE, **retry_headers(refusal)})


async def _acted(request: Asked, found: CommentAtHand, form: Form) -> Response[bytes]:
    values, action = form.values, form.values["action"]
    own = own_comment(request, found, values["token"])
    if action == "preview":
        await admit(request, found.site.key, "preview", PREVIEWS)
        shown = replace(form, preview=await preview_of(request, values["text"], found.site))
        return html_answer(request, edit_page(own, shown, values["token"]), headers=PRIVATE)
    if action == "withdraw":
        return html_answer(request, withdraw_page(own, form.action, values["token"]), headers=PRIVATE)
    if action == "withdraw-now":
        await _withdraw(request, found, values["token"])
    else:
        message = EditComment(text=values["text"], name=values["name"], website=values["website"] or None)
        loose = Loose(message, {})
        await change(request, found.site.key, found.comment.public_id, loose, values["token"])
    return see_other(own_address(found.thread.public_id, "posted", found.comment.public_id, values["token"]))


async def _withdraw(request: Asked, found: CommentAtHand, token: str) -> None:
    await admit(request, found.site.key, "change", CHANGES)
    instance = instance_of(request)
    proof = (token, instance.keys.edit_token_is)
    transaction = withdraw_comment(
        found.site.key, found.comment.public_id, proof, instance.mint.new(), instance.clock.now()
    )
    await instance.store.write(transaction)
    request.app.state.wake()


def _form(thread: str, values: dict[str, str]) -> Form:
    return Form(f"/t/{thread}/edit", values)
