"""What the shell can ask about bans, and what is answered."""

from msgspec import Struct

from chimein.office.moderating_verbs import ActRef
from chimein.rules.bans import BanKind, BanVerdict


class AddBan(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Somebody or something is not wanted: a pattern, or the writer or the network of a comment."""

    site: str
    kind: BanKind
    pattern: str | None = None
    comment: str | None = None
    verdict: BanVerdict = "spam"
    shadow: bool = False
    note: str = ""
    days: int | None = None


class LiftBan(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """It weighs no more."""

    site: str
    ban: str


class ShowBans(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """All bans of a site."""

    site: str


BanningVerb = AddBan | LiftBan | ShowBans


class Banned(Struct, frozen=True, kw_only=True):
    """How many bans changed, and the act that it was."""

    changed: int
    act: ActRef | None


class BanView(Struct, frozen=True, kw_only=True):
    """A ban as the shell lists it. A person is a number, a network that nobody saw nothing."""

    ban: str
    kind: BanKind
    pattern: str | None
    person: int | None
    verdict: BanVerdict
    shadow: bool
    note: str
    hits: int
    hit_at: str | None
    created_at: str
    expires_at: str | None
    lifted_at: str | None
    stands: bool
