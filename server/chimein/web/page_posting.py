"""Joining the conversation by a plain form: a redirect when it is stored, else the form again with every word in it."""

from dataclasses import replace
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.access.comments import CommentAtHand
from chimein.access.pages import Hosted, Named, comment_of_writer, hosted_page, hosted_thread
from chimein.actions.post_comment import PostedFact
from chimein.messages.comments import PostComment
from chimein.messages.reading import Loose
from chimein.render.page import OwnComment, posted_page, preview_html, thread_page
from chimein.render.page_parts import Address, Form, Wrong, wrong_of
from chimein.rules.facts import Site
from chimein.rules.refusals import (
    IdempotencyMismatch,
    Invalid,
    NotFound,
    OriginNotAllowed,
    Refusal,
    Unavailable,
)
from chimein.rules.texts import clean_text
from chimein.web.answers import Asked, instance_of
from chimein.web.arrivals import admit
from chimein.web.asking import needed, optional
from chimein.web.limits import PREVIEWS
from chimein.web.page_answers import (
    PAGE_HANDLERS,
    PRIVATE,
    UNSTORED,
    crash_answer,
    html_answer,
    retry_headers,
    see_other,
    unsent_answer,
    words_of,
)
from chimein.web.page_forms import form_of
from chimein.web.pages import address_of, fresh_key, named_by_query, view_of, wanted_of
from chimein.web.submitting import rendered, site_for_writing, submit

FIELDS = ("text", "name", "email", "website", "parent", "idempotency_key", "homepage", "action")


@post("/t", name="post_to_url", status_code=303, exception_handlers=PAGE_HANDLERS)
async def post_to_url(request: Asked) -> Response[bytes]:
    """A comment on a page of a site, whether its conversation has begun or not."""
    return await _posted(request, named_by_query(request), address_of(request))


@post("/t/{thread:str}", name="post_to_page", status_code=303, exception_handlers=PAGE_HANDLERS)
async def post_to_page(request: Asked, thread: FromPath[str]) -> Response[bytes]:
    """A comment in a conversation."""
    return await _posted(request, Named(public_id=thread), Address(f"/t/{thread}"))


@get("/t/{thread:str}/posted", name="posted", exception_handlers=PAGE_HANDLERS)
async def get_posted(request: Asked, thread: FromPath[str]) -> Response[bytes]:
    """The comment as its writer sees it, with the one link by which it can be changed."""
    instance = instance_of(request)
    comment, token = needed(request, "comment"), needed(request, "token")
    proof = (token, instance.keys.edit_token_is)
    found = await instance.store.read(comment_of_writer(thread, comment, proof))
    own = own_comment(request, found, token)
    return html_answer(request, posted_page(own), headers=PRIVATE)


def own_comment(request: Asked, found: CommentAtHand, token: str) -> OwnComment:
    """What the writer's pages show."""
    return OwnComment(
        words=words_of(request, found.site),
        site=found.site,
        thread=found.thread,
        comment=found.comment,
        shown=found.shown,
        edit_href=own_address(found.thread.public_id, "edit", found.comment.public_id, token),
        now=instance_of(request).clock.now(),
    )


def own_address(thread: str, page: str, comment: str, token: str) -> str:
    """Where the writer finds the comment again."""
    return f"/t/{thread}/{page}?{urlencode({'comment': comment, 'token': token})}"


async def _posted(request: Asked, named: Named, here: Address) -> Response[bytes]:
    values = await form_of(request, FIELDS)
    form = Form(str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""), values)
    try:
        return await _taken(request, named, here, form)
    except (OriginNotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return unsent_answer(request, refusal, _to_send_again(request, form, refusal))
    except Exception as failure:  # noqa: BLE001 - whatever went wrong, what was typed comes back
        return crash_answer(request, failure, form)


async def _taken(request: Asked, named: Named, here: Address, form: Form) -> Response[bytes]:
    hosted = await instance_of(request).store.read(hosted_thread(named))
    site = hosted.located.site
    if form.values["action"] == "preview":
        return await _previewed(request, named, here, form)
    try:
        fact = await submit(request, site.key, Loose(_message(hosted, form), {}))
    except (OriginNotAllowed, NotFound, Unavailable):
        raise
    except Refusal as refusal:
        again = _to_send_again(request, form, refusal)
        again = replace(again, wrong=wrong_of(refusal, words_of(request, site)))
        return await _shown_again(request, (named, here), again, refusal)
    return see_other(_address_after(request, fact))


async def _previewed(request: Asked, named: Named, here: Address, form: Form) -> Response[bytes]:
    site = await guard_origin(request, named)
    await admit(request, site.key, "preview", PREVIEWS)
    try:
        html = await preview_of(request, form.values["text"], site)
        form = replace(form, preview=html)
    except Invalid as refusal:
        form = replace(form, wrong=wrong_of(refusal, words_of(request, site)))
        return await _shown_again(request, (named, here), form, refusal)
    return await _shown_again(request, (named, here), form, None)


async def guard_origin(request: Asked, named: Named) -> Site:
    """The site, if the form was sent from where it may be. Raises `OriginNotAllowed`."""
    store = instance_of(request).store
    hosted = await store.read(hosted_thread(named))
    return await site_for_writing(request, hosted.located.site.key)


async def preview_of(request: Asked, text: str, site: Site) -> str:
    """The text as it would stand there. Raises `Invalid` where nothing was written."""
    clean = clean_text(text, min_length=1, max_length=site.settings.max_length)
    body = await rendered(instance_of(request), clean)
    return preview_html(body.html, site)


async def _shown_again(
    request: Asked, at: tuple[Named, Address], form: Form, refusal: Refusal | None
) -> Response[bytes]:
    named, here = at
    answered = form.values["parent"] or optional(request, "reply")
    hosted = await instance_of(request).store.read(hosted_page(named, wanted_of(request), answered))
    page = thread_page(view_of(request, here, hosted, form))
    if refusal is None:
        return html_answer(request, page, headers=UNSTORED)
    return html_answer(request, page, refusal.status, retry_headers(refusal))


def _to_send_again(request: Asked, form: Form, refusal: Refusal) -> Form:
    # A key that was spent on another text, or is none, would refuse the next try as well; any other may still have
    # stored this one, so it stays.
    if not isinstance(refusal, IdempotencyMismatch) and "idempotency_key" not in refusal.errors:
        return form
    return replace(form, values={**form.values, "idempotency_key": fresh_key(request)}, wrong=Wrong())


def _message(hosted: Hosted, form: Form) -> PostComment:
    located, values = hosted.located, form.values
    return PostComment(
        url=located.thread.url if located.thread else located.address.url,
        thread=hosted.explicit,
        name=values["name"],
        email=values["email"],
        website=values["website"] or None,
        text=values["text"],
        parent=values["parent"] or None,
        idempotency_key=values["idempotency_key"] or None,
        homepage=values["homepage"] or None,
    )


def _address_after(request: Asked, fact: PostedFact) -> str:
    comment = fact.comment
    token = instance_of(request).keys.edit_token(comment.site_id, comment.id, comment.generation)
    return own_address(fact.thread.public_id, "posted", comment.public_id, token)
