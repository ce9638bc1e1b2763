"""The shortest way of a new comment: from bytes that were read off the wire to bytes that go back over it.

Our own protocol class (`web/protocol.py`) comes here with plain posts that arrived whole; ASGI's scope, its queues and
its tasks would cost as much again as all of our work. Any other request, and every server but our own, takes the way
through ASGI: tests/web/test_wire_posts.py holds both to the same bytes.
"""

import re
import time
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, NamedTuple

from chimein.figures import DoorFigures
from chimein.rules.whole_numbers import is_whole_number
from chimein.web.answers import Told
from chimein.web.bounds import LARGEST_BODY
from chimein.web.comments import told_post
from chimein.web.origins import CrossOrigin
from chimein.web.plain_headers import plain_headers
from chimein.web.turns import Turns
from chimein.web.wire_answers import Header, Question, Reply, replied

BEGUN_IN_A_TURN = 2
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
        question = Question("POST", ROUTE, post.scope, post.started, cross_origin)
        return await replied(question, self._told(post, cross_origin), self._figures)

    async def _told(self, post: WirePost, cross_origin: dict[str, str]) -> Told:
        cross_origin |= await self._origins.headers_for_writer(post.site, post.headers.get("origin", "") or None)
        return await told_post(post, post.site)


def _plain(headers: Iterable[Header]) -> dict[str, str] | None:
    """The headers that matter; nothing where there is any that only ASGI's way knows what to do with."""
    found = plain_headers(headers, _MATTERS, _UNUSUAL)
    if found is None or not is_whole_number(found.get("content-length", ""), high=LARGEST_BODY):
        return None
    return found
