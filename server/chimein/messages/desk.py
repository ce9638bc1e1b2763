"""What programs say to the desk, and what they are answered. Nothing of it is ever sent to readers.

Numbers of acts, persons, bans and accounts are texts: they are too long for the numbers of JSON in many languages.
Times are RFC 3339, UTC.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

DecidedState = Literal["published", "rejected", "spam", "held"]
StoredState = Literal["held", "published", "rejected", "spam", "withdrawn", "erased"]
RoleName = Literal["owner", "admin", "moderator", "reader"]
Setting = str | int | None
Ids = Annotated[list[str], Meta(min_length=1, max_length=500)]


class Me(Struct, frozen=True, kw_only=True):
    """Whose token it is, and what it may do now: both its scopes and the account's roles must allow it."""

    account: str
    name: str
    owns_instance: bool
    scopes: list[Literal["see", "moderate", "administer"]]
    site: Annotated[str | None, Meta(description="The key of the one site that the token is for.")]
    expires_at: str | None
    roles: Annotated[dict[str, RoleName], Meta(description="By the key of each site that the token opens.")]


class DeskSite(Struct, frozen=True, kw_only=True):
    """A site as those see it who work on it."""

    key: str
    name: str
    origins: list[str]
    settings: dict[str, Setting]
    created_at: str
    role: RoleName


class DeskSites(Struct, frozen=True, kw_only=True):
    """The sites that the token opens, by name."""

    sites: list[DeskSite]


class NewSite(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A site to be made. Only who owns the instance may."""

    name: str
    origins: Annotated[list[str], Meta(description="Scheme and host of its pages.")]


class SiteChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be different; what is not named stays."""

    settings: dict[str, Setting] = {}
    origins: Annotated[list[str], Meta(description="All of them from now on; none: as they were.")] = []
    name: Annotated[str | None, Meta(description="What the site is called; its key stays.")] = None


class Decision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of these comments get a state, or none."""

    ids: Ids
    state: DecidedState
    seen: Annotated[
        StoredState | None, Meta(description="The state upon which it was decided; another one by now is a 409.")
    ] = None
    site: Annotated[str | None, Meta(description="The site on which they are looked for; without it, all.")] = None


class ActRef(Struct, frozen=True, kw_only=True):
    """What was done on a site, and how much it changed; it can be taken back for 30 days."""

    site: str
    act: str
    changed: int


class Decided(Struct, frozen=True, kw_only=True):
    """How many comments changed, and an act for each site on which any did."""

    changed: int
    acts: list[ActRef]


class TakenBack(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How many things are as they were, and how many somebody else has changed since."""

    undone: int
    left_alone: int
    more: Annotated[bool, Meta(description="It took too long for one request: ask once more.")] = False


class DeskAct(Struct, frozen=True, kw_only=True):
    """A decision as it is listed."""

    act: str
    verb: str
    done_at: str
    changed: int
    undone_at: str | None
    account: Annotated[str | None, Meta(description="None: it was done from the shell.")]


class DeskActs(Struct, frozen=True, kw_only=True):
    """Decisions on a site, the newest first; `next` begins the next page."""

    acts: list[DeskAct]
    next: str | None


class ReplyWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the site answers, in Markdown."""

    text: str


class Replied(Struct, frozen=True, kw_only=True):
    """The id of the site's reply, and the act that it was."""

    id: str
    act: ActRef
