"""What a program's key to the desk's API is, and what somebody may wish of a new one."""

from collections.abc import Iterable
from dataclasses import dataclass

from chimein.rules.permissions import Right
from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.texts import LONGEST_TITLE, clean_title

PREFIX = "chimein_"
"""What every token begins with, so that whoever finds one in a file knows what it opens."""
WORD_BYTES = 32
LONGEST_NAME = 60
DAY_MS = 86_400_000
LONGEST_DAYS = 3650
SCOPES: tuple[Right, ...] = ("see", "moderate", "administer")
"""What a token can be made for. Nobody owns anything by a token alone."""
USED_MS = 60_000
"""How exactly it is known when a token was last used."""


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as it is listed: all but the word that it is."""

    id: int
    account_id: int
    site_id: int | None
    """None: wherever its account may."""
    scopes: frozenset[Right]
    name: str
    created_at: int
    expires_at: int | None
    used_at: int | None
    revoked_at: int | None

    def is_over(self, now: int) -> bool:
        """Revoked, or past its day."""
        return self.revoked_at is not None or (self.expires_at is not None and now >= self.expires_at)

    def is_due(self, now: int) -> bool:
        """Whether its last use was noted long enough ago to be noted again."""
        return self.used_at is None or now - self.used_at >= USED_MS


@dataclass(frozen=True, slots=True)
class TokenWish:
    """What somebody asks of a new token, checked."""

    name: str
    scopes: frozenset[Right]
    days: int | None
    """None: it never ends by itself."""

    def expires_at(self, now: int) -> int | None:
        """When it ends, in epoch milliseconds."""
        return None if self.days is None else now + self.days * DAY_MS


def token_wish(name: str, scopes: Iterable[str], days: int | None) -> TokenWish:
    """The wish, if it can be granted. `days` 0 stands for never. Raises `Invalid` with a sentence for each field."""
    errors: dict[str, FieldError] = {}
    cleaned = clean_title(name[:LONGEST_TITLE])
    if not cleaned or len(cleaned) > LONGEST_NAME:
        errors["name"] = FieldError("invalid-name", f"Say what it is for, in 1 to {LONGEST_NAME} characters.")
    wanted = list(dict.fromkeys(scopes))
    if not wanted or any(scope not in SCOPES for scope in wanted):
        errors["scopes"] = FieldError("not-a-choice", f"A token may {', '.join(SCOPES)}: choose at least one.")
    if days is None or not 0 <= days <= LONGEST_DAYS:
        errors["days"] = FieldError("out-of-range", f"Give 1 to {LONGEST_DAYS} days, or 0 for a token without an end.")
    if errors:
        raise Invalid(errors)
    return TokenWish(cleaned, scopes_of(wanted), days or None)


def scopes_of(words: Iterable[str]) -> frozenset[Right]:
    """The rights that these words stand for. Who may do something may see it too."""
    return frozenset({"see", *(scope for scope in SCOPES if scope in words)})
