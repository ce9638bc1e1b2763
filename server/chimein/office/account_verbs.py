"""What the owner can ask about those who sign in, and the answers: JSON on the private socket, as in `verbs.py`."""

from typing import Literal

from msgspec import Struct


class AddAccount(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Somebody who will sign in. Without a passphrase, a link is made by which one is chosen."""

    email: str
    name: str = ""
    passphrase: str | None = None
    is_owner: bool = False


class GrantRole(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """What somebody may do on a site from now on; without a site, whether they own the instance."""

    email: str
    key: str | None
    role: Literal["owner", "admin", "moderator", "reader", "none"]


class ShowAccounts(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Everybody who signs in."""


class DisableAccount(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Nobody signs in there any more, or somebody does again."""

    email: str
    is_disabled: bool


class ResetAccount(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """A link by which somebody chooses a new passphrase; the second factor stays, unless it is lost too."""

    email: str
    drops_second_factor: bool = False


AccountVerb = AddAccount | GrantRole | ShowAccounts | DisableAccount | ResetAccount


class AccountView(Struct, frozen=True, kw_only=True):
    """An account as whoever has the shell sees it."""

    id: int
    email: str
    name: str
    owner: bool
    roles: dict[str, str]
    """By the site's key."""
    second_factor: bool
    disabled: bool
    created_at: str
    signed_in_at: str | None


class AddedAccount(Struct, frozen=True, kw_only=True):
    """A new account, and the link by which its passphrase is chosen, where none was given."""

    email: str
    name: str
    owner: bool
    link: str | None


class MadeLink(Struct, frozen=True, kw_only=True):
    """An address that works once."""

    link: str
    expires_at: str
