"""From what somebody typed to what everybody may see: one pipeline, whatever the format.

source -> HTML -> tidied -> sanitised -> tree -> HTML again. The stored HTML is written from the tree, so the two never
differ. It takes up to some tenths of a second for hostile input: call it off the event loop.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from chimein.render.markdown import html_of_markdown
from chimein.render.prose import is_prose, prose_html, prose_tree
from chimein.render.sanitise import sanitised
from chimein.render.tidy import tidied, tidied_markdown
from chimein.render.tree import Tree, tree_of
from chimein.render.tree_html import html_of
from chimein.render.typed_text import html_of_text

RENDERER_VERSION = 1
"""Stored beside each body; raise it when the same source would give another tree."""

LONGEST_SOURCE = 100_000
LONGEST_MARKDOWN = 40_000
"""In characters. Longer Markdown, which only imports bring, is shown as text: one of comrak's costs is quadratic."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class SourceTooLong(ValueError):
    """No comment is that long, and rendering it would take too long."""


@dataclass(frozen=True, slots=True)
class Body:
    """What is shown of a comment: the tree, made of JSON's types, and the HTML that was written from it."""

    tree: Tree
    html: str


def render_body(source: str, source_format: str) -> Body:
    """The body of `source`, whose format is `markdown`, `html` or `text`; raises ValueError for any other format.

    Raises SourceTooLong above `LONGEST_SOURCE` characters. Markdown that shows nothing, such as a lone `>`, is shown
    as it was typed.
    """
    # Where Markdown is not read, a star is a star.
    may_be_prose = source_format == "markdown" or (source_format == "text" and "*" not in source)
    if may_be_prose and len(source) <= LONGEST_MARKDOWN and is_prose(source):
        return prose_body(source)
    return full_body(source, source_format)


def prose_body(source: str) -> Body:
    """The body of Markdown that is prose (`is_prose`), in some hundredths of a millisecond."""
    return Body(prose_tree(source), prose_html(source))


def full_body(source: str, source_format: str) -> Body:
    """The same by the whole pipeline, whatever the source is made of."""
    if len(source) > LONGEST_SOURCE:
        raise SourceTooLong(f"{len(source)} characters; at most {LONGEST_SOURCE} are rendered")
    if source_format not in _TIDY_HTML:
        raise ValueError(f"unknown source format: {source_format}")
    if source_format == "markdown" and len(source) > LONGEST_MARKDOWN:
        source_format = "text"
    source = _UNSTORABLE.sub("\ufffd", source.replace("\r\n", "\n").replace("\r", "\n"))
    tree = tree_of(sanitised(_TIDY_HTML[source_format](source)))
    if not tree and source_format == "markdown" and source.strip():
        return full_body(source, "text")
    return Body(tree, html_of(tree))


def _from_markdown(source: str) -> str:
    return tidied_markdown(html_of_markdown(source))


def _from_text(source: str) -> str:
    return tidied(html_of_text(source))


_TIDY_HTML: dict[str, Callable[[str], str]] = {"markdown": _from_markdown, "html": tidied, "text": _from_text}
