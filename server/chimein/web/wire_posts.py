"""The shortest way of a new comment: from bytes that were read off the wire to bytes that go back over it.

Our own protocol class (`web/protocol.py`) comes here with plain posts that arrived whole; ASGI's scope, its queues and
its tasks would cost as much again as all of our work. Any other request, and every server but our own, takes the way
through ASGI: tests/web/test_wire_posts.py holds both to the same bytes.
"""

import asyncio
import re
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, NamedTuple

import msgspec

from chimein.figures import DoorFigures
from chimein.messages.problems import Problem
from chimein.rules.refusals import Refusal, Unavailable
from chimein.web.answers import Told, raw_headers
from chimein.web.bounds import ANSWER_SECONDS, LARGEST_BODY
from chimein.web.comments import told_post
from chimein.web.finishing import Answered, completed, note, problem_headers
from chimein.web.origins import CrossOrigin
from chimein.web.problems import INTERNAL, MEDIA_TYPE, log_crash, problem_of, told_refusal
from chimein.web.telling import outcome_of, tell
from chimein.web.turns import Turns

BEGUN_IN_A_TURN = 8
Header = tuple[bytes, bytes]
ROUTE = "/api/v1/sites/{site}/comments"
_PATH = re.compile(rb"/api/v1/sites/([A-Za-z0-9_.~-]+)/comments")
_MATTERS = {
    name.encode(): name
    for name in ("content-length", "content-type", "host", "idempotency-key", "origin", "x-forwarded-for")
}
_UNUSUAL = frozenset({b"transfer-encoding", b"expect", b"upgrade"})


class WirePost:
    """A request for a new comment: as much of it as the answer depends on."""

    __slots__ = ("_body", "app", "headers", "scope", "site", "started")

    def __init__(self, app: "_Carrier", asked: tuple[str, "Lines"], client: tuple[str, int] | None) -> None:
        self.app = app
        self.site, self.headers = asked
        self.scope: dict[str, Any] = {"client": client}
        self.started = time.monotonic()
        self._body = b""

    def add(self, piece: bytes) -> None:
        """More of its body."""
        self._body += piece

    async def body(self) -> bytes:
        """All of it."""
        return self._body

    @property
    def read(self) -> bytes:
        """What was added so far."""
        return self._body


class Lines:
    """Headers that matter and came once, by their names in small letters."""

    __slots__ = ("_lines",)

    def __init__(self, lines: dict[str, str]) -> None:
        self._lines = lines

    def get(self, name: str, default: str, /) -> str:
        """The line of this name."""
        return self._lines.get(name, default)

    def getall(self, name: str, default: list[str], /) -> list[str]:
        """The same in a list."""
        found = self._lines.get(name)
        return default if found is None else [found]


class Reply(NamedTuple):
    """An answer without the server's own headers."""

    status: int
    lines: bytes
    body: bytes
    hangs_up: bool = False

    def wire(self, server: Iterable[Header], *, keeps: bool) -> bytes:
        """The whole of it; `server`: the server's own headers, `keeps`: whether the connection goes on."""
        end = b"\r\n" if keeps or self.hangs_up else b"connection: close\r\n\r\n"
        return b"".join((_status_line(self.status), joined(server), self.lines, end, self.body))


class _Carrier(NamedTuple):
    state: Any


class WirePosts:
    """Answers plain posts of new comments."""

    def __init__(self, state: Any, origins: CrossOrigin, figures: DoorFigures) -> None:  # noqa: ANN401 - the framework's
        """`state`: what the framework's application carries."""
        # The framework's own object looks each thing up in Python.
        self._carrier = _Carrier(SimpleNamespace(**state.dict()))
        self._origins = origins
        self._figures = figures
        self.turns = Turns(BEGUN_IN_A_TURN)

    def begin(self, url: bytes, headers: Iterable[Header], client: tuple[str, int] | None) -> WirePost | None:
        """The post that this head begins; nothing, if anything about it is unusual."""
        found = _PATH.fullmatch(url)
        lines = _plain(headers) if found is not None else None
        if found is None or lines is None:
            return None
        return WirePost(self._carrier, (found[1].decode(), Lines(lines)), client)

    async def answer(self, post: WirePost) -> Reply:
        """What it is answered with. Raises nothing."""
        cross_origin: dict[str, str] = {}
        try:
            cross_origin = await self._origins.headers_for_writer(post.site, post.headers.get("origin", "") or None)
            async with asyncio.timeout(ANSWER_SECONDS):
                told = await self._told(post)
            reply = reply_of(told, cross_origin)
        except TimeoutError:
            tell(post.scope, Unavailable.code)
            reply = broken_off(problem_of(Unavailable()), cross_origin, retry_after=5)
        except Exception as failure:  # noqa: BLE001 - the last place where a mistake of ours can get a decent answer
            log_crash(failure, ROUTE)
            tell(post.scope, INTERNAL.code)
            reply = broken_off(INTERNAL, cross_origin)
        seconds, outcome = time.monotonic() - post.started, outcome_of(post.scope)
        note(self._figures, Answered("POST", ROUTE, reply.status, len(reply.body), seconds, outcome))
        return reply

    async def _told(self, post: WirePost) -> Told:
        try:
            return await told_post(post, post.site)
        except Refusal as refusal:
            tell(post.scope, refusal.code)
            return told_refusal(refusal)


def reply_of(told: Told, cross_origin: Mapping[str, str]) -> Reply:
    """An answer that was told, with the headers that every answer has."""
    return Reply(told.status, joined(completed(raw_headers(told), told.status, cross_origin)), told.content)


def broken_off(problem: Problem, cross_origin: Mapping[str, str], retry_after: int | None = None) -> Reply:
    """The end of what could not be answered, and of its connection."""
    content = msgspec.json.encode(problem)
    raw = problem_headers((MEDIA_TYPE, len(content)), retry_after, hangs_up=True)
    return Reply(problem.status, joined(completed(raw, problem.status, cross_origin)), content, hangs_up=True)


def joined(headers: Iterable[Header]) -> bytes:
    """Headers as lines."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])


@lru_cache
def _status_line(status: int) -> bytes:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()


def _plain(headers: Iterable[Header]) -> dict[str, str] | None:
    """The headers that matter; nothing where there is any that only ASGI's way knows what to do with."""
    found: dict[str, str] = {}
    for name, value in headers:
        if name in _UNUSUAL:
            return None
        key = _MATTERS.get(name)
        if key is not None:
            if key in found:
                return None
            found[key] = value.decode("latin-1")
    length = found.get("content-length", "")
    return found if length.isascii() and length.isdigit() and int(length) <= LARGEST_BODY else None
