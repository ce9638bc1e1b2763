"""A site's bans, audit and numbers as programs at the desk read them. Their numbers are texts."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from chimein.messages.desk import Setting, StoredState

BanKindName = Literal["person", "address", "network", "word"]
Days = Annotated[int, Meta(ge=1, le=36500)]
BanVerdictName = Literal["held", "spam", "rejected"]


class DeskBan(Struct, frozen=True, kw_only=True):
    """Who or what is not wanted."""

    ban: str
    kind: BanKindName
    person: str | None
    pattern: str | None
    verdict: BanVerdictName
    is_shadow: Annotated[bool, Meta(description="Its writer is told that it was published.")]
    note: str
    hits: int
    hit_at: str | None
    created_at: str
    expires_at: str | None
    lifted_at: str | None


class DeskBans(Struct, frozen=True, kw_only=True):
    """A site's bans, those too that are over."""

    bans: list[DeskBan]


class NewBan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pattern that is not wanted, or the writer or the network of a comment."""

    kind: BanKindName
    verdict: BanVerdictName = "spam"
    pattern: str | None = None
    comment: Annotated[str | None, Meta(description="Whose writer or network; then there is no pattern.")] = None
    is_shadow: bool = False
    note: Annotated[str, Meta(max_length=500)] = ""
    days: Annotated[Days | None, Meta(description="None: until it is lifted.")] = None


class AuditEntry(Struct, frozen=True, kw_only=True):
    """Something that somebody did. Never an address, never a text."""

    seq: int
    at: str
    actor: str
    account: str | None
    verb: str
    act: str | None
    detail: dict[str, Setting]


class Audit(Struct, frozen=True, kw_only=True):
    """A page of a site's audit, the newest first; `next` begins the next page."""

    entries: list[AuditEntry]
    next: str | None


class DayCounts(Struct, frozen=True, kw_only=True):
    """The comments of one day (UTC), by the state in which they are now."""

    date: str
    comments: dict[StoredState, int]


class LivelyThread(Struct, frozen=True, kw_only=True):
    """A conversation in which much was said of late."""

    site: str
    id: str
    title: str
    url: str
    comments: int


class DeskNumbers(Struct, frozen=True, kw_only=True):
    """The last 60 days of a site. Of readers nothing is collected."""

    days: list[DayCounts]
    median_wait_ms: Annotated[int | None, Meta(description="Until half of the decisions were made.")]
    ninth_tenth_wait_ms: int | None
    decisions: int
    lively: list[LivelyThread]
