"""Builds the safe tree of a comment: the last fence, which knows no tag and no attribute but those of the contract.

A node is a string or `[tag, {attributes}?, …nodes]`. It reads the sanitiser's well-formed output, but relies on it for
nothing: whatever is not on its own short list becomes text or disappears.
"""

import re
from html.parser import HTMLParser
from typing import Any

from chimein.render.links import may_be_linked

Tree = list[Any]

DEEPEST = 20
MOST_NODES = 5_000

_INLINES = frozenset({"a", "em", "strong", "del", "code", "br"})
_TAGS = _INLINES | {"p", "pre", "blockquote", "ul", "ol", "li"}
_HOLD_BLOCKS_ONLY = frozenset({"", "blockquote", "ul", "ol"})
_MAY_BE_EMPTY = frozenset({"br", "li"})
_BLANKS = " \t\f\r\n"
_START = re.compile(r"[0-9]{1,9}")


def tree_of(html: str) -> Tree:
    """The nodes of the HTML: nested at most `DEEPEST`, about `MOST_NODES` of them; all of the text is kept."""
    builder = _Builder()
    builder.feed(html)
    return builder.finished()


class _Builder(HTMLParser):
    """Children are collected on an explicit stack; a tag that is left out shares its parent's children."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._root: Tree = []
        self._stack: list[tuple[str, Tree, bool]] = [("", self._root, True)]
        self._characters: list[str] = []
        self._depth = 0
        self._nodes = 0

    def finished(self) -> Tree:
        self.close()
        while len(self._stack) > 1:
            self._leave()
        self._flush()
        return _in_paragraphs(self._root)

    def handle_data(self, data: str) -> None:
        self._characters.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = self._node(tag, dict(attrs))
        if node:
            self._add(node)
        if tag == "br":
            self._characters += [] if node else ["\n"]
        elif node:
            self._depth += 1
            self._stack.append((tag, node, True))
        else:
            self._stack.append((tag, self._stack[-1][1], False))

    def handle_endtag(self, tag: str) -> None:
        if any(open_tag == tag for open_tag, _, _ in self._stack[1:]):
            while self._leave() != tag:
                pass

    def _node(self, tag: str, attributes: dict[str, str | None]) -> Tree:
        """The node to add, or nothing where the tag is to be left out and only its content kept."""
        if tag not in _TAGS or self._nodes >= MOST_NODES or self._depth >= DEEPEST:
            return []
        if tag == "a":
            address = attributes.get("href") or ""
            return ["a", {"href": address}] if may_be_linked(address) else []
        start = attributes.get("start") or ""
        if tag == "ol" and _START.fullmatch(start):
            return ["ol", {"start": int(start)}]
        return [tag]

    def _add(self, node: Tree) -> None:
        self._flush()
        self._nodes += 1
        self._stack[-1][1].append(node)

    def _leave(self) -> str:
        tag, children, kept = self._stack[-1]
        if kept:
            self._flush()
            self._stack.pop()
            self._depth -= 1
            self._settle(tag, children)
        else:
            self._stack.pop()
        return tag

    def _settle(self, tag: str, node: Tree) -> None:
        """Drops what turned out to be empty; its parent is the top of the stack, and it the last child there."""
        content = _content_of(node)
        if tag == "blockquote":
            node[1:] = content = _in_paragraphs(content)
        if tag not in _MAY_BE_EMPTY and _is_blank(tag, content):
            self._stack[-1][1].pop()

    def _flush(self) -> None:
        text = "".join(self._characters)
        self._characters.clear()
        tag = next(tag for tag, _, kept in reversed(self._stack) if kept)
        children = self._stack[-1][1]
        if tag == "pre" and len(children) == 1:
            text = text.removeprefix("\n")
        if not text or (tag in _HOLD_BLOCKS_ONLY and not text.strip(_BLANKS) and not _ends_inline(children)):
            return
        if len(children) > (tag != "") and isinstance(children[-1], str):
            children[-1] += text
        else:
            self._nodes += 1
            children.append(text)


def _content_of(node: Tree) -> Tree:
    first = 2 if len(node) > 1 and isinstance(node[1], dict) else 1
    return node[first:]


def _is_blank(tag: str, content: Tree) -> bool:
    if tag in {"pre", "code", "em", "strong", "del", "a"}:
        return not content
    return all((isinstance(child, str) and not child.strip()) or child == ["br"] for child in content)


def _ends_inline(children: Tree) -> bool:
    return bool(children) and isinstance(children[-1], list) and children[-1][0] in _INLINES


def _in_paragraphs(nodes: Tree) -> Tree:
    """Bare text and inline nodes between blocks are paragraphs."""
    gathered: Tree = []
    paragraph: Tree = []
    for node in nodes:
        if isinstance(node, str) or node[0] in _INLINES:
            if not paragraph:
                paragraph = ["p"]
                gathered.append(paragraph)
            paragraph.append(node)
        else:
            paragraph = []
            gathered.append(node)
    return [node for node in gathered if node[0] != "p" or not _is_blank("p", node[1:])]
