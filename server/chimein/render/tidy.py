"""Rewrites any HTML into the few tags of a comment, well-formed and never nested deeply.

Headings become bold paragraphs, tables preformatted lines, pictures and embedded players links. Bare newlines, which
WordPress keeps in its comments, become paragraphs and breaks. Because tags come out balanced, ordered and at a bounded
depth, the sanitiser after it needs linear time. Safety does not depend on this file.
"""

import re
from collections.abc import Mapping

from chimein.render.html_tokens import Close, Open, Text, Token, tokens
from chimein.render.links import may_be_linked
from chimein.render.tidy_writer import TidyWriter

_BLOCKS = frozenset({"p", "pre", "blockquote", "ul", "ol", "li"})
_ALIASES = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em",
    "s": "del", "strike": "del", "del": "del", "code": "code", "tt": "code", "kbd": "code", "samp": "code",
    "listing": "pre", "xmp": "pre", "menu": "ul", "dir": "ul",
}  # fmt: skip
_BOLD_PARAGRAPHS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary", "legend"})
_PARAGRAPHS = frozenset({
    "address", "article", "aside", "caption", "center", "dd", "details", "dialog", "div", "dl", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "main", "nav", "section",
})  # fmt: skip
_EMBEDDED = frozenset({"img", "iframe", "embed", "video", "audio"})
_START = re.compile(r"[0-9]{1,9}")
_MARKS_ITS_LINES = re.compile(r"<(?:p|br)[\s/>]", re.IGNORECASE)


def tidied(html: str) -> str:
    """HTML of allowed tags only. Newlines break lines, unless the text marks its lines itself with `p` or `br`."""
    return _tidied(html, TidyWriter(breaks_lines=not _MARKS_ITS_LINES.search(html)))


def tidied_markdown(html: str) -> str:
    """The same for the Markdown renderer's output, where each bare newline is one of shown raw HTML."""
    return _tidied(html, TidyWriter(breaks_lines=True))


def _tidied(html: str, writer: TidyWriter) -> str:
    for token in tokens(html):
        _take(token, writer)
    return writer.finished()


def _take(token: Token, writer: TidyWriter) -> None:
    match token:
        case Text(text):
            writer.text(text)
        case Open(name, attributes):
            _take_start(name, attributes, writer)
        case Close(name):
            _take_end(name, writer)


def _take_start(name: str, attributes: Mapping[str, str], writer: TidyWriter) -> None:
    tag = _ALIASES.get(name, name)
    if tag in _BLOCKS:
        writer.open_block(tag, _start_of(tag, attributes))
    elif name in _BOLD_PARAGRAPHS:
        writer.open_block("p")
        writer.open_inline("strong")
    elif name in _PARAGRAPHS:
        writer.end_paragraph()
    elif name in _EMBEDDED:
        _take_embedded(attributes, writer)
    elif name == "a":
        writer.open_link(attributes.get("href", "").strip())
    elif tag in _ALIASES:
        writer.open_inline(tag)
    else:
        _take_odd_start(name, writer)


def _take_odd_start(name: str, writer: TidyWriter) -> None:
    match name:
        case "br":
            writer.line_break()
        case "q":
            writer.text("“")
        case "table":
            writer.open_table()
        case "tr":
            writer.open_row()
        case "td" | "th":
            writer.open_cell()


def _take_end(name: str, writer: TidyWriter) -> None:
    tag = _ALIASES.get(name, name)
    if tag in _BLOCKS:
        writer.close_block(tag)
    elif name in _BOLD_PARAGRAPHS:
        writer.close_inline("strong")
        writer.close_block("p")
    elif name in _PARAGRAPHS:
        writer.end_paragraph()
    elif name == "table":
        writer.close_block("pre")
    elif name == "q":
        writer.text("”")
    elif tag in _ALIASES or name == "a":
        writer.close_inline(tag)


def _take_embedded(attributes: Mapping[str, str], writer: TidyWriter) -> None:
    """Nothing is loaded from elsewhere into a reader's page; a link says where the picture is."""
    address = attributes.get("src", "").strip()
    linkable = may_be_linked(address)
    label = attributes.get("alt", "").strip() or (address if linkable else "")
    if linkable and not writer.is_in("a"):
        writer.open_link(address)
        writer.text(label)
        writer.close_inline("a")
    else:
        writer.text(label)


def _start_of(tag: str, attributes: Mapping[str, str]) -> str:
    start = attributes.get("start", "").strip()
    return f' start="{int(start)}"' if tag == "ol" and _START.fullmatch(start) and int(start) != 1 else ""
