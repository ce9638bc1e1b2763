"""Turns plain text into HTML: paragraphs, line breaks and links, and nothing that the writer did not type."""

import re
from html import escape

_ADDRESS = re.compile(r"(?<![\w@./-])(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
_LEFT_OUT_AT_THE_END = ".,;:!?'*_~’”»…"
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def html_of_text(source: str) -> str:
    """Paragraphs where blank lines are, `br` where newlines are, and `a` around http(s) and www addresses."""
    paragraphs = (part for part in _BLANK_LINES.split(source) if part.strip())
    return "".join(f"<p>{_lines(part)}</p>" for part in paragraphs)


def _lines(paragraph: str) -> str:
    return "<br>".join(_linked(line) for line in paragraph.strip("\n").split("\n"))


def _linked(line: str) -> str:
    pieces: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(line):
        address = _without_trailing_punctuation(found.group())
        pieces += escape(line[end : found.start()]), _link(address)
        end = found.start() + len(address)
    return "".join([*pieces, escape(line[end:])])


def _link(address: str) -> str:
    target = address if address[:4].lower() == "http" else f"http://{address}"
    return f'<a href="{escape(target)}">{escape(address)}</a>'


def _without_trailing_punctuation(address: str) -> str:
    """A sentence's full stop is not part of the address; neither is a bracket that was opened before it."""
    unopened = address.count(")") - address.count("(")
    end = len(address)
    while end > 0:
        if address[end - 1] == ")" and unopened > 0:
            unopened -= 1
        elif address[end - 1] not in _LEFT_OUT_AT_THE_END:
            break
        end -= 1
    return address[:end]
