"""What is known: frozen facts as they are read from storage, without a word on how they got there.

Times are epoch milliseconds, UTC. Ids are the application's 63-bit integers; public ids are the strings people see.
"""

from collections.abc import Sequence
from dataclasses import field
from typing import Literal, NamedTuple

from chimein.rules.bans import Ban
from chimein.rules.frozen import dataclass
from chimein.rules.site_settings import SiteSettings

State = Literal["held", "published", "rejected", "spam", "withdrawn", "erased"]
PublicState = Literal["published", "withdrawn", "removed"]
Kind = Literal["comment", "pingback", "trackback"]
SourceFormat = Literal["markdown", "html", "text"]
NOBODY = "Anonymous"


@dataclass(frozen=True, slots=True)
class Site:
    """One website whose pages carry conversations."""

    site_id: int
    key: str
    name: str
    settings: SiteSettings
    version: int
    created_at: int
    origins: tuple[str, ...]
    salt: str
    """The instance's salt of public ids; it comes along so that a transaction needs nothing else."""
    bans: tuple[Ban, ...] = ()
    """Those that were not lifted, where they are remembered with the site: at the door of those who write."""


@dataclass(frozen=True, slots=True)
class Thread:
    """The conversation of one page."""

    site_id: int
    id: int
    public_id: str
    url: str
    title: str
    closed_at: int | None
    count: int
    roots: int
    last_number: int
    pings: int
    version: int
    created_at: int
    last_posted_at: int | None
    locked_at: int | None = None
    """Since when nothing moves here: no new words, no edits, no withdrawals."""
    merged_into: int | None = None
    """The thread to which its comments and keys went."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as those who judge, change or count it need it; its rendered bodies stay behind."""

    site_id: int
    thread_id: int
    id: int
    public_id: str
    parent_id: int | None
    root_id: int
    depth: int
    number: int | None
    kind: Kind
    state: State
    shown: bool
    shown_children: int
    persona_id: int | None
    badge: str | None
    name: str
    website: str | None
    source_text: str
    source_format: SourceFormat
    posted_at: int
    edited_at: int | None
    generation: int
    reasons: str


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment as a reader may see it: what the page is made of, nothing private in it."""

    id: int
    public_id: str
    parent_id: int | None
    root_id: int
    depth: int
    number: int | None
    kind: Kind
    state: State
    shown_replies: int
    badge: str | None
    name: str
    website: str | None
    tree: str
    html: str
    posted_at: int
    edited_at: int | None
    avatar_id: str | None
    avatar_version: int | None
    parent_public_id: str | None

    def __post_init__(self) -> None:
        """Former systems let people write without a name; readers are shown a word in its place."""
        if not self.name:
            object.__setattr__(self, "name", NOBODY)


class PageComment(NamedTuple):
    """The same of a comment on a page of its thread. A tuple, because hundreds are made of rows for one answer."""

    id: int
    public_id: str
    parent_id: int | None
    root_id: int
    depth: int
    number: int | None
    kind: Kind
    state: State
    shown_replies: int
    badge: str | None
    name: str
    """As it is stored: nothing where a former system let people write without one."""
    website: str | None
    tree: str
    html: str
    posted_at: int
    edited_at: int | None
    avatar_id: str | None
    avatar_version: int | None


ToldRow = tuple[int, int | None, str, int | None, int, int, str, str]
"""A comment that is told from text (rules/said.py): id, parent, public id, number, shown replies, when it was posted,
the text or (of a tombstone) its state, and its words."""


@dataclass(frozen=True, slots=True)
class Revision:
    """Words that were replaced."""

    name: str
    website: str | None
    source_text: str
    source_format: SourceFormat
    replaced_at: int
    replaced_by: str | None
    """None: by the writer."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever stands behind one address, or behind none."""

    site_id: int
    id: int
    merged_into: int | None
    """The other person of the site who it is by now."""


@dataclass(frozen=True, slots=True)
class Persona:
    """One browser's use of an address."""

    site_id: int
    id: int
    person_id: int
    handle: str
    avatar_id: str
    avatar_version: int
    generation: int
    trusted_at: int | None = None
    """Since when a moderator trusts it; worth something only with proof of being it."""


@dataclass(frozen=True, slots=True)
class PageOfThread:
    """One page of a conversation, as it was at one moment."""

    site: Site
    thread: Thread | None
    number: int
    pages: int
    roots: tuple[PageComment, ...] = ()
    replies: tuple[PageComment, ...] = ()
    pings: tuple[PageComment, ...] = ()
    around: str | None = None
    told: tuple[Sequence[ToldRow], Sequence[ToldRow]] | None = None
    """Roots and replies to be told from text, in their order, instead of `roots` and `replies`."""


@dataclass(frozen=True, slots=True)
class Windowed:
    """The next window of a long branch."""

    site: Site
    thread: Thread
    replies: tuple[ShownComment, ...]
    left: int
    """How many replies follow after this window."""


@dataclass(frozen=True, slots=True)
class NewComment:
    """Everything about a comment that is about to become a fact."""

    id: int
    public_id: str
    parent: Comment | None
    kind: Kind
    state: State
    state_by: str
    reasons: tuple[str, ...]
    persona_id: int | None
    badge: str | None
    name: str
    website: str | None
    source_text: str
    source_format: SourceFormat
    tree: str
    html: str
    renderer_version: int
    text_mark: bytes | None
    posted_at: int
    edited_at: int | None = None
    number: int | None = None
    """A number that it already bears (an import of our own export); else roots get the thread's next."""
    keeps_place: bool = False
    """Not published, yet its place is kept: an imported tombstone, which gets a number as if it had been published."""
    face: tuple[str, int] | None = None
    """The picture of its persona: its name and its version."""
    idempotency_mark: bytes | None = None
    request_mark: bytes | None = None
    votes: tuple[int, int] = field(default=(0, 0))


def public_state(state: State) -> PublicState:
    """What outsiders are told of a state: who removed it is nobody's business, whether its writer did is."""
    if state == "published":
        return "published"
    return "withdrawn" if state in ("withdrawn", "erased") else "removed"
