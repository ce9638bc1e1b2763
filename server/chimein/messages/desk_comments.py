"""Comments as programs at the desk read them, and what can be done to one. As in `desk`, numbers are texts."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from chimein.messages.desk import ActRef, DecidedState, Setting, StoredState

QueueName = Literal["held", "spam", "reported", "published", "rejected", "withdrawn"]


class DeskThread(Struct, frozen=True, kw_only=True):
    """The conversation in which a comment stands."""

    id: str
    url: str
    title: str
    closed_at: str | None
    locked_at: str | None


class NearBy(Struct, frozen=True, kw_only=True):
    """Another comment near one, in a few words of its source."""

    id: str
    name: str
    state: StoredState
    posted_at: str
    excerpt: str


class DeskWriter(Struct, frozen=True, kw_only=True):
    """Who wrote a comment, and what they wrote on that site so far."""

    person: str
    address: Annotated[str | None, Meta(description="A hint of it (“a…@e….org”), for who may decide.")]
    is_trusted: bool
    is_confirmed: bool
    first_seen: str
    comments: Annotated[dict[StoredState, int], Meta(description="How many, by state.")]


class DeskLastAct(Struct, frozen=True, kw_only=True):
    """What was done to a comment last and can still be taken back."""

    act: str
    verb: str
    done_at: str
    changed: int
    by: Annotated[str | None, Meta(description="The account's name; None: the shell.")]


class DeskComment(Struct, frozen=True, kw_only=True):
    """A comment with all that somebody who decides wants to know at a glance."""

    id: str
    site: str
    thread: DeskThread
    kind: Literal["comment", "pingback", "trackback"]
    depth: int
    state: StoredState
    state_at: str
    state_by: Annotated[str, Meta(description="rules, writer, import, shell, or account:NUMBER.")]
    reasons: list[str]
    badge: str | None
    name: str
    website: str | None
    text: Annotated[str, Meta(description="As it was typed.")]
    format: Literal["markdown", "html", "text"]
    html: Annotated[str, Meta(description="As it is shown, sanitised.")]
    posted_at: str
    edited_at: str | None
    pinned_at: str | None
    revisions: int
    replies: int
    parent: NearBy | None
    writer: DeskWriter | None
    act: DeskLastAct | None


class Queue(Struct, frozen=True, kw_only=True):
    """A page of the queue. More than 10000 in a state are counted as 10001."""

    comments: list[DeskComment]
    counts: dict[QueueName, int]
    next: str | None
    previous: str | None


class Revision(Struct, frozen=True, kw_only=True):
    """Words that others replaced."""

    name: str
    website: str | None
    text: str
    replaced_at: str


class DeskAudit(Struct, frozen=True, kw_only=True):
    """Something that was done."""

    seq: int
    at: str
    actor: Literal["account", "token", "shell", "rules"]
    account: str | None
    verb: str
    act: str | None
    detail: dict[str, Setting]


class CommentInContext(Struct, frozen=True, kw_only=True):
    """A comment with what is around it, before it and after it."""

    comment: DeskComment
    ancestors: Annotated[list[NearBy], Meta(description="From the root down to what it answers.")]
    before: list[NearBy]
    after: list[NearBy]
    revisions: Annotated[list[Revision], Meta(description="The oldest first.")]
    audit: Annotated[list[DeskAudit], Meta(description="The last thing first.")]


class Rewording(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Name, website and text as they are to be; those of before are kept."""

    name: str
    text: str
    website: str | None = None


class Tending(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a comment is shown on top, or its writer trusted."""

    verb: Literal["pin", "unpin", "trust", "distrust"]


class QueueWish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which comments, as the queue's parameters say it."""

    state: QueueName = "held"
    site: list[str] = []
    thread: str | None = None
    person: str | None = None
    words: str | None = None
    reason: str | None = None
    since: str | None = None
    until: str | None = None


class DecisionOnAll(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that a filter means gets a state, also where it is thousands."""

    filter: QueueWish
    state: DecidedState
    cursor: Annotated[
        str, Meta(description="`next` of the answer before, sent with the same wish: it goes on there.")
    ] = ""


class DecidedOnAll(Struct, frozen=True, kw_only=True):
    """How many comments changed so far, an act for each site on which any did, and whether there is more to do."""

    changed: int
    acts: list[ActRef]
    next: Annotated[str | None, Meta(description="It took too long for one request: ask again with this as `cursor`.")]
