"""Posting, changing, withdrawing and looking at single comments, as JSON."""

from dataclasses import replace
from typing import Literal

from litestar import Response, delete, get, patch, post
from litestar.params import FromPath
from msgspec import Raw

from chimein.access.comments import comment_for_reader, comment_for_writer
from chimein.actions.withdraw_comment import withdraw_comment
from chimein.messages.comments import (
    EditComment,
    Edited,
    PostComment,
    Posted,
    Preview,
    PreviewText,
    PublicComment,
    WriterComment,
    encoded,
)
from chimein.messages.reading import loose_from_json, message_from_json
from chimein.render.comments import Showing, linked, single_view
from chimein.render.times import iso
from chimein.rules.closing import edit_until
from chimein.rules.facts import Comment, ShownComment, Site, Thread
from chimein.rules.refusals import Refusal, UnsupportedMediaType
from chimein.rules.texts import clean_text
from chimein.rules.verdicts import told_state
from chimein.web.answers import NO_STORE, Arrival, Asked, Told, instance_of, json_answer, sent
from chimein.web.arrivals import admit
from chimein.web.limits import CHANGES, PREVIEWS
from chimein.web.submitting import bearer, change, rendered, site_for_writing, submit, tree_json


@post("/api/v1/sites/{site:str}/comments", name="post_comment")
async def post_comment(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """A new comment."""
    return sent(await told_post(request, site))


async def told_post(request: Arrival, site: str) -> Told:
    """A new comment, taken. Raises every refusal of one."""
    try:
        loose = loose_from_json(PostComment, await _json_body(request))
    except Refusal:
        # A page that may not write here learns that first, whatever it sent.
        await site_for_writing(request, site)
        raise
    fact = await submit(request, site, loose)
    keys = instance_of(request).keys
    comment = fact.comment
    answer = Posted(
        comment=single_view(_as_writer_sees(fact.shown, comment, fact.thread), Showing(fact.site)),
        state=_told(comment),
        edit_token=keys.edit_token(comment.site_id, comment.id, comment.generation),
        edit_until=_edit_until(comment, fact.site),
        writer_token=keys.writer_token(comment.site_id, fact.persona.handle, fact.persona.generation),
        version=fact.thread.version,
    )
    headers = {**NO_STORE, "Location": f"/api/v1/sites/{site}/comments/{comment.public_id}"}
    if fact.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Told(201, headers, encoded(answer))


@get("/api/v1/sites/{site:str}/comments/{comment:str}", name="comment")
async def get_comment(request: Asked, site: FromPath[str], comment: FromPath[str]) -> Response[bytes]:
    """One comment: as readers see it, or with its edit token as its writer does."""
    instance = instance_of(request)
    token = bearer(request)
    if token is None:
        found = await instance.store.read(comment_for_reader(site, comment))
        view = single_view(found.shown, Showing(found.site))
        return json_answer(PublicComment(comment=view, state=view.state), headers={"Cache-Control": "no-cache"})
    found = await instance.store.read(comment_for_writer(site, comment, token, instance.keys.edit_token_is))
    answer = WriterComment(
        comment=single_view(_as_writer_sees(found.shown, found.comment, found.thread), Showing(found.site)),
        state=told_state(found.comment.state, found.comment.reasons),
        text=found.comment.source_text,
        edit_until=_edit_until(found.comment, found.site),
    )
    return json_answer(answer, headers=NO_STORE)


@patch("/api/v1/sites/{site:str}/comments/{comment:str}", name="edit_comment")
async def patch_comment(request: Asked, site: FromPath[str], comment: FromPath[str]) -> Response[bytes]:
    """The writer's new words."""
    await site_for_writing(request, site)
    loose = loose_from_json(EditComment, await _json_body(request))
    after = await change(request, site, comment, loose)
    answer = Edited(
        comment=single_view(_as_writer_sees(after.shown, after.comment, after.thread), Showing(after.site)),
        state=_told(after.comment),
        edit_until=_edit_until(after.comment, after.site),
        version=after.thread.version,
    )
    return json_answer(answer, headers=NO_STORE)


@delete("/api/v1/sites/{site:str}/comments/{comment:str}", name="withdraw_comment", status_code=204)
async def delete_comment(request: Asked, site: FromPath[str], comment: FromPath[str]) -> Response[None]:
    """The writer takes it back."""
    await site_for_writing(request, site)
    await admit(request, site, "change", CHANGES)
    instance = instance_of(request)
    proof = (bearer(request), instance.keys.edit_token_is)
    transaction = withdraw_comment(site, comment, proof, instance.mint.new(), instance.clock.now())
    await instance.store.write(transaction)
    request.app.state.wake()
    return Response(None, status_code=204, headers=NO_STORE)


@post("/api/v1/sites/{site:str}/preview", name="preview", status_code=200)
async def preview(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """The text as the real renderer would show it."""
    found = await site_for_writing(request, site)
    await admit(request, site, "preview", PREVIEWS)
    message = message_from_json(PreviewText, await _json_body(request))
    text = clean_text(message.text, min_length=1, max_length=found.settings.max_length)
    body = await rendered(instance_of(request), text)
    answer = Preview(html=linked(body.html, found), body=Raw(tree_json(body).encode()))
    return json_answer(answer, headers=NO_STORE)


async def _json_body(request: Arrival) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise UnsupportedMediaType
    return await request.body()


def _as_writer_sees(shown: ShownComment, comment: Comment, thread: Thread) -> ShownComment:
    # The writer sees the words as they will stand, whatever was decided of them; the answer says the state apart.
    if shown.state not in ("held", "spam", "rejected"):
        return shown
    number = shown.number
    if number is None and shown.parent_id is None and _told(comment) == "published":
        # Under a shadow it looks as the next one would.
        number = thread.last_number + 1
    return replace(shown, state="published", number=number)


def _told(comment: Comment) -> Literal["published", "held"]:
    # Spammers learn nothing from the answer.
    return "published" if told_state(comment.state, comment.reasons) == "published" else "held"


def _edit_until(comment: Comment, site: Site) -> str:
    return iso(edit_until(comment.posted_at, site.settings.edit_minutes))
