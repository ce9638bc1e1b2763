"""The settings of a site as people meet them: a group, a label, a sentence, and what may be typed.

The desk's form, the shell's help, the README's table and the reading of values all come from this one table. Which
settings there are, and their defaults, is `site_settings`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from chimein.rules.whole_numbers import is_whole_number

Value = str | int | None
Group = Literal["Words", "Reading", "Writing", "Moderation", "Privacy"]
GROUPS: tuple[Group, ...] = ("Words", "Reading", "Writing", "Moderation", "Privacy")
LONGEST_TEXT = 20_000


class WrongValue(Exception):
    """This cannot be the setting's value; the message is the sentence that says what can."""


@dataclass(frozen=True, slots=True)
class Words:
    """Free text of at most so many characters, on one line or on several."""

    longest: int
    has_lines: bool = False

    def read(self, text: str) -> Value:
        """The text, or None for an empty one. Raises `WrongValue`."""
        if len(text) > self.longest:
            raise WrongValue(f"At most {self.longest} characters will do.")
        if any(ord(character) < 32 and character != "\n" for character in text):
            raise WrongValue("Control characters will not do.")
        return text or None


@dataclass(frozen=True, slots=True)
class Link:
    """The address of a page, or nothing."""

    longest: int = 2000

    def read(self, text: str) -> Value:
        """The address. Raises `WrongValue`."""
        if text and not text.startswith(("https://", "http://")):
            raise WrongValue("An address begins with https://.")
        return Words(self.longest).read(text)


@dataclass(frozen=True, slots=True)
class Language:
    """A language tag (BCP 47), or nothing."""

    def read(self, text: str) -> Value:
        """The tag. Raises `WrongValue`."""
        parts = text.split("-")
        if text and not all(part.isascii() and part.isalnum() and 1 <= len(part) <= 8 for part in parts):
            raise WrongValue("A language is a tag such as en, de or pt-BR.")
        return text or None


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number within limits."""

    low: int
    high: int

    def read(self, text: str) -> Value:
        """The number. Raises `WrongValue`."""
        if not is_whole_number(text, self.low, self.high):
            raise WrongValue(f"A whole number from {self.low} to {self.high} is needed.")
        return int(text)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, each with the words that people choose by."""

    options: Mapping[str, str]

    def read(self, text: str) -> Value:
        """The value. Raises `WrongValue`."""
        if text not in self.options:
            raise WrongValue(f"One of these is needed: {', '.join(self.options)}.")
        return text


Control = Words | Link | Language | Number | Choice


@dataclass(frozen=True, slots=True)
class Setting:
    """How one setting is shown and read."""

    name: str
    group: Group
    label: str
    help: str
    """What it does, for the owner of a blog; a sentence or two."""
    control: Control


SETTINGS: tuple[Setting, ...] = (
    Setting("title", "Words", "Title", "The heading of the form that people write in.", Words(100)),
    Setting("invitation", "Words", "Invitation", "A sentence below that heading.", Words(500)),
    Setting("guidelines_url", "Words", "House rules", "Where your rules are; linked beside the form.", Link()),
    Setting("notice", "Words", "Notice", "Shown above each thread.", Words(1000, has_lines=True)),
    Setting(
        "order",
        "Reading",
        "Order",
        "Which comments come first; replies are always oldest first.",
        Choice({"oldest": "Oldest first", "newest": "Newest first"}),
    ),
    Setting(
        "page_size",
        "Reading",
        "Comments on a page",
        "How many a page shows, not counting replies; 1–100.",
        Number(1, 100),
    ),
    Setting(
        "depth",
        "Reading",
        "Levels shown",
        "How deep replies are indented, 1–10; deeper ones follow there.",
        Number(1, 10),
    ),
    Setting("lang", "Reading", "Language", "The site's language, for pages that do not say theirs.", Language()),
    Setting(
        "edit_minutes",
        "Writing",
        "Minutes to edit",
        "How long writers may change or withdraw what they wrote; 0: not at all.",
        Number(0, 10_080),
    ),
    Setting(
        "close_days",
        "Writing",
        "Days until a thread closes",
        "Counted from its first comment; 0: never.",
        Number(0, 36_500),
    ),
    Setting("min_length", "Writing", "Shortest comment", "Characters it needs at least.", Number(1, LONGEST_TEXT)),
    Setting("max_length", "Writing", "Longest comment", "Characters it may have at most.", Number(1, LONGEST_TEXT)),
    Setting(
        "moderation",
        "Moderation",
        "Held for you",
        "Which comments wait until somebody looks at them.",
        Choice(
            {
                "none": "None, all are published at once",
                "first": "Each writer's first",
                "all": "Every comment",
            }
        ),
    ),
    Setting(
        "links",
        "Moderation",
        "Links of commenters",
        "Whether search engines are asked not to follow them.",
        Choice({"nofollow": "Not followed", "follow": "Followed like yours"}),
    ),
    Setting(
        "network_days",
        "Privacy",
        "Days to know a network",
        "For how long a keyed hash of where each comment came from is kept, to ban by; 0: not at all.",
        Number(0, 30),
    ),
    Setting(
        "avatars",
        "Privacy",
        "Pictures",
        "Gravatars are fetched by this server, never by readers' browsers.",
        Choice(
            {
                "gravatar": "Gravatars of all addresses",
                "gravatar-verified": "Gravatars of confirmed addresses",
                "generated": "Drawn ones; nobody is asked",
            }
        ),
    ),
    Setting(
        "consent",
        "Privacy",
        "Words beside the email field",
        "What you promise about the address; without them a plain sentence in the reader's language.",
        Words(500, has_lines=True),
    ),
)
BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


def in_groups() -> Mapping[Group, tuple[Setting, ...]]:
    """The settings by group, in the order in which both are shown."""
    return {group: tuple(setting for setting in SETTINGS if setting.group == group) for group in GROUPS}


def told(setting: Setting) -> str:
    """What the setting does and which values it takes, as one line for the shell and the README."""
    if not isinstance(setting.control, Choice):
        return setting.help
    options = (f"`{value}`: {words[0].lower()}{words[1:]}" for value, words in setting.control.options.items())
    return f"{setting.help} {'; '.join(options)}."
