"""A visitor's words on their way from a message to an action, the same for the widget's JSON and the page's form."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256

import msgspec
from msgspec import UNSET

from chimein.access.comments import CommentAtHand, comment_to_edit
from chimein.access.posting import Surroundings, surroundings_for_poster
from chimein.actions.edit_comment import Edit, edit_comment
from chimein.actions.post_comment import Attempt, PostedFact, Rendered, Submission, earlier_try, post_comment
from chimein.messages.comments import EditComment, PostComment
from chimein.messages.reading import Loose, merged
from chimein.render.body import RENDERER_VERSION, Body, prose_body, render_body
from chimein.render.prose import is_prose
from chimein.rules.bans import Traits
from chimein.rules.emails import canonical_email
from chimein.rules.facts import Site
from chimein.rules.limits import network_of
from chimein.rules.posting import Draft, EditedDraft, Typed, check_all, draft_of, edited_draft_of, idempotency_key
from chimein.rules.refusals import FieldError, Invalid, Refusal, TokenWrong
from chimein.rules.texts import text_mark
from chimein.store.calls import Transaction
from chimein.store.writes.persons import NewPersona, SealedAddress
from chimein.web.answers import Arrival, instance_of
from chimein.web.arrivals import admit, client_of, origin_of
from chimein.web.limits import CHANGES, POSTS
from chimein.web.site_book import SiteBook
from chimein.web.telling import tell
from chimein.wiring import Instance


async def submit(request: Arrival, key: str, loose: Loose[PostComment]) -> PostedFact:
    """Take a new comment: limits, then the rules, then the renderer, then the one transaction."""
    try:
        fact = await _taken(request, key, loose)
    except Refusal as refusal:
        tell(request.scope, refusal.code)
        raise
    tell(request.scope, "replayed" if fact.replayed else fact.comment.state)
    return fact


async def _taken(request: Arrival, key: str, loose: Loose[PostComment]) -> PostedFact:
    message = loose.message
    instance = instance_of(request)
    await admit(request, key, "post", POSTS)
    site = await site_for_writing(request, key)
    typed = _typed(message, request)
    attempt = _attempt(instance, site, message, typed.idempotency_key)
    try:
        draft = _draft(typed, site, loose.errors)
    except Invalid:
        return await _answered_before(instance, site, attempt, (typed, loose.errors))
    body = await rendered(instance, draft.text)
    submission = _submission(instance, message, draft, (site, body, attempt))
    submission = _with_traits(request, submission, site)
    fact = await instance.store.write(post_comment(site, submission))
    state = request.app.state
    (state.wake if fact.owes_effects else state.stir)()
    return fact


async def site_for_writing(request: Arrival, key: str) -> Site:
    """The site, if the page that asks may write to it. Raises `NotFound`, `OriginNotAllowed`."""
    book: SiteBook = request.app.state.sites
    return await book.for_writer(key, *origin_of(request))


async def change(
    request: Arrival, key: str, public_id: str, loose: Loose[EditComment], token: str | None = None
) -> CommentAtHand:
    """Take a writer's new words. Without a `token` the request's header has to carry it."""
    message = loose.message
    instance = instance_of(request)
    await admit(request, key, "change", CHANGES)
    proof = (token or bearer(request), instance.keys.edit_token_is)
    found = await instance.store.read(comment_to_edit(key, public_id, proof, instance.clock.now()))
    comment = found.comment
    name = comment.name if message.name is None else message.name
    website = comment.website if message.website is UNSET else message.website
    draft = _all_checked(loose.errors, lambda: edited_draft_of(name, website, message.text, found.site))
    body = await rendered(instance, draft.text)
    edit = Edit(
        draft=draft,
        tree=tree_json(body),
        html=body.html,
        renderer_version=RENDERER_VERSION,
        text_mark=text_mark(draft.text),
        event_id=instance.mint.new(),
        now=instance.clock.now(),
    )
    after = await instance.store.write(edit_comment(key, public_id, proof, edit))
    request.app.state.wake()
    return after


async def rendered(instance: Instance, text: str) -> Body:
    """The text through the real renderer, off the event loop; prose, which needs no parser, at once."""
    if is_prose(text):
        return prose_body(text)
    return await instance.off_loop.run(partial(render_body, text, "markdown"))


def tree_json(body: Body) -> str:
    """The tree as it is stored."""
    return msgspec.json.encode(body.tree).decode()


def bearer(request: Arrival) -> str | None:
    """The token of an `Authorization: Bearer …` header (RFC 6750)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


