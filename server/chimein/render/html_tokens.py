"""Cuts HTML of any quality into tags and text, in time linear in its length.

The standard library's parser is not used on foreign HTML, because some inputs cost it quadratic time. What comes out
of here is a guess about what was meant, not a promise of safety: the output of `tidy` is sanitised afterwards.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape


@dataclass(frozen=True, slots=True)
class Text:
    """Characters, with the entities resolved."""

    text: str


@dataclass(frozen=True, slots=True)
class Open:
    """A start tag: its name in lower case, and those attributes that anybody here looks at."""

    name: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Close:
    """An end tag."""

    name: str


Token = Text | Open | Close

_TAG = re.compile(r"""<(/?)([A-Za-z][^\s/>]*+)((?:=\s*+(?:"[^"]*"|'[^']*')|[^>])*+)>""")
_ATTRIBUTE = re.compile(
    r"""([^\s"'>/=]++)(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]++)))?+""",
)
_HAS_NO_TEXT = frozenset({"script", "style", "title", "iframe", "noembed", "noframes", "template"})
_END_OF = {name: re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE) for name in _HAS_NO_TEXT}
# int() refuses more than 4300 digits, and no character has a number of eight.
_IMPOSSIBLE_NUMBER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9A-Fa-f]{7,});?")


def tokens(html: str) -> Iterator[Token]:
    """Tags and text in order; comments, declarations and the content of scripts and styles are left out."""
    at = 0
    while at < len(html):
        start = html.find("<", at)
        if start != at:
            yield Text(_decoded(html[at : start if start >= 0 else len(html)]))
        if start < 0:
            return
        token, at = _markup(html, start)
        if token is not None:
            yield token
        if isinstance(token, Open) and token.name in _HAS_NO_TEXT:
            at = _after_hidden(html, at, token.name)


def _markup(html: str, start: int) -> tuple[Token | None, int]:
    following = html[start + 1 : start + 3]
    if following.removeprefix("/")[:1].isalpha():
        return _tag(html, start)
    if following[:1] in {"!", "?", "/"}:
        return _declaration(html, start)
    return Text("<"), start + 1


def _tag(html: str, start: int) -> tuple[Token, int]:
    found = _TAG.match(html, start)
    if found is None:
        return _rest_as_text(html, start)
    closing, name, attributes = found.groups()
    if closing:
        return Close(name.lower()), found.end()
    return Open(name.lower(), _attributes(attributes)), found.end()


def _declaration(html: str, start: int) -> tuple[Token | None, int]:
    if html.startswith("<!--", start):
        end = html.find("-->", start + 2)
        return None, end + 3 if end >= 0 else len(html)
    end = html.find(">", start)
    return (None, end + 1) if end >= 0 else _rest_as_text(html, start)


def _rest_as_text(html: str, start: int) -> tuple[Text, int]:
    """What never ends is no tag. Looking for one again after each later `<` would take quadratic time."""
    return Text(_decoded(html[start:])), len(html)


def _after_hidden(html: str, at: int, name: str) -> int:
    found = _END_OF[name].search(html, at)
    return found.start() if found else len(html)


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), _decoded("".join(values)))
    return found


def _decoded(text: str) -> str:
    if "&" not in text and "\r" not in text:
        return text
    return unescape(_IMPOSSIBLE_NUMBER.sub("\ufffd", text)).replace("\r\n", "\n").replace("\r", "\n")
