"""What a page may ask of the element that it embeds: its attributes and its look, read from what somebody typed.

Every value that gets through is harmless in a style sheet; attributes are escaped by whoever writes them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from chimein.rules.checking import checked
from chimein.rules.facts import Site
from chimein.rules.page_urls import explicit_key
from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.whole_numbers import is_whole_number

CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark"),
    "order": ("", "oldest", "newest"),
    "loading": ("lazy", "eager", "click"),
}
"""The first one is what the element does without the attribute."""
LONGEST_FONT = 200
LARGEST_RADIUS = 40
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})\Z")
_FONT = re.compile(r"""[A-Za-z0-9 ,_-]*(?:(?:"[A-Za-z0-9 ,_-]+"|'[A-Za-z0-9 ,_-]+')[A-Za-z0-9 ,_-]*)*\Z""")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element belongs to: the instance's address, the site's key, and one of the site's origins."""

    instance: str
    key: str
    origin: str


def place_of(site: Site, instance: str) -> Place:
    """The place of a site on an instance with that address."""
    return Place(instance, site.key, site.origins[0])


@dataclass(frozen=True, slots=True)
class Embedding:
    """How the element is to be; an empty value leaves it to the element, the page or the site."""

    theme: str = "auto"
    lang: str = ""
    order: str = ""
    loading: str = "lazy"
    heading_level: int = 2
    thread: str = ""
    """The owner's own id of one conversation; the page's address without it."""
    accent: str = ""
    """#rrggbb"""
    font: str = ""
    """A list of font families, as in a style sheet."""
    radius: int | None = None
    """Of buttons and fields, in pixels."""

    def attributes(self) -> dict[str, str]:
        """What the element says of itself beside `site` and `url`: only what differs from what it does anyway."""
        said = {
            "theme": self.theme,
            "lang": self.lang,
            "order": self.order,
            "loading": self.loading,
            "heading-level": str(self.heading_level),
            "thread": self.thread,
        }
        usual = {**{name: options[0] for name, options in CHOICES.items()}, "heading-level": "2"}
        return {name: value for name, value in said.items() if value != usual.get(name, "")}

    def properties(self) -> dict[str, str]:
        """The custom properties that make its look."""
        said = {
            "--chime-accent": self.accent,
            "--chime-font": self.font,
            "--chime-radius": "" if self.radius is None else f"{self.radius}px",
        }
        return {name: value for name, value in said.items() if value}


OPTION_NAMES = tuple(field.name for field in fields(Embedding))


def embedding(typed: Mapping[str, str]) -> Embedding:
    """The options that were typed, by name; what is missing or empty is as usual.

    Raises `Invalid` with a sentence for each option that will not do (code `invalid-option`).
    """
    given = {name: value.strip() for name, value in typed.items() if value.strip()}
    checks: dict[str, Callable[[], Any]] = {name: partial(_READERS[name], name, given[name]) for name in given}
    return Embedding(**checked(checks))


def _choice(name: str, text: str) -> str:
    options = CHOICES[name]
    if text not in options:
        raise _wrong(name, f"The {name} is one of: {', '.join(filter(None, options))}.")
    return text


def _language(name: str, text: str) -> str:
    if not _LANGUAGE.match(text):
        raise _wrong(name, "A language is a tag such as en, de or pt-BR.")
    return text


def _number(low: int, high: int) -> Callable[[str, str], int]:
    def read(name: str, text: str) -> int:
        if not is_whole_number(text, low, high):
            raise _wrong(name, f"This takes a whole number from {low} to {high}.")
        return int(text)

    return read


def _thread(_name: str, text: str) -> str:
    return explicit_key(text).removeprefix("id:")


def _colour(name: str, text: str) -> str:
    if not _COLOUR.match(text.lower()):
        raise _wrong(name, "A colour looks like #0a643c.")
    return text.lower()


def _font(name: str, text: str) -> str:
    if len(text) > LONGEST_FONT or not _FONT.match(text):
        raise _wrong(name, "Name font families as a style sheet does, such as Georgia, serif.")
    return text


def _wrong(name: str, detail: str) -> Invalid:
    return Invalid({name: FieldError("invalid-option", detail)})


_READERS: dict[str, Callable[[str, str], Any]] = {
    "theme": _choice,
    "lang": _language,
    "order": _choice,
    "loading": _choice,
    "heading_level": _number(1, 6),
    "thread": _thread,
    "accent": _colour,
    "font": _font,
    "radius": _number(0, LARGEST_RADIUS),
}
