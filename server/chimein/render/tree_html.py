"""Writes a comment's tree as HTML. Everything that is not one of the tree's tags is escaped here, once."""

from html import escape
from typing import Any

from chimein.render.tree import Tree

LINK_RELATION = 'rel="nofollow ugc noopener"'


def html_of(tree: Tree) -> str:
    """HTML that reads back as the same tree; each link carries `LINK_RELATION`, which no text can contain."""
    out: list[str] = []
    waiting: list[Any] = [*reversed(tree)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            out.append(escape(node, quote=False))
        elif isinstance(node, _End):
            out.append(f"</{node.tag}>")
        else:
            out.append(_start_tag(node))
            if node[0] != "br":
                waiting.append(_End(node[0]))
                waiting += reversed(children_of(node))
    return "".join(out)


def children_of(node: Tree) -> Tree:
    """The nodes inside a node, without its tag and attributes."""
    return node[2:] if len(node) > 1 and isinstance(node[1], dict) else node[1:]


class _End:
    """An end tag that is still to be written."""

    __slots__ = ("tag",)

    def __init__(self, tag: str) -> None:
        self.tag = tag


def _start_tag(node: Tree) -> str:
    attributes = node[1] if len(node) > 1 and isinstance(node[1], dict) else {}
    written = "".join(f' {name}="{escape(str(value))}"' for name, value in attributes.items())
    if node[0] == "a":
        written += f" {LINK_RELATION}"
    return f"<{node[0]}{written}>" + _protection(node)


def _protection(node: Tree) -> str:
    """A newline directly after `<pre>` is swallowed when HTML is read, so a second one stands before it."""
    children = children_of(node)
    return "\n" if node[0] == "pre" and children and str(children[0]).startswith("\n") else ""
