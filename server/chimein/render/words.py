"""What the hosted page says, in the reader's language: catalogues, plurals and dates without anybody's locale database.

Plural rules and month names are those of the Unicode CLDR; a language is added with its catalogue and its rule here.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from minijinja import Markup

Catalogue = Mapping[str, str | Mapping[str, str] | list[str]]
FALLBACK = "en"
_RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Words:
    """One language. A key that its catalogue lacks is a `KeyError`: a test compares the catalogues."""

    lang: str
    catalogue: Catalogue

    @property
    def direction(self) -> str:
        """ltr or rtl."""
        return "rtl" if self.lang in _RIGHT_TO_LEFT else "ltr"

    def say(self, key: str, **values: object) -> str:
        """A sentence with its values in place, as plain text."""
        return str(self.catalogue[key]).format_map(values)

    def say_if_known(self, key: str, otherwise: str) -> str:
        """A sentence for a code that may be newer than the catalogue."""
        return str(self.catalogue.get(key, otherwise))

    def html(self, key: str, **values: object) -> Markup:
        """A sentence as HTML: values that are HTML already stay so, everything else is escaped."""
        pieces = {name: _escaped(value) for name, value in values.items()}
        return Markup(escape(str(self.catalogue[key])).format_map(pieces))

    def count(self, key: str, n: int) -> str:
        """A counted thing in the right plural form."""
        forms = self.catalogue[key]
        assert isinstance(forms, Mapping)
        return str(forms.get(_PLURALS[self.lang](n), forms["other"])).format(n=n)

    def moment(self, iso: str) -> str:
        """A moment such as `2026-11-23T13:40:00.123Z` as people write it, in UTC, which it says."""
        at = datetime.fromisoformat(iso)
        months = self.catalogue["months"]
        assert isinstance(months, list)
        return self.say("moment", day=at.day, month=months[at.month - 1], year=at.year, time=f"{at:%H:%M}")


def words_for(site_language: str | None, accepted: str) -> Words:
    """The site's language if there is a catalogue, else the best of an Accept-Language header, else English."""
    wishes = [site_language or "", *_by_preference(accepted)]
    found = (wish.partition("-")[0].lower() for wish in wishes)
    return CATALOGUES[next((lang for lang in found if lang in CATALOGUES), FALLBACK)]


def _by_preference(accepted: str) -> list[str]:
    """The tags of an Accept-Language header, the most wanted first (RFC 9110 §12.5.4); what is unreadable counts 0."""
    weighed: list[tuple[float, str]] = []
    for part in accepted[:500].split(","):
        tag, _, parameter = part.strip().partition(";")
        try:
            quality = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            quality = 0.0
        if quality > 0:
            weighed.append((quality, tag.strip()))
    return [tag for _, tag in sorted(weighed, key=lambda pair: -pair[0])]


def _escaped(value: object) -> str:
    return str(value) if isinstance(value, Markup) else escape(str(value))


def _one_or_other(n: int) -> str:
    return "one" if n == 1 else "other"


def _arabic(n: int) -> str:
    if n < 3:
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if n % 100 >= 11 else "other"


def _loaded(lang: str) -> Words:
    text = (Path(__file__).parent / "catalogues" / f"{lang}.json").read_text(encoding="utf-8")
    return Words(lang, json.loads(text))


_PLURALS: Mapping[str, Callable[[int], str]] = {"en": _one_or_other, "de": _one_or_other, "ar": _arabic}
CATALOGUES: Mapping[str, Words] = {lang: _loaded(lang) for lang in _PLURALS}
