"""The short way of a reader whose answer is not ready: from the request to `threads.told_thread`, past the framework.

It answers plain questions for a thread and nothing else. Whatever is unusual, and whatever is refused, goes on to the
framework's route, which asks the same function: tests/web/test_cold.py holds both to the same bytes.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from chimein.rules.refusals import Refusal
from chimein.web.answers import Told, raw_headers
from chimein.web.plain_headers import plain_headers
from chimein.web.threads import told_thread
from chimein.wiring import Instance

ROUTE = "/api/v1/sites/{site}/thread"
_PATH = re.compile(r"/api/v1/sites/([A-Za-z0-9_.~-]+)/thread")
_MATTERS = {b"accept-encoding": "accept-encoding", b"if-none-match": "if-none-match"}
_UNUSUAL = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})


class ColdReads:
    """Answers readers of threads itself; everything else is the application's."""

    def __init__(self, app: ASGIApp, instance: Instance) -> None:
        self._app = app
        self._instance = instance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        told = None
        if scope["type"] == ScopeType.HTTP and scope["method"] == "GET":
            told = await self._told(scope)
        if told is None:
            await self._app(scope, receive, send)
            return
        scope["path_template"] = ROUTE
        await send({"type": "http.response.start", "status": told.status, "headers": raw_headers(told)})
        await send({"type": "http.response.body", "body": told.content, "more_body": False})

    async def _told(self, scope: HTTPScope) -> Told | None:
        found = _PATH.fullmatch(scope["path"])
        headers = reading_headers(scope["headers"]) if found else None
        if found is None or headers is None:
            return None
        try:
            return await told_thread(self._instance, PlainRequest(scope, headers), found[1])
        except Refusal:
            # Told by whoever tells all refusals.
            return None


class PlainRequest:
    """As much of a request as an answer depends on."""

    __slots__ = ("headers", "query_params", "scope")

    def __init__(self, scope: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self.scope = scope
        self.headers = headers
        self.query_params = _Query(scope["query_string"])


class _Query:
    """A query, read as the framework reads it."""

    __slots__ = ("_values",)

    def __init__(self, query: bytes) -> None:
        self._values: dict[str, list[str]] = {}
        for part in query.decode("latin-1").split("&"):
            name, _, value = part.partition("=")
            if value:
                self._values.setdefault(_plain(name), []).append(_plain(value))

    def getall(self, key: str, default: list[str], /) -> list[str]:
        """Every value of one parameter, in order."""
        return self._values.get(key, default)


def _plain(text: str) -> str:
    # As `urllib.parse.parse_qsl` has it, which costs three times as much where nearly all is plain.
    spaced = text.replace("+", " ")
    if "%" not in spaced:
        return spaced
    return unquote_to_bytes(spaced).decode(errors="replace") if spaced.isascii() else unquote(spaced)


def reading_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str] | None:
    """What a reader's headers say; None: the framework should weigh this request."""
    return plain_headers(headers, _MATTERS, _UNUSUAL)
