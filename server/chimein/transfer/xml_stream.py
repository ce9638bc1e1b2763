"""XML as a flat stream of nodes, so that a file of any size needs no more memory than its longest text.

Document types are refused outright: without them there are no entities to expand and nothing to fetch.
This file knows no format; what the nodes mean is for the readers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple, Protocol, cast
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from chimein.transfer.unreadable import UnreadableFile

CHUNK_BYTES = 64 * 1024
MAX_DEPTH = 100
"""No format that we read nests elements deeper than ten."""


class Node(NamedTuple):
    """An element that begins (`text` is empty) or ends (`text` is its own text, without its children's)."""

    ends: bool
    name: str
    """`local`, or `{namespace}local`."""
    text: str
    line: int


class _Expat(Protocol):
    CurrentLineNumber: int


class _Parser(Protocol):
    parser: _Expat

    def feed(self, data: bytes) -> None: ...
    def close(self) -> object: ...


def xml_nodes(file: BinaryIO) -> Iterator[Node]:
    """The elements of a file in its order; `UnreadableFile` at the line where it stops being XML."""
    target = _Target()
    parser = cast(_Parser, DefusedXMLParser(target=target, forbid_dtd=True))
    target.expat = parser.parser
    while chunk := file.read(CHUNK_BYTES):
        _feed(parser, chunk)
        yield from target.take()
    _finish(parser)
    yield from target.take()


@dataclass(slots=True)
class _Target:
    """Collects what the parser reports until the reader takes it."""

    expat: _Expat | None = None
    nodes: list[Node] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self.texts) == MAX_DEPTH:
            raise UnreadableFile(self._line(), f"elements are nested more than {MAX_DEPTH} deep.")
        self.texts.append([])
        self.nodes.append(Node(ends=False, name=name, text="", line=self._line()))

    def data(self, text: str) -> None:
        self.texts[-1].append(text)

    def end(self, name: str) -> None:
        self.nodes.append(Node(ends=True, name=name, text="".join(self.texts.pop()), line=self._line()))

    def close(self) -> None:
        """Part of what the parser asks of a target."""

    def take(self) -> list[Node]:
        taken, self.nodes = self.nodes, []
        return taken

    def _line(self) -> int:
        return self.expat.CurrentLineNumber if self.expat else 1


def _feed(parser: _Parser, chunk: bytes) -> None:
    try:
        parser.feed(chunk)
    except (ParseError, ValueError, LookupError) as error:
        raise _refusal(parser, error) from error


def _finish(parser: _Parser) -> None:
    try:
        parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise _refusal(parser, error) from error


def _refusal(parser: _Parser, error: Exception) -> UnreadableFile:
    line = parser.parser.CurrentLineNumber
    if isinstance(error, DefusedXmlException):
        return UnreadableFile(
            line,
            "it declares a document type or entities, which no export needs and nobody should follow.",
        )
    if isinstance(error, ParseError):
        line = error.position[0]
        reason = str(error).partition(":")[0]
        return UnreadableFile(line, f"this is not well-formed XML ({reason}).")
    return UnreadableFile(line, "the text encoding that the file declares cannot be read.")
