"""The lines of a Chime In export, and what every importer turns a foreign file into.

One record a line, JSON, UTF-8: first a `Header`, then each thread followed by its comments. Ids are local to the file:
an importer uses the foreign system's ids, an export uses public ids. Times are epoch milliseconds, UTC.
"""

from typing import Literal

from msgspec import Struct

FORMAT_VERSION = 1

Kind = Literal["comment", "pingback", "trackback"]
RecordState = Literal["published", "held", "spam", "rejected", "withdrawn"]
SourceFormat = Literal["markdown", "html", "text"]


class Header(Struct, tag="chimein", tag_field="type", frozen=True, kw_only=True):
    """The first line: what this file is, and whether it carries email addresses."""

    version: int = FORMAT_VERSION
    emails: bool = False


class Alias(Struct, frozen=True, kw_only=True):
    """The name a comment bore in a former system, so that old links keep working and a second import adds nothing."""

    source: str
    """The former system and site, e.g. `wordpress blog.example.org`."""
    id: str
    """The comment's id there."""
    fragment: str | None = None
    """The permalink's fragment there, without `#`, e.g. `comment-123`."""


class ThreadRecord(Struct, tag="thread", tag_field="type", frozen=True, kw_only=True):
    """One page's conversation."""

    id: str
    url: str
    title: str = ""
    explicit_id: str | None = None
    """The owner's own id of the thread (`thread` attribute), if it has one."""
    closed: bool = False
    created_at: int | None = None
    last_number: int | None = None
    """The highest number ever given to a root; numbers are never reused."""


class Revision(Struct, frozen=True, kw_only=True):
    """What an edit replaced."""

    text: str
    format: SourceFormat
    name: str
    website: str | None
    replaced_at: int


class CommentRecord(Struct, tag="comment", tag_field="type", frozen=True, kw_only=True):
    """One comment as its system knew it. `persona` groups the comments of one browser or account within the file."""

    id: str
    thread: str
    parent: str | None = None
    kind: Kind = "comment"
    state: RecordState = "published"
    number: int | None = None
    name: str
    email: str | None = None
    website: str | None = None
    persona: str | None = None
    badge: bool = False
    text: str
    format: SourceFormat
    posted_at: int
    edited_at: int | None = None
    votes_up: int = 0
    votes_down: int = 0
    aliases: list[Alias] = []
    revisions: list[Revision] = []


Record = ThreadRecord | CommentRecord
