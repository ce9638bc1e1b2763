"""What of a page's HTML matters to its comments. It runs no script: what scripts put in later is not seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

_INERT = frozenset({"template", "noscript", "iframe", "object", "select", "svg", "math"})
"""What stands in these does not become an element of the page where scripts run."""
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
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.markup


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.markup = Markup()
        self._inert: list[str] = []
        self._is_in_head = True
        self._style: Attributes | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _INERT:
            self._inert.append(tag)
        if self._inert:
            return
        attributes: dict[str, str] = {}
        for name, value in attrs:
            attributes.setdefault(name, value or "")
        self._is_in_head = self._is_in_head and tag != "body"
        self._note(tag, attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Only of void elements is the slash more than decoration; in HTML others stay open.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._style = None
        if tag in self._inert:
            while self._inert.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._style is not None and "chime-in" in data:
            self.markup.styles.append(self._style)
            self._style = None

    def _note(self, tag: str, attributes: Attributes) -> None:
        self.markup.has_counts = self.markup.has_counts or "data-chime-count" in attributes
        if tag == "chime-in":
            self.markup.elements.append(attributes)
        elif tag == "script" and attributes.get("src"):
            self.markup.scripts.append(attributes)
        elif tag == "style":
            self._style = attributes
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
