"""A site's settings and the generator's options as fields of forms: what was typed stays, with the error beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chimein.rules.facts import Site
from chimein.rules.setting_controls import Choice, Control, Group, Language, Link, Number, Setting, in_groups
from chimein.rules.setting_controls import Words as FreeText

Kind = Literal["line", "lines", "url", "number", "choice", "colour"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field as a template shows it."""

    name: str
    label: str
    kind: Kind
    value: str = ""
    help: str = ""
    error: str = ""
    options: tuple[tuple[str, str], ...] = ()
    limits: tuple[int, int] = (0, 0)
    """Of a number; of a text, the second one is its greatest length."""


def setting_fields(site: Site, typed: Mapping[str, str], errors: Mapping[str, str]) -> list[tuple[Group, list[Field]]]:
    """The settings by group: as they were typed, else as they are."""
    return [
        (group, [_field(setting, typed.get(setting.name, _shown(site, setting)), errors) for setting in settings])
        for group, settings in in_groups().items()
    ]


def embed_fields(typed: Mapping[str, str], errors: Mapping[str, str]) -> list[Field]:
    """What the element can be asked for, and the look of it."""
    return [
        Field(**{**wanted, "value": typed.get(wanted["name"], ""), "error": errors.get(wanted["name"], "")})
        for wanted in _EMBED_FIELDS
    ]


def _shown(site: Site, setting: Setting) -> str:
    value = getattr(site.settings, setting.name)
    return "" if value is None else str(value)


def _field(setting: Setting, value: str, errors: Mapping[str, str]) -> Field:
    kind, options, limits = _kind(setting.control)
    error = errors.get(setting.name, "")
    return Field(setting.name, setting.label, kind, value, setting.help, error, tuple(options), limits)


def _kind(control: Control) -> tuple[Kind, Iterable[tuple[str, str]], tuple[int, int]]:
    match control:
        case Choice(options):
            return "choice", options.items(), (0, 0)
        case Number(low, high):
            return "number", (), (low, high)
        case Link(longest):
            return "url", (), (0, longest)
        case FreeText(longest, has_lines):
            return "lines" if has_lines else "line", (), (0, longest)
        case Language():
            return "line", (), (0, 35)


_EMBED_FIELDS: tuple[dict[str, Any], ...] = (
    {
        "name": "theme",
        "label": "Light or dark",
        "kind": "choice",
        "options": (("auto", "As the page is"), ("light", "Light"), ("dark", "Dark")),
    },
    {
        "name": "order",
        "label": "Order",
        "kind": "choice",
        "options": (("", "As the site's setting"), ("oldest", "Oldest first"), ("newest", "Newest first")),
    },
    {
        "name": "loading",
        "label": "Loading",
        "kind": "choice",
        "options": (("lazy", "When a reader comes near"), ("eager", "At once"), ("click", "When it is asked for")),
    },
    {
        "name": "lang",
        "label": "Language",
        "kind": "choice",
        "options": (("", "The page's"), ("en", "English"), ("de", "Deutsch"), ("ar", "العربية")),
    },
    {
        "name": "heading_level",
        "label": "Level of its heading",
        "kind": "choice",
        "options": tuple(("" if level == 2 else str(level), f"h{level}") for level in (2, 1, 3, 4, 5, 6)),
    },
    {
        "name": "accent",
        "label": "Accent colour",
        "kind": "line",
        "help": "Such as #0a643c; without it the page's own ink.",
        "limits": (0, 7),
    },
    {
        "name": "font",
        "label": "Font",
        "kind": "line",
        "help": "Such as Georgia, serif; without it the page's.",
        "limits": (0, 200),
    },
    {"name": "radius", "label": "Roundness", "kind": "number", "help": "Of buttons, in pixels.", "limits": (0, 40)},
    {
        "name": "thread",
        "label": "Thread id",
        "kind": "line",
        "help": "Only to name one conversation yourself, whatever its page's address is.",
        "limits": (0, 200),
    },
)
