"""What the owner of a site decides, with the defaults that people expect, and a sentence for each wrong value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast

Order = Literal["oldest", "newest"]
Moderation = Literal["none", "first", "all"]
Avatars = Literal["gravatar", "gravatar-verified", "generated"]
Links = Literal["nofollow", "follow"]
Value = str | int | None
LONGEST_TEXT = 20_000


class WrongSetting(Exception):
    """A setting's name or value is not acceptable; the message says what would be."""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The settings of one site. Names are contract."""

    title: str = "Join the Conversation!"
    """The heading of the form."""
    invitation: str | None = None
    """A sentence below the form's heading."""
    guidelines_url: str | None = None
    """Where the house rules are; linked beside the form."""
    notice: str | None = None
    """Shown above the thread."""
    consent: str | None = None
    """The text beside the email field; without it a plain one in the reader's language is shown."""
    order: Order = "oldest"
    """Which roots come first. Replies are always oldest first."""
    page_size: int = 25
    """Roots on a page, 1 to 100."""
    depth: int = 4
    """Levels of nesting shown, 1 to 10; deeper replies follow at the last level."""
    moderation: Moderation = "none"
    """none: publish at once; first: hold a persona's first comment; all: hold every comment."""
    edit_minutes: int = 15
    """How long writers may change or withdraw what they wrote; 0 to 10080."""
    avatars: Avatars = "gravatar"
    """gravatar: every address; gravatar-verified: only confirmed ones; generated: never ask anybody."""
    links: Links = "nofollow"
    """Whether search engines are told not to follow commenters' links."""
    close_days: int = 0
    """Days after which a thread takes no more comments; 0: never."""
    min_length: int = 2
    """Characters a comment needs at least."""
    max_length: int = 5000
    """Characters a comment may have at most, up to 20000."""
    lang: str | None = None
    """The site's language (BCP 47), for pages that do not say theirs."""


def setting_names() -> tuple[str, ...]:
    """The names in the order in which they are shown."""
    return tuple(field.name for field in fields(SiteSettings))


def from_stored(stored: Mapping[str, object]) -> SiteSettings:
    """The settings from what was stored: only those that differ from the defaults; unknown ones are ignored."""
    known = {name: value for name, value in stored.items() if name in setting_names()}
    return replace(SiteSettings(), **cast("dict[str, Any]", known))


def to_stored(settings: SiteSettings) -> dict[str, Value]:
    """Only what differs from the defaults, so that a better default reaches old sites."""
    default = SiteSettings()
    pairs = ((name, getattr(settings, name)) for name in setting_names())
    return {name: value for name, value in pairs if value != getattr(default, name)}


def changed(settings: SiteSettings, assignments: Mapping[str, str]) -> SiteSettings:
    """`settings` with each NAME=VALUE applied. Raises `WrongSetting` with a sentence."""
    wanted: dict[str, Value] = {}
    for name, text in assignments.items():
        if name not in _READERS:
            raise WrongSetting(f"There is no setting “{name}”. The settings are: {', '.join(setting_names())}.")
        wanted[name] = _READERS[name](name, text.strip())
    new = replace(settings, **cast("dict[str, Any]", wanted))
    if new.min_length > new.max_length:
        raise WrongSetting("min_length cannot be more than max_length.")
    return new


def _text(limit: int) -> Callable[[str, str], Value]:
    def read(name: str, text: str) -> Value:
        if len(text) > limit:
            raise WrongSetting(f"{name} can have at most {limit} characters.")
        if any(ord(character) < 32 and character != "\n" for character in text):
            raise WrongSetting(f"{name} cannot contain control characters.")
        return text or None

    return read


def _title(name: str, text: str) -> Value:
    return _text(100)(name, text) or SiteSettings().title


def _number(low: int, high: int) -> Callable[[str, str], Value]:
    def read(name: str, text: str) -> Value:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise WrongSetting(f"{name} takes a whole number from {low} to {high}.")
        return int(text)

    return read


def _choice(*options: str) -> Callable[[str, str], Value]:
    def read(name: str, text: str) -> Value:
        if text not in options:
            raise WrongSetting(f"{name} takes one of: {', '.join(options)}.")
        return text

    return read


def _link(name: str, text: str) -> Value:
    if text and not text.startswith(("https://", "http://")):
        raise WrongSetting(f"{name} takes an address that begins with https://.")
    return _text(2000)(name, text)


def _language(name: str, text: str) -> Value:
    parts = text.split("-")
    if text and not all(part.isascii() and part.isalnum() and 1 <= len(part) <= 8 for part in parts):
        raise WrongSetting(f"{name} takes a language tag such as en, de or pt-BR.")
    return text or None


_READERS: dict[str, Callable[[str, str], Value]] = {
    "title": _title,
    "invitation": _text(500),
    "guidelines_url": _link,
    "notice": _text(1000),
    "consent": _text(500),
    "order": _choice("oldest", "newest"),
    "page_size": _number(1, 100),
    "depth": _number(1, 10),
    "moderation": _choice("none", "first", "all"),
    "edit_minutes": _number(0, 10080),
    "avatars": _choice("gravatar", "gravatar-verified", "generated"),
    "links": _choice("nofollow", "follow"),
    "close_days": _number(0, 36500),
    "min_length": _number(1, LONGEST_TEXT),
    "max_length": _number(1, LONGEST_TEXT),
    "lang": _language,
}
