"""What the owner of a site decides, with the defaults that people expect, and a sentence for each wrong value.

What may be typed, and how each setting is shown, is in `setting_controls`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast

from chimein.rules.setting_controls import BY_NAME, Value, WrongValue

Order = Literal["oldest", "newest"]
Moderation = Literal["none", "first", "all"]
Avatars = Literal["gravatar", "gravatar-verified", "generated"]
Links = Literal["nofollow", "follow"]


class WrongSetting(Exception):
    """Some settings' names or values are not acceptable; the message says what would be."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        """A sentence for each setting's name."""
        super().__init__(" ".join(f"{name}: {sentence}" for name, sentence in self.errors.items()))


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
    moderation: Moderation = "first"
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
    network_days: int = 0
    """For how long a keyed hash of each comment's network is kept, so that it can be banned; 0: not at all."""


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
    """`settings` with each NAME=VALUE applied. Raises `WrongSetting` with a sentence for each that will not do."""
    wanted: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for name, text in assignments.items():
        try:
            wanted[name] = _read(name, text.strip())
        except WrongValue as wrong:
            errors[name] = str(wrong)
    if not errors:
        settings = replace(settings, **cast("dict[str, Any]", wanted))
        if settings.min_length > settings.max_length:
            errors["min_length"] = "It cannot be more than max_length."
    if errors:
        raise WrongSetting(errors)
    return settings


def _read(name: str, text: str) -> Value:
    if name not in BY_NAME:
        raise WrongValue(f"There is no such setting. The settings are: {', '.join(setting_names())}.")
    value = BY_NAME[name].control.read(text)
    # Without a title of its own a form has the usual one.
    return SiteSettings().title if name == "title" and value is None else value
