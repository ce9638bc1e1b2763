"""Writes well-formed HTML of a comment's tags, whatever the order in which they are opened and closed.

It keeps what is open, closes what was forgotten, and stops nesting at a fixed depth: deeper content goes on in the
ancestor. Inline tags are written only before text, so that none is empty and none crosses a block.
"""

import re
from collections import Counter
from dataclasses import dataclass
from html import escape

from chimein.render.links import may_be_linked

# With one `li` and one `p` above the last block this is a depth of twenty, which `tree` allows.
_MOST_BLOCKS = 13
_MOST_INLINES = 5

_LISTS = frozenset({"ul", "ol"})
_BLANKS = " \t\f\n"
_BLANK_RUN = re.compile(r"[ \t\f\n]+")


@dataclass(frozen=True, slots=True)
class _Inline:
    tag: str
    attributes: str
    depth: int


class TidyWriter:
    """One text's worth of state; `breaks_lines` says whether a bare newline is a line break or just a blank."""

    def __init__(self, *, breaks_lines: bool) -> None:
        self._breaks_lines = breaks_lines
        self._out: list[str] = []
        self._blocks: list[str] = []
        self._inlines: list[_Inline] = []
        self._written = 0
        self._left_out: Counter[str] = Counter()
        self._in_table = False
        self._pending = 0
        self._soft = False
        self._after_break = False
        self._fresh = True
        self._gap = ""

    def finished(self) -> str:
        """All that was written, with everything closed."""
        self._close_blocks_to(0)
        return "".join(self._out)

    def is_in(self, tag: str) -> bool:
        """Whether the inline tag is open."""
        return any(inline.tag == tag for inline in self._inlines)

    def text(self, text: str) -> None:
        """Characters; what their blanks and newlines mean depends on where they stand."""
        if self._in_table:
            self._text_in_table(text)
        elif self._top() == "pre":
            self._text_in_pre(text)
        else:
            self._text_in_flow(text)

    def line_break(self) -> None:
        """`br`: one ends the line, two the paragraph; at the beginning there is nothing to end."""
        if self._top() == "pre":
            self._break_in_pre()
        elif not self._fresh:
            self._pending += 1
            self._after_break = True

    def open_block(self, tag: str, attributes: str = "") -> None:
        """One of `p pre blockquote ul ol li`; closes what cannot contain it."""
        if self._top() == "pre":
            self._left_out[tag] += 1
            self._break_in_pre()
            return
        self.end_paragraph()
        if tag == "li":
            self._open_item()
        elif tag != "p" and len(self._blocks) >= _MOST_BLOCKS:
            self._left_out[tag] += 1
        else:
            self._push_into_item(tag, attributes)

    def close_block(self, tag: str) -> None:
        """Closes the nearest such block and all inside it; one that was left out only ends its paragraph."""
        if self._left_out[tag]:
            self._left_out[tag] -= 1
            self.end_paragraph()
        elif (at := self._place_of(tag)) >= 0:
            self._close_blocks_to(at)
        else:
            self.end_paragraph()

    def end_paragraph(self) -> None:
        """What follows begins on a line of its own."""
        if self._top() == "pre":
            self._break_in_pre()
        elif self._top() == "p":
            self._close_blocks_to(len(self._blocks) - 1)
        elif not self._fresh:
            self._pending = max(self._pending, 1)

    def open_inline(self, tag: str, attributes: str = "") -> None:
        """One of `a em strong del code`; it ends with the block in which it was opened."""
        if len(self._inlines) >= _MOST_INLINES:
            self._left_out[tag] += 1
        else:
            self._inlines.append(_Inline(tag, attributes, len(self._blocks)))

    def open_link(self, address: str) -> None:
        """`a`; it ends the link before it. Without an allowed address only its text is kept."""
        self._left_out["a"] = 0
        self.close_inline("a")
        if may_be_linked(address):
            self.open_inline("a", f' href="{escape(address)}"')
        else:
            self._left_out["a"] += 1

    def close_inline(self, tag: str) -> None:
        """Closes the nearest such tag; those opened inside it go on after it."""
        if self._left_out[tag]:
            self._left_out[tag] -= 1
            return
        places = [place for place, inline in enumerate(self._inlines) if inline.tag == tag]
        if places:
            self._close_inlines_to(places[-1])
            del self._inlines[places[-1]]

    def open_table(self) -> None:
        """A table is preformatted lines; one inside preformatted text just goes on."""
        self.open_block("pre")
        self._in_table = self._top() == "pre" and not self._left_out["pre"]

    def open_row(self) -> None:
        """A table's row is a line."""
        if not self._in_table:
            self.end_paragraph()
        elif not self._fresh:
            self._gap = "\n"

    def open_cell(self) -> None:
        """Cells after the first of their row begin with a bar."""
        if not self._in_table:
            self.end_paragraph()
        elif not self._fresh and self._gap != "\n":
            self._gap = self._gap.rstrip(" ") + " | "

    def _top(self) -> str:
        return self._blocks[-1] if self._blocks else ""

    def _text_in_flow(self, text: str) -> None:
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if number:
                self._newline()
            starts = self._fresh or self._pending or self._soft
            shown = line.lstrip(_BLANKS) if starts else line
            shown = shown.rstrip(_BLANKS) if number < len(lines) - 1 else shown
            if shown:
                self._write(shown)

    def _newline(self) -> None:
        if self._after_break:
            self._after_break = False
        elif self._fresh:
            return
        elif self._breaks_lines:
            self._pending += 1
        else:
            self._soft = True

    def _write(self, text: str) -> None:
        if self._pending > 1 and self._top() == "p" and not self._inlines_of_this_block():
            self._close_blocks_to(len(self._blocks) - 1)
        self._out.append("<br>" * min(self._pending, 2) or " " * self._soft)
        self._ensure_place_for_text()
        self._write_with_inlines(text)
        self._pending, self._soft, self._after_break = 0, False, False

    def _inlines_of_this_block(self) -> bool:
        return any(inline.depth == len(self._blocks) for inline in self._inlines)

    def _ensure_place_for_text(self) -> None:
        if self._top() in _LISTS:
            self._push("li")
        elif self._top() in {"", "blockquote"}:
            self._push("p")

    def _write_with_inlines(self, text: str) -> None:
        for inline in self._inlines[self._written :]:
            self._out.append(f"<{inline.tag}{inline.attributes}>")
        self._written = len(self._inlines)
        self._out.append(escape(text, quote=False))
        self._fresh = False

    def _text_in_pre(self, text: str) -> None:
        text = text.lstrip("\n") if self._fresh else text
        shown = text.rstrip("\n")
        if shown:
            self._out.append(self._gap)
            self._write_with_inlines(shown)
            self._gap = ""
        self._gap += text[len(shown) :]

    def _text_in_table(self, text: str) -> None:
        text = _BLANK_RUN.sub(" ", text)
        text = text.lstrip(" ") if self._fresh or self._gap else text
        shown = text.rstrip(" ")
        if shown:
            self._out.append(self._gap)
            self._write_with_inlines(shown)
            self._gap = ""
        if text != shown:
            self._gap = " "

    def _break_in_pre(self) -> None:
        if not self._fresh:
            self._gap = (self._gap or " ") if self._in_table else self._gap + "\n"

    def _open_item(self) -> None:
        if self._top() == "li":
            self._close_blocks_to(len(self._blocks) - 1)
        if self._top() in _LISTS:
            self._push("li")
        elif len(self._blocks) < _MOST_BLOCKS:
            self._push("ul")
            self._push("li")

    def _push_into_item(self, tag: str, attributes: str) -> None:
        if self._top() in _LISTS:
            self._push("li")
        self._push(tag, attributes)

    def _push(self, tag: str, attributes: str = "") -> None:
        self._close_inlines_to(0)
        self._blocks.append(tag)
        self._out.append(f"<{tag}{attributes}>")
        self._start_afresh()

    def _place_of(self, tag: str) -> int:
        """The place of the nearest open block of this name, or -1; an item is only looked for in its own list."""
        for place in range(len(self._blocks) - 1, -1, -1):
            if self._blocks[place] == tag:
                return place
            if tag == "p" or (tag == "li" and self._blocks[place] in _LISTS):
                break
        return -1

    def _close_blocks_to(self, depth: int) -> None:
        self._close_inlines_to(0)
        while len(self._blocks) > depth:
            self._in_table = False
            self._out.append(f"</{self._blocks.pop()}>")
        self._inlines = [inline for inline in self._inlines if inline.depth <= depth]
        self._start_afresh()

    def _close_inlines_to(self, place: int) -> None:
        while self._written > place:
            self._written -= 1
            self._out.append(f"</{self._inlines[self._written].tag}>")

    def _start_afresh(self) -> None:
        self._pending = 0
        self._soft = False
        self._after_break = False
        self._fresh = True
        self._gap = ""
