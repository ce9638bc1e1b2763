"""How somebody is proven to be somebody, as facts. None is ever shown, but for what a list of one's own needs."""

from dataclasses import dataclass, field
from typing import Literal

from chimein.rules.permissions import Role

LinkPurpose = Literal["setup", "invitation", "reset"]
RESET_MS = 3_600_000
"""A link to choose a new passphrase works for an hour."""
INVITATION_MS = 7 * 24 * 3_600_000
"""An invitation for a week."""
HALF_MS = 5 * 60_000
"""So long after the passphrase the second factor may come, or an answer to a passkey's challenge."""
RECOVERY_CODES = 10


@dataclass(frozen=True, slots=True)
class Credentials:
    """By what an account is known, as it is stored."""

    account_id: int
    password_hash: str | None = field(repr=False)
    totp_secret: bytes | None = field(repr=False)
    """Sealed."""
    totp_step: int
    """The last one that was used."""
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class SealedAccountEmail:
    """An account's address as it is stored."""

    lookup: bytes = field(repr=False)
    cipher: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    key_version: int


@dataclass(frozen=True, slots=True)
class Passkey:
    """The public half of a key that some device keeps."""

    account_id: int
    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int
    name: str
    created_at: int
    used_at: int | None


@dataclass(frozen=True, slots=True)
class Link:
    """A link that works once."""

    mark: bytes = field(repr=False)
    purpose: LinkPurpose
    account_id: int | None
    """Whose passphrase may be chosen; none: an account is made."""
    site_id: int | None
    role: Role | None
    """What the invited may do there; without a site, `owner` is the instance's."""
    created_at: int
    expires_at: int
