"""What a moderator can ask from the shell, and what is answered. Acts are named by texts, too long for JSON numbers."""

from typing import Literal

from msgspec import Struct

DecidedState = Literal["published", "rejected", "spam", "held"]


class DecideComments(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """All of these comments get a state, or none."""

    ids: list[str]
    state: DecidedState
    site: str | None = None


class DecideWritings(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """What the writer of a comment wrote as whichever persona gets a state: the next of it after `stage`."""

    writer_of: str
    state: DecidedState
    site: str | None = None
    upto: int
    """What was posted later (epoch milliseconds) is not touched."""
    stage: "BulkStage"


class DecideMatching(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Everything that a filter of the queue means gets a state: the next of it after `stage`."""

    site: str
    where: dict[str, list[str]]
    """As in an address of the queue: `state`, `thread`, `person`, `reason`, `since`, `until`."""
    state: DecidedState
    upto: int
    stage: "BulkStage"


class BulkStage(Struct, frozen=True, kw_only=True):
    """How far a bulk has come: the place of the last comment, the act, and how many changed."""

    last: tuple[int, int] | None = None
    act: str | None = None
    site: str | None = None
    changed: int = 0


class TendComment(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Something that is done to one comment, or to the persona that wrote it."""

    id: str
    wish: Literal["pin", "unpin", "trust", "distrust"]
    site: str | None = None


class RewordComment(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Other words in a comment; None: as they are."""

    id: str
    text: str | None = None
    name: str | None = None
    website: str | None = None
    """Empty: none."""
    site: str | None = None


class ShowHistory(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """What a comment said before, and who changed it."""

    id: str
    site: str | None = None


class ReplyToComment(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """The site answers a comment."""

    parent: str
    text: str
    site: str | None = None


class UndoSome(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """A decision is taken back, or the next part of a large one."""

    site: str
    act: str


class ShowActs(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """The newest decisions on a site."""

    site: str
    limit: int = 20


ModeratingVerb = (
    DecideComments
    | DecideWritings
    | DecideMatching
    | TendComment
    | RewordComment
    | ShowHistory
    | ReplyToComment
    | UndoSome
    | ShowActs
)


class ActRef(Struct, frozen=True, kw_only=True):
    """What `chimein undo` wants to know."""

    site: str
    act: str


class Decided(Struct, frozen=True, kw_only=True):
    """How many comments changed, and under which acts: one for each site."""

    changed: int
    acts: list[ActRef]


class Version(Struct, frozen=True, kw_only=True):
    """A comment's words up to some moment; `replaced_at` is null for those that stand."""

    name: str
    website: str | None
    text: str
    replaced_at: str | None
    replaced_by: str | None


class Replied(Struct, frozen=True, kw_only=True):
    """The public id of the site's reply, and the act that it was."""

    id: str
    act: ActRef


class UndoneSome(Struct, frozen=True, kw_only=True):
    """How many things are as they were, how many were changed since, and whether more of the act is left."""

    undone: int
    left_alone: int
    more: bool


class ActView(Struct, frozen=True, kw_only=True):
    """A decision as the shell lists it."""

    act: str
    verb: str
    done_at: str
    changed: int
    undone_at: str | None
    account: int | None
