"""A real server whose memory of ready answers a test can look into, or exchange; and plain HTTP over its sockets."""

import asyncio
import re
import socket
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from msgspec import structs

from chimein.app import create_app
from chimein.web.hot import HotReads
from chimein.web.ready import MEGABYTE, ReadyAnswers
from running import Running

PAGE = "https://blog.example/post"
PATH = f"/api/v1/sites/blog/thread?url={PAGE}"
_DATE = re.compile(rb"date: [^\r]+\r\n")
_LENGTH = re.compile(rb"content-length: (\d+)\r\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    """Without the Date, which may differ."""
    body: bytes


def cold_app(server: Running, **changes: Any) -> Any:
    """The application without the memory; `changes` are those of the instance."""
    settings = structs.replace(server.settings, cache_mb=0)
    return create_app(replace(server.instance, settings=settings, **changes), wake=lambda: None)


def with_memory(server: Running, answers: ReadyAnswers | None = None, **changes: Any) -> ReadyAnswers:
    """Let the server answer from this memory, or a new one that can be looked into."""
    answers = answers or ReadyAnswers(changes.get("clock", server.instance.clock), 32 * MEGABYTE)
    server.instance.store.news.listen(answers.drop)
    server.use_app(HotReads(cold_app(server, **changes), answers, server.instance.figures))
    return answers


def connected(server: Running) -> socket.socket:
    """A plain connection."""
    return socket.create_connection(("127.0.0.1", server.settings.port), timeout=10)


def head_of(path: str = PATH, *headers: str, method: str = "GET", version: str = "1.1") -> bytes:
    """A request without a body."""
    lines = [f"{method} {path} HTTP/{version}", "Host: x", *headers, "", ""]
    return "\r\n".join(lines).encode()


def answers_of(connection: socket.socket, *methods: str) -> list[Answer]:
    """The answers to requests of these methods, in their order."""
    received = b""
    found: list[Answer] = []
    for method in methods:
        while b"\r\n\r\n" not in received:
            received += _more(connection)
        head, _, received = received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head + b"\r\n")
        size = int(length[1]) if length and method != "HEAD" else 0
        while len(received) < size:
            received += _more(connection)
        found.append(Answer(int(head[9:12]), _DATE.sub(b"", head + b"\r\n"), received[:size]))
        received = received[size:]
    assert received == b""
    return found


def asked(server: Running, *headers: str, method: str = "GET", path: str = PATH) -> Answer:
    """One answer, on a connection of its own that is kept alive."""
    with closing(connected(server)) as connection:
        connection.sendall(head_of(path, *headers, method=method))
        return answers_of(connection, method)[0]


def everything(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


class Line:
    """A connection for many questions, one after the other, in an event loop."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, server: Running) -> "Line":
        """Connect."""
        return cls(*await asyncio.open_connection("127.0.0.1", server.settings.port))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status and the body."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await self._reader.readexactly(int(length[1])) if length else b""
        return int(head[9:12]), body

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(65536)
    assert piece, "the server hung up"
    return piece
