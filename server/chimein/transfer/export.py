"""A whole site as records: the way out. What an import of the same file brings back is the same again.

Ids in the file: what a comment was called in the first Chime In that exported it, so that a copy of a copy still knows
its name; else its public id. Email addresses only come along when whoever calls says so.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from chimein.messages.records import (
    Alias,
    CommentRecord,
    Kind,
    Record,
    RecordState,
    Revision,
    SourceFormat,
    ThreadRecord,
)
from chimein.rules.facts import Site, Thread
from chimein.store.calls import Reader, Row, Transaction, call
from chimein.store.reads.persons import sealed_email
from chimein.store.reads.sites import site_by_key
from chimein.store.reads.threads import threads_after
from chimein.transfer.batching import OWN_SOURCE

AT_ONCE = 200
STATES: dict[str, RecordState] = {
    "published": "published",
    "held": "held",
    "spam": "spam",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
    "erased": "withdrawn",
}

OpenEmail = Callable[[int, Row], str]
"""The address in a sealed row of a site."""


async def exported(reader: Reader, key: str, open_email: OpenEmail | None = None) -> AsyncIterator[Record]:
    """Every thread of the site in the order they began, each followed by its comments. Raises `NotFound`."""
    site = await reader.read(site_by_key(key))
    export = _Export(reader, site, open_email)
    after = 0
    while threads := await reader.read(threads_after(site.site_id, after, AT_ONCE)):
        # What was merged into another thread is there.
        for thread in (thread for thread in threads if thread.merged_into is None):
            async for record in export.thread(thread):
                yield record
        after = threads[-1].id


@dataclass(slots=True)
class _Export:
    reader: Reader
    site: Site
    open_email: OpenEmail | None
    personas: dict[int, str] = field(default_factory=dict)
    emails: dict[int, str | None] = field(default_factory=dict)

    async def thread(self, thread: Thread) -> AsyncIterator[Record]:
        explicit = await self.reader.read(_explicit_id(thread))
        record = ThreadRecord(
            id=thread.url if explicit is None else f"id:{explicit}",
            url=thread.url,
            title=thread.title,
            explicit_id=explicit,
            closed=thread.closed_at is not None,
            created_at=thread.created_at,
            last_number=thread.last_number,
        )
        yield record
        ids: dict[str, str] = {}
        after = 0
        while rows := await self.reader.read(_comments(thread, after)):
            for row in rows:
                yield await self._comment(thread, record.id, row, ids)
            after = rows[-1][0]

    async def _comment(self, thread: Thread, thread_id: str, row: Row, ids: dict[str, str]) -> CommentRecord:
        found = _Found(*row)
        names, revisions = await self.reader.read(_past(thread, found.id))
        own = next((alias.id for alias in names if alias.source == OWN_SOURCE), found.public_id)
        ids[found.public_id] = own
        return CommentRecord(
            id=own,
            thread=thread_id,
            parent=None if found.parent is None else ids.get(found.parent, found.parent),
            kind=found.kind,
            state=STATES[found.state],
            number=found.number,
            name=found.name,
            email=await self._email(found.persona_id),
            website=found.website,
            persona=self._persona(found.persona_id),
            badge=found.badge is not None,
            text=found.text,
            format=found.format,
            posted_at=found.posted_at,
            edited_at=found.edited_at,
            votes_up=found.votes_up,
            votes_down=found.votes_down,
            aliases=[alias for alias in names if alias.source != OWN_SOURCE],
            revisions=revisions,
        )

    def _persona(self, persona_id: int | None) -> str | None:
        return None if persona_id is None else self.personas.setdefault(persona_id, str(len(self.personas) + 1))

    async def _email(self, persona_id: int | None) -> str | None:
        if persona_id is None or self.open_email is None:
            return None
        if persona_id not in self.emails:
            sealed = await self.reader.read(sealed_email(self.site.site_id, persona_id))
            self.emails[persona_id] = self.open_email(self.site.site_id, sealed) if sealed else None
        return self.emails[persona_id]


@dataclass(frozen=True, slots=True)
class _Found:
    """A row of `comments_of_thread_after`."""

    id: int
    public_id: str
    parent: str | None
    number: int | None
    kind: Kind
    state: str
    persona_id: int | None
    badge: str | None
    name: str
    website: str | None
    text: str
    format: SourceFormat
    posted_at: int
    edited_at: int | None
    votes_up: int
    votes_down: int


def _explicit_id(thread: Thread) -> Transaction[str | None]:
    rows = yield from call("explicit_keys_of_thread", site_id=thread.site_id, thread_id=thread.id)
    found = sorted(key.removeprefix("id:") for (key,) in rows)
    return found[0] if found else None


def _comments(thread: Thread, after: int) -> Transaction[list[Row]]:
    return (
        yield from call(
            "comments_of_thread_after", site_id=thread.site_id, thread_id=thread.id, after=after, limit=AT_ONCE
        )
    )


def _past(thread: Thread, comment_id: int) -> Transaction[tuple[list[Alias], list[Revision]]]:
    where = {"site_id": thread.site_id, "thread_id": thread.id, "comment_id": comment_id}
    names = yield from call("aliases_of_comment", **where)
    before = yield from call("revisions_of_comment", **where)
    return (
        [Alias(source=source, id=source_id, fragment=fragment) for source, source_id, fragment in names],
        [
            Revision(name=name, website=website, text=text, format=source_format, replaced_at=at)
            for name, website, text, source_format, at, _ in before
        ],
    )
