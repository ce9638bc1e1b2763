"""Takes the words out of a comment's tree, for feeds' summaries, mails and titles."""

import re
from typing import Any

from chimein.render.tree import Tree
from chimein.render.tree_html import children_of

_AFTER = {"p": "\n\n", "pre": "\n\n", "blockquote": "\n\n", "ul": "\n\n", "ol": "\n\n", "li": "\n", "br": "\n"}
_MANY_NEWLINES = re.compile(r"\n{3,}")


def plain_text(tree: Tree) -> str:
    """The text alone: blocks are separated by a blank line, items and broken lines by a newline."""
    out: list[str] = []
    waiting: list[Any] = [*reversed(tree)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            out.append(node)
            continue
        if node[0] in {"ul", "ol"} and out and not out[-1].endswith("\n"):
            out.append("\n")
        waiting.append(_AFTER.get(node[0], ""))
        waiting += reversed(children_of(node))
    return _MANY_NEWLINES.sub("\n\n", "".join(out)).strip()
