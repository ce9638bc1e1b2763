"""The short way of a new comment: from the request to `comments.told_post`, past the framework.

The framework's part of a post is as much work as all of our own. The route in `web/comments.py` stays, and asks the
same function: tests/web/test_direct_posts.py holds both to the same bytes. Anything but a new comment goes on to it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from chimein.rules.refusals import Refusal
from chimein.web.answers import Carrier, raw_headers
from chimein.web.comments import told_post
from chimein.web.problems import told_refusal
from chimein.web.telling import tell

ROUTE = "/api/v1/sites/{site}/comments"
_PATH = re.compile(r"/api/v1/sites/([A-Za-z0-9_.~-]+)/comments")


class DirectPosts:
    """Takes new comments itself; everything else is the application's."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        """`state`: what the framework's application carries."""
        self._app = app
        self._carrier = _Carrier(state)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        found = _PATH.fullmatch(scope["path"])
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["path_template"] = ROUTE
        post = _Post(scope, receive, self._carrier)
        try:
            told = await told_post(post, found[1])
        except _Left:
            return
        except Refusal as refusal:
            tell(scope, refusal.code)
            told = told_refusal(refusal)
        await send({"type": "http.response.start", "status": told.status, "headers": raw_headers(told)})
        await send({"type": "http.response.body", "body": told.content, "more_body": False})


@dataclass(frozen=True, slots=True)
class _Carrier:
    state: State


class _Left(Exception):
    """Nobody waits for the answer any more."""


class _Post:
    """As much of a request as a comment depends on."""

    __slots__ = ("_receive", "app", "headers", "scope")

    def __init__(self, scope: HTTPScope, receive: Receive, carrier: Carrier) -> None:
        self.scope = scope
        self.app = carrier
        self.headers = _Lines(scope["headers"])
        self._receive = receive

    async def body(self) -> bytes:
        """All of it, once."""
        parts = b""
        while True:
            message = await self._receive()
            if message["type"] != "http.request":
                raise _Left
            parts += message["body"]
            if not message["more_body"]:
                return parts


class _Lines:
    """Headers by their names in small letters."""

    __slots__ = ("_lines",)

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._lines: dict[str, list[str]] = {}
        for name, value in raw:
            self._lines.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))

    def get(self, name: str, default: str, /) -> str:
        """The first line of this name."""
        found = self._lines.get(name)
        return found[0] if found else default

    def getall(self, name: str, default: list[str], /) -> list[str]:
        """Every line of this name, in order."""
        return self._lines.get(name, default)
