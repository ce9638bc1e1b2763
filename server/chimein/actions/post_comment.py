"""A visitor's comment becomes a fact, or is refused."""

from collections.abc import Callable
from dataclasses import replace

from chimein.access.posting import thread_to_comment_on
from chimein.access.threads import find_thread
from chimein.rules.bans import Ban, Traits, bans_met
from chimein.rules.facts import Comment, NewComment, Persona, ShownComment, Site, Thread
from chimein.rules.frozen import dataclass
from chimein.rules.page_urls import PageAddress
from chimein.rules.posting import REPEATED_WITHIN_MS, Draft, check_parent
from chimein.rules.public_ids import public_id
from chimein.rules.refusals import IdempotencyMismatch
from chimein.rules.verdicts import Signals, beneath, is_shadowed, judge
from chimein.store.calls import Company, Transaction, call, in_company, repeatable
from chimein.store.reads import comments as comment_reads
from chimein.store.reads.persons import person_by_email, persona_by_handle, persona_by_id
from chimein.store.reads.threads import has_explicit_key, thread_by_id
from chimein.store.writes.bans import count_hits, keep_network
from chimein.store.writes.comments import add_comment
from chimein.store.writes.events import NewEvent, add_event
from chimein.store.writes.persons import NewPersona, SealedAddress, add_persona
from chimein.store.writes.threads import NewThread, add_key, add_thread


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text in the forms that are stored beside its source."""

    tree: str
    html: str
    renderer_version: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a client's try is known again: the hash of its key, and of the request that came with it."""

    key_mark: bytes
    request_mark: bytes


@dataclass(frozen=True, slots=True)
class Submission:
    """A cleaned draft with all that chance, keys and the clock must add, so that the transaction needs none of them."""

    draft: Draft
    parent: str | None
    rendered: Rendered
    address: SealedAddress
    persona: NewPersona
    writer_handle: str | None
    """Named by a writer token whose proof holds; None without one."""
    honeypot_filled: bool
    text_mark: bytes
    attempt: Attempt | None
    refuse_repeats: bool
    traits: Traits | None
    """What the site's bans are weighed by; None: it has none."""
    network_mark: bytes | None
    """Of where it came from; None: the site keeps none."""
    new_id: Callable[[], int]
    now: int


@dataclass(frozen=True, slots=True)
class PostedFact:
    """What was stored (or had been, when the same try came twice), as it is then."""

    site: Site
    thread: Thread
    comment: Comment
    shown: ShownComment
    persona: Persona
    replayed: bool = False
    owes_effects: bool = False
    """Whether a consequence waits for the worker."""


def _company(site: Site, wish: Submission) -> Company:
    # Posts only add to what they share, a thread's counters or a parent's; what they look for in each other is a try
    # that came before, the same words, and a thread that has begun.
    marks = {wish.text_mark} | ({wish.attempt.key_mark} if wish.attempt else set())
    keys = (wish.draft.address.key, wish.draft.explicit_key)
    return Company(
        apart=frozenset((site.site_id, mark) for mark in marks),
        finds=frozenset((site.site_id, key) for key in keys if key),
    )


@in_company(_company)
@repeatable
def post_comment(site: Site, wish: Submission) -> Transaction[PostedFact]:
    """Store the comment, its persona, its event and what it counts.

    Raises `Invalid`, `ThreadClosed`, `IdempotencyMismatch`.
    """
    earlier = (yield from earlier_try(site, wish.attempt)) if wish.attempt else None
    if earlier is not None:
        return earlier
    thread = yield from _thread(site, wish)
    thread_to_comment_on(thread, site.settings.close_days, wish.now)
    parent = yield from _parent(site, thread, wish)
    persona, is_new = yield from _persona(site, wish)
    new = yield from _judged(site, thread, parent, persona, wish)
    thread, comment = yield from add_comment(thread, new)
    if wish.network_mark is not None:
        days = site.settings.network_days
        yield from keep_network((site.site_id, comment.id), wish.network_mark, days, wish.now)
    owes_effects = yield from _tell(site, thread, new, (persona, is_new), wish)
    return PostedFact(site, thread, comment, _shown(comment, new, persona), persona, owes_effects=owes_effects)


def earlier_try(site: Site, attempt: Attempt) -> Transaction[PostedFact | None]:
    """What the same try was answered with, if it came before. Raises `IdempotencyMismatch`."""
    found = yield from comment_reads.comment_by_idempotency(site.site_id, attempt.key_mark)
    if found is None:
        return None
    comment, request_mark = found
    if request_mark != attempt.request_mark or comment.persona_id is None:
        raise IdempotencyMismatch
    persona = yield from persona_by_id(site.site_id, comment.persona_id)
    shown = yield from comment_reads.shown_comment(comment)
    thread = yield from thread_by_id(site.site_id, comment.thread_id)
    return PostedFact(site, thread, comment, shown, persona, replayed=True)


def _thread(site: Site, wish: Submission) -> Transaction[Thread]:
    draft = wish.draft
    thread = yield from find_thread(site, draft.address, draft.explicit_key)
    if thread is None:
        return (yield from _begin_thread(site, draft.address, draft.explicit_key, wish))
    if draft.explicit_key is not None and not (yield from has_explicit_key(site.site_id, thread.id)):
        yield from add_key(site.site_id, thread.id, draft.explicit_key, wish.now)
    return thread


