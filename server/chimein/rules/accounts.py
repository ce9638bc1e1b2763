"""Facts about those who sign in, as they are read from storage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from chimein.rules.permissions import Right, Role, may

ActorKind = Literal["account", "token", "shell", "rules"]
IDLE_MS = 12 * 3_600_000
"""A session in which nothing happened for so long is over (12 hours)."""
LONGEST_MS = 30 * 24 * 3_600_000
"""And so is one that is this old (30 days)."""
PROOF_MS = 15 * 60_000
"""For so long a password or passkey that was given counts for what must be proven anew."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in. The address stays sealed; who needs it asks for it."""

    id: int
    name: str
    is_owner: bool
    """Of the whole instance: owner of every site."""
    has_password: bool
    has_totp: bool
    is_disabled: bool
    created_at: int
    signed_in_at: int | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as the audit names them."""

    kind: ActorKind
    account_id: int | None = None

    @property
    def signature(self) -> str:
        """As a comment says by whom it was decided."""
        return self.kind if self.account_id is None else f"account:{self.account_id}"


SHELL = Actor("shell")
RULES = Actor("rules")


@dataclass(frozen=True, slots=True)
class Staff:
    """An account at work: who it is, and the role on each site, as they were when the request came."""

    account: Account
    roles: Mapping[int, Role]
    """By the site's number. An instance owner's are not listed: `role_on` knows."""
    session: "Session | None" = None
    limited_to: frozenset[Right] = frozenset({"see", "moderate", "administer", "own"})
    """A token's scopes; everything for a person."""
    only_site: int | None = None
    """The one site of a token that was made for one."""
    kind: ActorKind = "account"

    @property
    def actor(self) -> Actor:
        """As the audit names them."""
        return Actor(self.kind, self.account.id)

    def role_on(self, site_id: int) -> Role | None:
        """The role there; none: the site does not exist for this account."""
        if self.only_site not in (None, site_id):
            return None
        return "owner" if self.account.is_owner else self.roles.get(site_id)

    def may(self, site_id: int, right: Right) -> bool:
        """Whether this can be done there."""
        return right in self.limited_to and may(self.role_on(site_id), right)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which somebody is signed in."""

    mark: bytes = field(repr=False)
    created_at: int
    proven_at: int
    seen_at: int
    browser: str

    def is_over(self, now: int) -> bool:
        """Idle for too long, or too old."""
        return now - self.seen_at > IDLE_MS or now - self.created_at > LONGEST_MS
