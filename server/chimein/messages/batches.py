"""What an importer and the one writer say to each other: one thread's comments, a handful at a time.

The importer reads, cleans and renders; the writer mints ids, seals addresses and stores. Ids of former systems are
text, ids of rows are numbers. These structs travel only inside the process or through its private socket.
"""

from msgspec import Struct

from chimein.messages.records import Alias, Kind, RecordState, Revision, SourceFormat


class BatchThread(Struct, frozen=True, kw_only=True):
    """The page to which a batch belongs, as it is to begin if it is not there yet."""

    key: str
    explicit_key: str | None = None
    url: str
    title: str = ""
    is_closed: bool = False
    created_at: int
    last_number: int = 0


class BatchPersona(Struct, frozen=True, kw_only=True):
    """A writer whom this import has not stored yet. `group` is the importer's name for them."""

    group: str
    email: str | None = None
    wants_picture: bool = False


class BatchComment(Struct, frozen=True, kw_only=True):
    """One comment, ready to be stored. Its first alias is the name under which a second import recognises it."""

    at: int
    """The importer's number for it within the thread."""
    aliases: list[Alias]
    parent_id: int | None = None
    """The parent's row, if it is stored."""
    parent_at: int | None = None
    """Else the parent's `at`: it stands before its replies in this same batch."""
    kind: Kind = "comment"
    state: RecordState = "published"
    number: int | None = None
    keeps_place: bool = False
    name: str
    website: str | None = None
    persona_id: int | None = None
    group: str | None = None
    """One of the batch's personas, where `persona_id` is not known yet."""
    badge: bool = False
    text: str
    format: SourceFormat
    tree: str
    html: str
    renderer_version: int
    posted_at: int
    edited_at: int | None = None
    votes_up: int = 0
    votes_down: int = 0
    revisions: list[Revision] = []


class StoreBatch(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Store these comments of one thread; those that are there already stay as they are."""

    site: str
    thread: BatchThread
    personas: list[BatchPersona]
    comments: list[BatchComment]


class StoredBatch(Struct, frozen=True, kw_only=True):
    """The row of each comment in the batch's order, and of each of its personas."""

    comment_ids: list[int]
    persona_ids: list[int]


class WeighedComment(Struct, frozen=True, kw_only=True):
    """The names under which a comment may be here already."""

    aliases: list[Alias]
    public_id: str | None = None


class WeighBatch(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """What of this is here already? Changes nothing."""

    site: str
    key: str
    explicit_key: str | None = None
    comments: list[WeighedComment]
    emails: list[str]


class Known(Struct, frozen=True, kw_only=True):
    """A comment that is here already, and its writer."""

    comment_id: int
    persona_id: int | None
    is_in_thread: bool
    """Whether it stands in the thread that was asked about: only then can it be a parent there."""


class Weighed(Struct, frozen=True, kw_only=True):
    """How many comments the thread has (none where it has not begun), and what of the batch is known, in its order."""

    thread_exists: bool
    thread_comments: int
    comments: list[Known | None]
    emails: list[bool]