def _begin_thread(site: Site, address: PageAddress, explicit: str | None, wish: Submission) -> Transaction[Thread]:
    thread_id = wish.new_id()
    new = NewThread(
        id=thread_id,
        public_id=public_id(site.salt, site.site_id, thread_id),
        url=address.url,
        title=wish.draft.title,
        created_at=wish.now,
    )
    keys = (address.key,) if explicit is None else (address.key, explicit)
    return (yield from add_thread(site.site_id, new, keys, wish.now))


def _parent(site: Site, thread: Thread, wish: Submission) -> Transaction[Comment | None]:
    if not wish.parent:
        return None
    parent = yield from comment_reads.comment_by_public_id(site.site_id, wish.parent)
    if parent is not None and is_shadowed(parent.state, parent.reasons) and not (yield from _is_own(parent, wish)):
        parent = replace(parent, reasons="")
    check_parent(wish.parent, parent, thread)
    return parent


def _is_own(shadowed: Comment, wish: Submission) -> Transaction[bool]:
    # Who has written it sees it, and may answer; to everybody else it is not there.
    owner = yield from person_by_email(shadowed.site_id, wish.address.lookup)
    if owner is None or shadowed.persona_id is None:
        return False
    return owner[1] == (yield from persona_by_id(shadowed.site_id, shadowed.persona_id)).person_id


def _persona(site: Site, wish: Submission) -> Transaction[tuple[Persona, bool]]:
    if wish.writer_handle is not None:
        known = yield from persona_by_handle(site.site_id, wish.writer_handle, wish.address.lookup)
        if known is not None:
            return known, False
    return (yield from add_persona(site.site_id, wish.persona, wish.address, wish.now)), True


def _judged(
    site: Site, thread: Thread, parent: Comment | None, persona: Persona, wish: Submission
) -> Transaction[NewComment]:
    repeated = wish.refuse_repeats and (
        yield from comment_reads.is_repeated(site.site_id, thread.id, wish.text_mark, wish.now - REPEATED_WITHIN_MS)
    )
    # A new persona is trusted by nobody: this is only known of one that was proven.
    known = trusted = persona.trusted_at is not None
    if site.settings.moderation == "first" and not trusted:
        known = yield from comment_reads.was_published(site.site_id, persona.id)
    bans: tuple[Ban, ...] = ()
    if wish.traits is not None:
        bans = bans_met(site.bans, replace(wish.traits, person_id=persona.person_id), wish.now)
        yield from count_hits(bans, wish.now)
    verdict = judge(site.settings.moderation, Signals(wish.honeypot_filled, repeated, known, trusted, bans))
    verdict = verdict if parent is None else beneath(parent.state, verdict)
    comment_id = wish.new_id()
    return NewComment(
        id=comment_id,
        public_id=public_id(site.salt, site.site_id, comment_id),
        parent=parent,
        kind="comment",
        state=verdict.state,
        state_by="rules",
        reasons=verdict.reasons,
        persona_id=persona.id,
        badge=None,
        name=wish.draft.name,
        website=wish.draft.website,
        source_text=wish.draft.text,
        source_format="markdown",
        tree=wish.rendered.tree,
        html=wish.rendered.html,
        renderer_version=wish.rendered.renderer_version,
        text_mark=wish.text_mark,
        posted_at=wish.now,
        face=(persona.avatar_id, persona.avatar_version),
        idempotency_mark=wish.attempt.key_mark if wish.attempt else None,
        request_mark=wish.attempt.request_mark if wish.attempt else None,
    )


def _tell(
    site: Site, thread: Thread, new: NewComment, writer: tuple[Persona, bool], wish: Submission
) -> Transaction[bool]:
    persona, is_new = writer
    asks_for_picture = is_new and site.settings.avatars == "gravatar" and new.state not in ("spam", "rejected")
    if asks_for_picture:
        yield from call("await_avatar", site_id=site.site_id, persona_id=persona.id, due_at=wish.now)
    yield from add_event(
        NewEvent(
            site_id=site.site_id,
            id=wish.new_id(),
            kind=f"comment_{new.state}",
            happened_at=wish.now,
            thread_id=thread.id,
            comment_id=new.id,
            persona_id=persona.id,
            effects=("fetch_avatar",) if asks_for_picture else (),
        )
    )
    return asks_for_picture


def _shown(comment: Comment, new: NewComment, persona: Persona) -> ShownComment:
    # What a reader's query would find, without asking for what was just written.
    return ShownComment(
        id=comment.id,
        public_id=comment.public_id,
        parent_id=comment.parent_id,
        root_id=comment.root_id,
        depth=comment.depth,
        number=comment.number,
        kind=comment.kind,
        state=comment.state,
        shown_replies=0,
        badge=comment.badge,
        name=comment.name,
        website=comment.website,
        tree=new.tree,
        html=new.html,
        posted_at=comment.posted_at,
        edited_at=comment.edited_at,
        avatar_id=persona.avatar_id,
        avatar_version=persona.avatar_version,
        parent_public_id=new.parent.public_id if new.parent else None,
    )