async def _answered_before(
    instance: Instance, site: Site, attempt: Attempt | None, asked: tuple[Typed, Mapping[str, FieldError]]
) -> PostedFact:
    """What the same try was answered with before; else everything that is wrong, the parent too. Raises `Invalid`."""
    typed, shape = asked
    found, earlier = await instance.store.read(_surroundings(site, typed, attempt))
    if earlier is not None and not shape:
        return earlier
    try:
        check_all(typed, site, found.thread, found.parent)
    except Invalid as refused:
        raise Invalid(merged(shape, refused.errors)) from refused
    raise Invalid(shape)


def _surroundings(
    site: Site, typed: Typed, attempt: Attempt | None
) -> Transaction[tuple[Surroundings, PostedFact | None]]:
    # What was taken once is answered again, whatever has changed since.
    found = yield from surroundings_for_poster(site, typed)
    return found, (yield from earlier_try(site, attempt)) if attempt else None


def _all_checked(shape: Mapping[str, FieldError], check: Callable[[], EditedDraft]) -> EditedDraft:
    try:
        draft = check()
    except Invalid as refused:
        raise Invalid(merged(shape, refused.errors)) from refused
    if shape:
        raise Invalid(shape)
    return draft


def _draft(typed: Typed, site: Site, shape: Mapping[str, FieldError]) -> Draft:
    if shape:
        raise Invalid(shape)
    return draft_of(typed, site)


def _typed(message: PostComment, request: Arrival) -> Typed:
    return Typed(
        url=message.url,
        thread=message.thread,
        title=message.title,
        parent=message.parent,
        name=message.name,
        email=message.email,
        website=message.website,
        text=message.text,
        idempotency_key=request.headers.get("idempotency-key", "") or message.idempotency_key,
    )


def _submission(
    instance: Instance, message: PostComment, draft: Draft, made: tuple[Site, Body, Attempt | None]
) -> Submission:
    site, body, attempt = made
    site_id, random = site.site_id, instance.randomness.token
    persona = NewPersona(instance.mint.new(), instance.mint.new(), random(16), random(16))
    return Submission(
        draft=draft,
        parent=message.parent,
        rendered=Rendered(tree_json(body), body.html, RENDERER_VERSION),
        address=_sealed(instance, site_id, persona.person_id, draft.email),
        persona=persona,
        writer_handle=_proven_handle(instance, site_id, message.writer_token),
        honeypot_filled=bool(message.homepage),
        text_mark=text_mark(draft.text),
        attempt=attempt,
        refuse_repeats=instance.settings.limits == "on",
        traits=None,
        network_mark=None,
        new_id=instance.mint.new,
        now=instance.clock.now(),
    )


def _with_traits(request: Arrival, submission: Submission, site: Site) -> Submission:
    # Most sites have no bans and keep no networks: then there is nothing to look at.
    if not site.bans and not site.settings.network_days:
        return submission
    address, draft = client_of(request), submission.draft
    mark = instance_of(request).keys.kept_network(site.site_id, network_of(address))
    words = f"{draft.name} {draft.website or ''} {draft.text}"
    traits = Traits(words, canonical_email(draft.email), address, mark)
    kept = mark if site.settings.network_days else None
    return replace(submission, traits=traits if site.bans else None, network_mark=kept)


def _attempt(instance: Instance, site: Site, message: PostComment, key: str | None) -> Attempt | None:
    try:
        name = idempotency_key(key)
    except Invalid:
        return None
    if name is None:
        return None
    # The address goes in as its keyed hash: without the secret nobody can try addresses against the mark.
    lookup = instance.keys.email_lookup(site.site_id, message.email).hex()
    same = msgspec.structs.replace(message, idempotency_key=None, email=lookup)
    request = sha256(name.encode() + msgspec.json.encode(same)).digest()
    return Attempt(sha256(name.encode()).digest(), request)


def _sealed(instance: Instance, site_id: int, person_id: int, email: str) -> SealedAddress:
    # Always sealed, also for a known address: how long a post takes must not tell whether it was used before.
    sealed = instance.keys.seal_email(site_id, person_id, email)
    lookup = instance.keys.email_lookup(site_id, email)
    return SealedAddress(lookup, sealed.cipher, sealed.wrapped_key, sealed.key_version)


def _proven_handle(instance: Instance, site_id: int, token: str | None) -> str | None:
    if not token:
        return None
    try:
        return instance.keys.writer_handle(site_id, token)
    except TokenWrong:
        return None
