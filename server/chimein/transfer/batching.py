"""A thread on its way into the database, cut into batches so small that a post never waits long behind one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import structs

from chimein.messages.batches import BatchComment, BatchThread, WeighedComment
from chimein.messages.records import Alias, CommentRecord, Revision
from chimein.rules.fragments import former_fragment
from chimein.rules.page_urls import PageAddress
from chimein.transfer.cleaning import Cleaned, cleaned, cleaned_website, name_of, rendered, storable, title_of, votes
from chimein.transfer.families import GONE, Member
from chimein.transfer.jsonl import LAST_MOMENT
from chimein.transfer.survey import Part, owner_key

MOST_COMMENTS = 25
"""Measured on two busy cores: a post beside an import waits 42 ms (p99) with 25, 200 ms with 100, at one speed."""
MOST_CHARACTERS = 500_000
HIGHEST_NUMBER = 2**31 - 1
OWN_SOURCE = "chimein"


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment in its place, with its words cleaned and its writer named within this import."""

    member: Member
    words: Cleaned
    aliases: list[Alias]
    group: str | None

    @property
    def record(self) -> CommentRecord:
        """As the file has it."""
        return self.member.record


@dataclass(slots=True)
class Thread:
    """One thread of the import."""

    batch: BatchThread
    entries: Sequence[Entry]
    source: str
    keeps_numbers: bool = False
    rows: list[int | None] = field(default_factory=list)
    """The row of each entry that is stored in this thread."""

    def keep_numbers(self, last: int) -> None:
        """Roots have the numbers of the file, the highest of which was `last`."""
        self.keeps_numbers = True
        self.batch = structs.replace(self.batch, last_number=last)


def entries_of(members: Sequence[Member], source: str, noticed: Counter[str]) -> list[Entry]:
    """The members of a thread, cleaned."""
    return [_entry(member, source, noticed) for member in members]


def thread_of(part: Part, address: PageAddress, entries: Sequence[Entry], source: str) -> Thread:
    """The thread as it is to begin, if it is not there yet."""
    born = part.thread.created_at
    moments = [entry.record.posted_at for entry in entries]
    batch = BatchThread(
        key=address.key,
        explicit_key=owner_key(part.thread),
        url=address.url,
        title=title_of(part.thread.title),
        is_closed=part.thread.closed,
        created_at=born if born is not None and 0 <= born <= LAST_MOMENT else min(moments, default=0),
    )
    return Thread(batch, entries, source, rows=[None] * len(entries))


def slices(entries: Sequence[Entry]) -> Iterator[slice]:
    """The thread in pieces; a thread without comments is one empty piece."""
    start, size = 0, 0
    for at, entry in enumerate(entries):
        size += len(entry.words.text)
        if at > start and (at - start >= MOST_COMMENTS or size > MOST_CHARACTERS):
            yield slice(start, at)
            start, size = at, len(entry.words.text)
    yield slice(start, len(entries))


def weighed_comment(entry: Entry, source: str) -> WeighedComment:
    """The names under which an entry may be here already; our own file may have come from this very site."""
    return WeighedComment(aliases=entry.aliases, public_id=entry.record.id if source == OWN_SOURCE else None)


def has_true_numbers(entries: Sequence[Entry]) -> bool:
    """Whether the numbers that a file brings can be ours: roots only, each once."""
    numbers = [entry.record.number for entry in entries if entry.record.number is not None]
    return len(set(numbers)) == len(numbers) and all(0 < number <= HIGHEST_NUMBER for number in numbers)


def last_number(part: Part, entries: Sequence[Entry]) -> int:
    """The highest number that was ever given in the thread."""
    given = [entry.record.number or 0 for entry in entries]
    return min(max([part.thread.last_number or 0, *given]), HIGHEST_NUMBER)


def batch_comments(thread: Thread, places: Sequence[int], personas: Mapping[str, int]) -> list[BatchComment]:
    """The entries at these places as they are handed over. Rendering takes its time: call it off the event loop."""
    return [_batch_comment(thread, at, personas.get(thread.entries[at].group or "")) for at in places]


def _batch_comment(thread: Thread, at: int, persona_id: int | None) -> BatchComment:
    entry = thread.entries[at]
    record, parent = entry.record, entry.member.parent
    shown = rendered(entry.words.text, record.format)
    return BatchComment(
        at=at,
        aliases=entry.aliases,
        parent_id=None if parent is None else thread.rows[parent],
        parent_at=parent,
        kind=record.kind,
        state=record.state,
        number=record.number if thread.keeps_numbers and parent is None else None,
        keeps_place=_keeps_place(thread, entry),
        name=entry.words.name,
        website=entry.words.website,
        persona_id=persona_id,
        group=entry.group if persona_id is None else None,
        badge=record.badge,
        text=entry.words.text,
        format=record.format,
        tree=shown.tree,
        html=shown.html,
        renderer_version=shown.version,
        posted_at=record.posted_at,
        edited_at=record.edited_at,
        votes_up=votes(record.votes_up),
        votes_down=votes(record.votes_down),
        revisions=[_revision(revision) for revision in record.revisions],
    )


def _entry(member: Member, source: str, noticed: Counter[str]) -> Entry:
    record = member.record
    words = cleaned(record, noticed)
    return Entry(member, words, _aliases(record, source), _group(record, words, source))


def _aliases(record: CommentRecord, source: str) -> list[Alias]:
    """Every comment has at least one name of old: by the first, a second import knows it again."""
    known = [structs.replace(alias, fragment=_fragment(alias.fragment)) for alias in record.aliases]
    if source == OWN_SOURCE or not known:
        return [Alias(source=source, id=record.id), *known]
    return known


def _fragment(raw: str | None) -> str | None:
    return None if raw is None else former_fragment(raw) or storable(raw)


def _group(record: CommentRecord, words: Cleaned, source: str) -> str | None:
    """Whose comment it is, within this import. Pings are nobody's; in our own file, neither is what has no persona."""
    if record.kind != "comment":
        return None
    named = record.persona or words.email
    if named is None and source != OWN_SOURCE:
        return f"comment:{record.id}"
    return named and f"writer:{named}"


def _keeps_place(thread: Thread, entry: Entry) -> bool:
    """An old place is worth a number, even if only a tombstone stands there now."""
    record = entry.record
    if record.state == "published" or entry.member.parent is not None or record.kind != "comment":
        return False
    return record.number is not None or (thread.source != OWN_SOURCE and record.state in GONE)


def _revision(revision: Revision) -> Revision:
    website = cleaned_website(revision.website, Counter())
    name = name_of(revision.name, Counter())
    return structs.replace(revision, text=storable(revision.text), name=name, website=website)
