"""What the shell can ask about programs' tokens, and what is answered. The word of a new one is answered once."""

from msgspec import Struct


class AddToken(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """A token in an account's name. `days` 0: without an end."""

    account: str
    name: str
    scopes: list[str]
    site: str | None = None
    days: int = 365


class ShowTokens(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Every token of the instance."""


class RevokeToken(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """A token that opens nothing any more."""

    token: str


TokenVerb = AddToken | ShowTokens | RevokeToken


class AddedToken(Struct, frozen=True, kw_only=True):
    """A new token: its number, and the word that is shown this once."""

    token: str
    word: str
    expires_at: str | None


class TokenView(Struct, frozen=True, kw_only=True):
    """A token as it is listed."""

    token: str
    name: str
    account: str
    scopes: list[str]
    site: str | None
    created_at: str
    expires_at: str | None
    used_at: str | None
    revoked_at: str | None
    is_over: bool
