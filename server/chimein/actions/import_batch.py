"""Comments of another system become facts, a handful of one thread in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chimein.access.threads import find_thread
from chimein.messages.batches import BatchComment, BatchThread, StoreBatch, StoredBatch
from chimein.messages.records import Alias
from chimein.rules.facts import Comment, NewComment, Persona, Site, Thread
from chimein.rules.page_urls import PageAddress
from chimein.rules.public_ids import public_id
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.comments import comment_by_alias, comment_of
from chimein.store.reads.persons import persona_by_id
from chimein.store.reads.sites import site_by_key
from chimein.store.reads.threads import has_explicit_key
from chimein.store.writes.comments import add_comment
from chimein.store.writes.events import NewEvent, add_event
from chimein.store.writes.persons import NewPersona, SealedAddress, add_persona
from chimein.store.writes.threads import NewThread, add_key, add_thread


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A persona that an import brings, sealed and named."""

    persona: NewPersona
    address: SealedAddress | None
    wants_picture: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A batch with all that keys, chance and the clock must add."""

    batch: StoreBatch
    newcomers: Sequence[Newcomer]
    """In the order of the batch's personas."""
    new_id: Callable[[], int]
    now: int


@repeatable
def import_batch(delivery: Delivery) -> Transaction[StoredBatch]:
    """Store what is not here yet, with persons, names of old and counts; the rows of all of it."""
    batch = delivery.batch
    site = yield from site_by_key(batch.site)
    thread = yield from _thread(site, delivery)
    personas = yield from _personas(site, delivery)
    groups = {persona.group: row for persona, row in zip(batch.personas, personas, strict=True)}
    rows: dict[int, int] = {}
    for comment in batch.comments:
        rows[comment.at] = yield from _comment(site, thread, (comment, groups, rows), delivery)
    if batch.comments:
        yield from _tell(thread, delivery)
    return StoredBatch(comment_ids=list(rows.values()), persona_ids=[persona.id for persona in personas])


def _thread(site: Site, delivery: Delivery) -> Transaction[Thread]:
    page = delivery.batch.thread
    thread = yield from find_thread(site, PageAddress(page.key, page.url), page.explicit_key)
    if thread is None:
        return (yield from _begin_thread(site, page, delivery))
    if page.explicit_key is not None and not (yield from has_explicit_key(site.site_id, thread.id)):
        yield from add_key(site.site_id, thread.id, page.explicit_key, delivery.now)
    yield from call("raise_last_number", site_id=site.site_id, id=thread.id, last_number=page.last_number)
    return thread


def _begin_thread(site: Site, page: BatchThread, delivery: Delivery) -> Transaction[Thread]:
    thread_id = delivery.new_id()
    new = NewThread(
        id=thread_id,
        public_id=public_id(site.salt, site.site_id, thread_id),
        url=page.url,
        title=page.title,
        created_at=page.created_at,
        closed_at=delivery.now if page.is_closed else None,
        last_number=page.last_number,
    )
    keys = (page.key,) if page.explicit_key is None else (page.key, page.explicit_key)
    return (yield from add_thread(site.site_id, new, keys, delivery.now))


def _personas(site: Site, delivery: Delivery) -> Transaction[list[Persona]]:
    stored = []
    for newcomer in delivery.newcomers:
        persona = yield from add_persona(site.site_id, newcomer.persona, newcomer.address, delivery.now)
        if newcomer.wants_picture and newcomer.address is not None and site.settings.avatars == "gravatar":
            yield from call("await_avatar", site_id=site.site_id, persona_id=persona.id, due_at=delivery.now)
        stored.append(persona)
    return stored


Placing = tuple[BatchComment, dict[str, Persona], dict[int, int]]
"""A comment, the batch's personas by group, and the rows of the batch's comments before it by their `at`."""


def _comment(site: Site, thread: Thread, placing: Placing, delivery: Delivery) -> Transaction[int]:
    comment = placing[0]
    first = comment.aliases[0]
    known = yield from comment_by_alias(site.site_id, first.source, first.id)
    if known is not None:
        return known[1]
    parent = yield from _parent(thread, placing)
    persona = yield from _persona(site, placing)
    new = _new_comment(site, comment, (parent, persona), delivery.new_id())
    yield from add_comment(thread, new)
    yield from call("note_for_search", site_id=site.site_id, comment_id=new.id, thread_id=thread.id)
    for alias in comment.aliases:
        yield from _add_alias(thread, new.id, alias)
    for revision in comment.revisions:
        yield from call(
            "add_revision",
            site_id=site.site_id,
            thread_id=thread.id,
            comment_id=new.id,
            name=revision.name,
            website=revision.website,
            source_text=revision.text,
            source_format=revision.format,
            replaced_at=revision.replaced_at,
        )
    return new.id


def _parent(thread: Thread, placing: Placing) -> Transaction[Comment | None]:
    comment, _, before = placing
    parent_id = comment.parent_id
    if parent_id is None and comment.parent_at is not None:
        parent_id = before.get(comment.parent_at)
    if parent_id is None:
        return None
    rows = yield from call("comment_by_id", site_id=thread.site_id, thread_id=thread.id, id=parent_id)
    return comment_of(rows[0]) if rows else None


def _persona(site: Site, placing: Placing) -> Transaction[Persona | None]:
    comment, groups, _ = placing
    if comment.group is not None:
        return groups[comment.group]
    return None if comment.persona_id is None else (yield from persona_by_id(site.site_id, comment.persona_id))


def _new_comment(
    site: Site, comment: BatchComment, relations: tuple[Comment | None, Persona | None], comment_id: int
) -> NewComment:
    parent, persona = relations
    return NewComment(
        id=comment_id,
        public_id=public_id(site.salt, site.site_id, comment_id),
        parent=parent,
        kind=comment.kind,
        state=comment.state,
        state_by="import",
        reasons=(),
        persona_id=persona.id if persona else None,
        badge="site" if comment.badge else None,
        name=comment.name,
        website=comment.website,
        source_text=comment.text,
        source_format=comment.format,
        tree=comment.tree,
        html=comment.html,
        renderer_version=comment.renderer_version,
        text_mark=None,
        posted_at=comment.posted_at,
        edited_at=comment.edited_at,
        face=(persona.avatar_id, persona.avatar_version) if persona else None,
        number=comment.number,
        keeps_place=comment.keeps_place,
        votes=(comment.votes_up, comment.votes_down),
    )


def _add_alias(thread: Thread, comment_id: int, alias: Alias) -> Transaction[None]:
    yield from call(
        "add_alias",
        site_id=thread.site_id,
        source=alias.source,
        source_id=alias.id,
        thread_id=thread.id,
        comment_id=comment_id,
        fragment=alias.fragment,
    )


def _tell(thread: Thread, delivery: Delivery) -> Transaction[None]:
    yield from add_event(
        NewEvent(
            site_id=thread.site_id,
            id=delivery.new_id(),
            kind="comments_imported",
            happened_at=delivery.now,
            thread_id=thread.id,
        )
    )
