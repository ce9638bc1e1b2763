"""What is said about comments over the wire.

Public views have no field for an email, a token or a verdict: what is not there cannot leak.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

PublicStateName = Literal["published", "withdrawn", "removed"]
TrueStateName = Literal["held", "published", "rejected", "spam", "withdrawn", "erased"]


class PostComment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new comment on a page."""

    url: Annotated[str, Meta(description="The page's address.")]
    name: Annotated[str, Meta(description="Name or pseudonym; shown.")]
    email: Annotated[str, Meta(description="Never shown, never sent on.")]
    text: Annotated[str, Meta(description="Markdown.")]
    thread: Annotated[str | None, Meta(description="The owner's own id of the thread; wins over the URL.")] = None
    title: Annotated[str | None, Meta(description="The page's title; counts in a thread's first post only.")] = None
    parent: Annotated[str | None, Meta(description="The comment that is answered.")] = None
    website: Annotated[str | None, Meta(description="The writer's website; shown as a link.")] = None
    writer_token: Annotated[str | None, Meta(description="Proves the same browser; from an earlier answer.")] = None
    idempotency_key: Annotated[str | None, Meta(description="16 to 128 characters; or as a header.")] = None
    homepage: Annotated[str | None, Meta(description="Leave empty: people never see this field.")] = None


class EditComment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The writer's new words."""

    text: str
    name: str | None = None
    website: str | UnsetType | None = UNSET


class PreviewText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Text to be shown as the real renderer would."""

    text: str


class Preview(Struct, frozen=True, kw_only=True):
    """The text, rendered."""

    html: str
    body: Raw


class More(Struct, frozen=True, kw_only=True):
    """Replies beyond the window: how many, and after which comment they follow."""

    count: int
    after: str


class CommentView(Struct):
    """A comment as anyone may see it. Of `body` and `html` the one that was asked for is there, or both.

    Made by position, in the order of the wire: hundreds are made for one answer, and names would double the cost.
    """

    id: str
    number: int | None
    depth: int
    parent: str | None
    kind: Literal["comment", "pingback", "trackback"] | None
    name: str | None
    website: str | None
    avatar: str | None
    body: Raw | UnsetType | None
    html: str | UnsetType | None
    posted_at: str
    edited_at: str | None
    state: PublicStateName
    badges: list[str]
    replies: list["CommentView"]
    more: More | None


class Posted(Struct, frozen=True, kw_only=True):
    """The answer to a new comment. The tokens are the writer's alone."""

    comment: CommentView
    state: Literal["published", "held"]
    edit_token: str
    edit_until: str
    writer_token: str
    version: int


class Edited(Struct, frozen=True, kw_only=True):
    """The answer to an edit."""

    comment: CommentView
    state: Literal["published", "held"]
    edit_until: str
    version: int


class PublicComment(Struct, frozen=True, kw_only=True):
    """One comment as readers see it."""

    comment: CommentView
    state: PublicStateName


class WriterComment(Struct, frozen=True, kw_only=True):
    """One comment as its writer sees it: the true state, and the text as it was typed."""

    comment: CommentView
    state: TrueStateName
    text: str
    edit_until: str


class Counts(Struct, frozen=True, kw_only=True):
    """Published comments by page address, under the addresses as they were asked for."""

    counts: dict[str, int]


def encoded(message: Struct) -> bytes:
    """The message as JSON bytes."""
    return msgspec.json.encode(message)
