"""What of a page's HTML matters to its comments. It runs no script: what scripts put in later is not seen.

A page may be hostile, so each character is looked at a few times at most: what is never closed ends the reading, as it
does in browsers. Source: HTML, §13.2.5 (tokenization), as far as tags and their attributes go.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"})
"""What stands in these is no markup, where scripts run."""
_OPENING = re.compile(r"<(?:(?=[a-zA-Z])|(!--)|(/)(?=[a-zA-Z])|[!?/])")
_NAME = re.compile(r"[^\s/>]*")
_GAP = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"=?[^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_BARE = re.compile(r"[^\s>]*")
_LONGEST_VALUE = 4096
Attributes = Mapping[str, str]


@dataclass(slots=True)
class Markup:
    """The pieces of a page, each with its attributes, in the order of the page."""

    elements: list[Attributes] = field(default_factory=list)
    """Of each <chime-in>."""
    scripts: list[Attributes] = field(default_factory=list)
    """Of each script that comes from an address."""
    canonical: str = ""
    """As it is written; the first one."""
    base: str = ""
    policies: list[str] = field(default_factory=list)
    """Of meta elements in the head."""
    styles: list[Attributes] = field(default_factory=list)
    """Of each style element that speaks of chime-in."""
    has_counts: bool = False
    """Whether there is an element that wants to be filled with a count."""


def read_markup(html: str) -> Markup:
    """The pieces; never fails, as browsers do not."""
    reader = _Reader(html)
    while reader.reads_on():
        pass
    return reader.markup


class _Reader:
    def __init__(self, html: str) -> None:
        self.markup = Markup()
        self._html = html
        self._at = 0
        self._templates = 0
        self._is_in_head = True

    def reads_on(self) -> bool:
        """Read the next tag or comment; False at the end."""
        opening = _OPENING.search(self._html, self._at)
        if opening is None:
            return False
        if opening[1]:
            return self._skip_to("-->", opening.end())
        if opening[2]:
            return self._end_tag(opening.end())
        if opening[0] == "<":
            return self._start_tag(opening.end())
        return self._skip_to(">", opening.end())

    def _skip_to(self, mark: str, start: int) -> bool:
        found = self._html.find(mark, start)
        self._at = found + len(mark)
        return found >= 0

    def _end_tag(self, start: int) -> bool:
        if self._tag_name(start) == "template" and self._templates:
            self._templates -= 1
        return self._attributes() is not None

    def _start_tag(self, start: int) -> bool:
        tag = self._tag_name(start)
        attributes = self._attributes()
        if attributes is None:
            return False
        self._is_in_head = self._is_in_head and tag != "body"
        if tag == "template":
            self._templates += 1
        if not self._templates:
            self._note(tag, attributes)
        return tag not in _RAW or self._skip_raw(tag, attributes)

    def _tag_name(self, start: int) -> str:
        name = _NAME.match(self._html, start)
        assert name is not None
        self._at = name.end()
        return name[0].lower()

    def _attributes(self) -> Attributes | None:
        """Up to the end of the tag, which is passed; None: it never ends. The first of a name counts."""
        found: dict[str, str] = {}
        html = self._html
        while True:
            gap = _GAP.match(html, self._at)
            assert gap is not None
            name = _ATTRIBUTE.match(html, gap.end())
            assert name is not None
            self._at = name.end()
            if self._at >= len(html):
                return None
            if not name[0] and html[self._at] == ">":
                self._at += 1
                return found
            value = self._value()
            if value is None:
                return None
            found.setdefault(name[0].lower(), value)

    def _value(self) -> str | None:
        """What stands behind an equals sign, or nothing; None: its quote is never closed."""
        equals = _EQUALS.match(self._html, self._at)
        if equals is None:
            return ""
        start = equals.end()
        quote = self._html[start : start + 1]
        if quote in ("'", '"'):
            end = self._html.find(quote, start + 1)
            self._at = end + 1
            return None if end < 0 else _plain(self._html[start + 1 : end])
        bare = _BARE.match(self._html, start)
        assert bare is not None
        self._at = bare.end()
        return _plain(bare[0])

    def _skip_raw(self, tag: str, attributes: Attributes) -> bool:
        end = _end_of(tag).search(self._html, self._at)
        text = self._html[self._at : end.start() if end else len(self._html)]
        if tag == "style" and not self._templates and "chime-in" in text:
            self.markup.styles.append(attributes)
        self._at = end.start() if end else len(self._html)
        return end is not None

    def _note(self, tag: str, attributes: Attributes) -> None:
        self.markup.has_counts = self.markup.has_counts or "data-chime-count" in attributes
        if tag == "chime-in":
            self.markup.elements.append(attributes)
        elif tag == "script" and attributes.get("src"):
            self.markup.scripts.append(attributes)
        elif tag in ("link", "base", "meta"):
            self._note_of_head(tag, attributes)

    def _note_of_head(self, tag: str, attributes: Attributes) -> None:
        href = attributes.get("href", "").strip()
        if tag == "base":
            self.markup.base = self.markup.base or href
        elif tag == "link" and "canonical" in attributes.get("rel", "").lower().split():
            self.markup.canonical = self.markup.canonical or href
        elif self._is_policy(tag, attributes):
            self.markup.policies.append(attributes.get("content", ""))

    def _is_policy(self, tag: str, attributes: Attributes) -> bool:
        equivalent = attributes.get("http-equiv", "").strip().lower()
        return self._is_in_head and tag == "meta" and equivalent == "content-security-policy"


def _plain(value: str) -> str:
    # A cut keeps a reference of a million digits from becoming a number.
    return unescape(value[:_LONGEST_VALUE]) if "&" in value else value


@lru_cache(maxsize=len(_RAW))
def _end_of(tag: str) -> re.Pattern[str]:
    return re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE)
