"""The short way for a comment that is only prose: no sign in it means anything in Markdown or HTML.

Most comments are that, and the long way costs thirty times as much. It must never answer anything but what the long way
would: in doubt a text is not prose. `tests/render/test_prose.py` holds one against the other.
"""

import re
from html import escape
from typing import Any

# A line of words and their punctuation. Left out are all signs that begin anything in Markdown, blanks other than the
# space, and what is no character at all.
_SIGNS = (
    r"\x00-\x1f\x7f-\xa0#$&*+/<=>@\[\\\]^_`{|}~\u00ad\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    r"\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\uffff"
)
_LINE = rf"(?![ -]|[0-9]+[.)])[^{_SIGNS}]+(?<! )"
_PROSE = re.compile(rf"{_LINE}(?:\n{{1,2}}{_LINE})*")
_MOST_LINES = 500
"""The long way leaves out nodes where there are too many."""


def is_prose(source: str) -> bool:
    """Whether paragraphs and line breaks are all that there is to see in this text, and it is of ordinary length."""
    return _PROSE.fullmatch(source) is not None and "www." not in source.lower() and source.count("\n") < _MOST_LINES


def prose_tree(source: str) -> list[Any]:
    """The tree of prose."""
    return [["p", *_broken(part.split("\n"))] for part in source.split("\n\n")]


def prose_html(source: str) -> str:
    """The HTML of prose, as it is written from its tree."""
    paragraphs = escape(source, quote=False).split("\n\n")
    return "".join(f"<p>{paragraph.replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)


def _broken(lines: list[str]) -> list[Any]:
    nodes: list[Any] = [lines[0]]
    for line in lines[1:]:
        nodes += [["br"], line]
    return nodes
