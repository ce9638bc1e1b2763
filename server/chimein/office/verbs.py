"""What the owner can ask of the one writer, and what it answers. JSON on a private socket; never HTTP."""

from typing import Literal

from msgspec import Struct

from chimein.messages.batches import StoreBatch, WeighBatch
from chimein.office.account_verbs import AccountVerb
from chimein.office.banning_verbs import BanningVerb
from chimein.office.moderating_verbs import ModeratingVerb
from chimein.office.thread_verbs import ThreadVerb
from chimein.office.token_verbs import TokenVerb
from chimein.rules.setting_controls import Value


class AddSite(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """A new site for these origins."""

    name: str
    origins: list[str]


class ShowSites(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """One site, or all."""

    key: str | None = None


class ShowSnippets(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """What to paste into a site's pages: for one system, or for all."""

    key: str
    system: str | None = None
    options: dict[str, str] = {}


class ExaminePage(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """What is wrong with the comments of a page that should be a site's."""

    key: str
    url: str


class ChangeSite(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Other settings, other origins or another name than before (none given: as they are)."""

    key: str
    assignments: dict[str, str] = {}
    origins: list[str] = []
    name: str | None = None


class RemoveSite(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """The end of a site and of all that was said there."""

    key: str


class RenderSome(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Some comments of a site that an older renderer made are rendered anew, those after (thread, comment)."""

    key: str
    after: tuple[int, int] = (0, 0)
    limit: int = 50


class Leave(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """The instance moves to another database, `other`: nothing is written here any more."""

    id: str
    other: str


class HaveLeft(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Everything has arrived there."""

    id: str


class Stay(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """The move is given up; from now on everything is written here again."""


Verb = (
    AddSite
    | ShowSites
    | ShowSnippets
    | ExaminePage
    | ChangeSite
    | RemoveSite
    | RenderSome
    | Leave
    | HaveLeft
    | Stay
    | WeighBatch
    | StoreBatch
    | ModeratingVerb
    | ThreadVerb
    | BanningVerb
    | AccountVerb
    | TokenVerb
)


class SiteView(Struct, frozen=True, kw_only=True):
    """A site as its owner sees it."""

    key: str
    name: str
    origins: list[str]
    settings: dict[str, Value]
    created_at: str
    snippet: str
    """The two lines for its pages."""
    held_feed: str
    """The secret address of the feed of what awaits a moderator."""
    act: str | None = None
    """What was just changed, for taking it back."""


class SnippetView(Struct, frozen=True, kw_only=True):
    """What to paste into which file."""

    system: str
    title: str
    file: str | None
    """None: wherever the comments should be."""
    where: str
    code: str


class FindingView(Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a page, and what to do about it."""

    code: str
    severity: Literal["broken", "warning", "note"]
    what: str
    remedy: str
    line: str | None
    """Exactly what to write, run or paste."""


class PageReport(Struct, frozen=True, kw_only=True):
    """What was found on a page, the worst first."""

    url: str
    """After redirects."""
    is_broken: bool
    leads_to: str | None
    """The page or id whose conversation is shown there."""
    findings: list[FindingView]


class RenderedSome(Struct, frozen=True, kw_only=True):
    """How many were, and the last one that was looked at; none: there are no more."""

    changed: int
    last: tuple[int, int] | None


class Done(Struct, frozen=True, kw_only=True):
    """How many of the things that were asked for made a difference."""

    changed: int


class MoveView(Struct, frozen=True, kw_only=True):
    """The move that stands at a database."""

    id: str
    other: str
    is_done: bool
    """Whether everything had arrived."""
