"""The short way for a comment that is only prose: no sign in it means anything in Markdown or HTML but plain emphasis.

Most comments are that, and the long way costs thirty times as much. It must never answer anything but what the long way
would: in doubt a text is not prose. `tests/render/test_prose.py` holds one against the other.
"""

import re
from html import escape
from typing import Any

# A line of words and their punctuation. Left out are all signs that begin anything in Markdown, blanks other than the
# space, and what is no character at all. Only the plainest emphasis is known: *words* and **words**, where blanks and
# letters say without doubt which stars open and which close.
_SIGNS = (
    r"\x00-\x1f\x7f-\xa0#$&*+/<=>@\[\\\]^_`{|}~\u00ad\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    r"\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\uffff"
)
_LETTER = r"[^\W_]"
_INSIDE = rf"{_LETTER}(?:[^{_SIGNS}]*{_LETTER})?"
_EMPHASIS = rf"(?<![^ \n])(?:\*{_INSIDE}\*|\*\*{_INSIDE}\*\*)(?=[ \n.,;:!?)]|\Z)"
_LINE = rf"(?![ -]|[0-9]+[.)])(?:[^{_SIGNS}]++|{_EMPHASIS})++(?<! )"
_PROSE = re.compile(rf"{_LINE}(?:\n{{1,2}}{_LINE})*")
_STARRED = re.compile(r"(\*\*?)([^*]+)\1")
_TAGS = {"*": "em", "**": "strong"}
_MOST_LINES = 500
"""The long way leaves out nodes where there are too many."""


def is_prose(source: str) -> bool:
    """Whether paragraphs, line breaks and plain emphasis are all that there is to see, and it is of ordinary length."""
    return _PROSE.fullmatch(source) is not None and "www." not in source.lower() and source.count("\n") < _MOST_LINES


def prose_tree(source: str) -> list[Any]:
    """The tree of prose."""
    return [["p", *_broken(part.split("\n"))] for part in source.split("\n\n")]


def prose_html(source: str) -> str:
    """The HTML of prose, as it is written from its tree."""
    paragraphs = escape(source, quote=False).split("\n\n")
    html = "".join(f"<p>{paragraph.replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)
    return _STARRED.sub(_tagged, html) if "*" in html else html


def _broken(lines: list[str]) -> list[Any]:
    nodes = _nodes(lines[0])
    for line in lines[1:]:
        nodes += [["br"], *_nodes(line)]
    return nodes


def _nodes(line: str) -> list[Any]:
    if "*" not in line:
        return [line]
    before, *emphasised = _STARRED.split(line)
    nodes: list[Any] = [before]
    for stars, words, after in zip(emphasised[0::3], emphasised[1::3], emphasised[2::3], strict=True):
        nodes += [[_TAGS[stars], words], after]
    return [node for node in nodes if node]


def _tagged(found: re.Match[str]) -> str:
    tag = _TAGS[found[1]]
    return f"<{tag}>{found[2]}</{tag}>"
