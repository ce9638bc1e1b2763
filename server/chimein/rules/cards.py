"""Facts of the desk's queue: a comment in its context, as those see it who decide.

Times are epoch milliseconds, UTC. An address is here only in its sealed form, and only for who may be told of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chimein.rules.facts import Kind, SourceFormat, State
from chimein.rules.queue import Cursor, QueueState

COUNTED = 10_000
"""Beyond this many comments in a state nobody wants to know how many exactly: one more stands for all of them."""
EXCERPT = 400
"""Characters of another comment's source that a card brings along."""


@dataclass(frozen=True, slots=True)
class SiteName:
    """A site as the desk names it."""

    site_id: int
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ThreadOnCard:
    """The conversation in which it was said."""

    id: int
    public_id: str
    url: str
    title: str
    roots: int
    closed_at: int | None
    locked_at: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """Another comment near the one to decide on, in a few words."""

    public_id: str
    name: str
    state: State
    posted_at: int
    excerpt: str
    """Of its source, at most `EXCERPT` characters."""
    shown_children: int


@dataclass(frozen=True, slots=True)
class SealedAddress:
    """An address that only a gateway can open, for who may see some of it or all."""

    site_id: int
    person_id: int
    cipher: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    key_version: int


@dataclass(frozen=True, slots=True)
class History:
    """What a person wrote on the site so far."""

    counts: Mapping[State, int]
    first_seen: int

    @property
    def total(self) -> int:
        """Comments in whatever state."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote it: the persona, and the person behind it."""

    persona_id: int
    person_id: int
    avatar_id: str
    avatar_version: int
    trusted_at: int | None
    confirmed_at: int | None
    """When the address was confirmed, if it was."""
    note: str | None
    """A moderator's, on the person."""
    history: History
    address: SealedAddress | None
    """Nothing for who may see no part of it, or where there is none."""


@dataclass(frozen=True, slots=True)
class LastAct:
    """What was done to it last and can be taken back for 30 days from then."""

    act_id: int
    verb: str
    done_at: int
    changed: int
    """How many things that act changed, this one among them."""
    by: str | None
    """The account's name; nothing: the shell, or the rules."""


@dataclass(frozen=True, slots=True)
class Card:
    """A comment with all that somebody who decides wants to know at a glance."""

    site: SiteName
    thread: ThreadOnCard
    id: int
    public_id: str
    depth: int
    kind: Kind
    state: State
    state_at: int
    state_by: str
    """'rules', 'writer', 'import', 'shell' or 'account:ID'."""
    decided_by: str | None
    """That account's name."""
    reasons: tuple[str, ...]
    badge: str | None
    name: str
    website: str | None
    source_text: str
    source_format: SourceFormat
    html: str
    posted_at: int
    edited_at: int | None
    pinned_at: int | None
    revisions: int
    """How many times its words were replaced."""
    replies: int
    """Shown right below it."""
    siblings: int
    """Others that are shown at the same place."""
    parent: Said | None
    writer: Writer | None
    """Nobody for pings and for what the site itself says."""
    act: LastAct | None

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands among comments of all sites: time, id, site."""
        return self.posted_at, self.id, self.site.site_id


Counts = Mapping[QueueState, int]
"""Comments by state; `COUNTED` + 1 stands for more than that."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue, and how many there are in each."""

    cards: tuple[Card, ...]
    counts: Mapping[int, Counts]
    """Of each site that was asked for, by its number, whatever else the filter says."""
    next: Cursor | None
    previous: Cursor | None

    def count(self, state: QueueState) -> int:
        """Comments of these sites in that state; more than `COUNTED`: that many at least."""
        return sum(counts[state] for counts in self.counts.values())


@dataclass(frozen=True, slots=True)
class Replaced:
    """Words that an edit replaced."""

    name: str
    website: str | None
    source_text: str
    source_format: SourceFormat
    replaced_at: int
    replaced_by: str | None = None
    """None: by its writer."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Something that was done to the comment."""

    seq: int
    at: int
    actor: str
    account: str | None
    verb: str
    act_id: int | None
    detail: Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class InContext:
    """A card with what is around it, before it and after it."""

    card: Card
    ancestors: tuple[Said, ...]
    """From the root down to what it answers."""
    before: tuple[Said, ...]
    """Said at the same place before it, oldest first."""
    after: tuple[Said, ...]
    revisions: tuple[Replaced, ...]
    """Oldest first."""
    audit: tuple[AuditLine, ...]
    """The last thing first."""
