"""What the widget says to the desk for a moderator who visits a page, and what it is answered. No address is in it."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from chimein.messages.desk import DecidedState, StoredState


class Ticket(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the page's address carried behind its #."""

    ticket: Annotated[str, Meta(max_length=2000)]


class VisitBegun(Struct, frozen=True, kw_only=True):
    """The word for everything that follows; to be kept in memory alone."""

    token: str
    expires_at: str
    name: Annotated[str, Meta(description="As whom one decides.")]
    comment: Annotated[str, Meta(description="The comment for which the page was opened; or empty.")]


class HeldComment(Struct, frozen=True, kw_only=True):
    """A comment that awaits a decision."""

    id: str
    parent: str | None
    depth: int
    name: str
    website: str | None
    avatar: str | None
    body: Annotated[list[Any], Meta(description="Nodes, as in a thread.")]
    posted_at: str
    edited_at: str | None
    state: StoredState
    reasons: list[str]


class HeldOnPage(Struct, frozen=True, kw_only=True):
    """What is held in one conversation, the oldest first."""

    comments: list[HeldComment]
    more: Annotated[bool, Meta(description="Whether there are more than these.")]


class DecisionInPlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One comment gets a state."""

    id: str
    state: DecidedState
    seen: Annotated[
        StoredState | None, Meta(description="The state upon which it was decided; another one by now is a 409.")
    ] = None


class UndoInPlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision is taken back."""

    act: str
