"""Hot reads: a thread that was asked for lately is answered with ready bytes, under any ASGI server.

`HotReads` stands before the whole application. Our own protocol class (`web/protocol.py`) asks it earlier, where
a request has cost next to nothing yet; both fronts send the same bytes from the same memory. Whatever is unusual
about a request sends it on to the application.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from chimein.access.threads import Located
from chimein.figures import DoorFigures
from chimein.rules.closing import closes_at
from chimein.rules.page_urls import explicit_key
from chimein.store.news import Changed
from chimein.web.answers import is_among
from chimein.web.compression import encoding_for
from chimein.web.hot_log import HotLog
from chimein.web.known_heads import KnownHeads, Question
from chimein.web.ready import Filling, Header, Key, Ready, ReadyAnswers
from chimein.web.wire_posts import WirePosts

LONGEST_TARGET = 4096
LONGEST_ACCEPT = 256
"""Bytes; what browsers send has 30, and longer ones would only fill memory."""
_PATH = re.compile(rb"/api/v1/sites/[A-Za-z0-9_.~-]+/thread")
_PARAMETERS = frozenset({"url", "thread", "page", "order", "body", "around", "min_version"})
_SCOPE_KEY = "chimein.filling"
_MATTERS = frozenset(
    {b"accept-encoding", b"if-none-match", b"content-length", b"transfer-encoding", b"expect", b"upgrade"}
)
_SECRETS = frozenset({b"cookie", b"authorization", b"proxy-authorization"})


class Wish(NamedTuple):
    """Of a request's headers, what an answer depends on."""

    encoding: str
    known: bytes
    """If-None-Match, as it came."""


class HotReads:
    """Answers what is ready; has the application make the rest, and keeps it."""

    def __init__(
        self, app: ASGIApp, answers: ReadyAnswers, figures: DoorFigures, posts: WirePosts | None = None
    ) -> None:
        """`posts`: who answers new comments for our own protocol class."""
        self._app = app
        self.posts = posts
        self.answers = answers
        self.figures = figures
        self.log = HotLog(figures)
        self.heads = KnownHeads()
        self._date_from: list[Header] = []
        self._date = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != ScopeType.HTTP or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        wish = wish_of(scope["headers"])
        if wish is None:
            await self._app(scope, receive, send)
            return
        key = (_target(scope), wish.encoding)
        ready = self.answers.find(key)
        if ready is None and scope["method"] == "GET" and not wish.known and _may_be_kept(key[0]):
            ready = await self._shared(key)
            if ready is None:
                await self._fill(key, scope, receive, send)
                return
        if ready is None:
            await self._app(scope, receive, send)
        else:
            await self._send(ready, (scope["method"], wish.known), send)

    def wire(self, question: Question, server: list[Header]) -> bytes | None:
        """The whole answer as bytes, if it is ready. `server`: uvicorn's own headers, a new list each second."""
        method, key, known = question
        ready = self.answers.find(key)
        if ready is None:
            return None
        if server is not self._date_from:
            self._date = b"".join(b"%b: %b\r\n" % header for header in server)
            self._date_from = server
        if known and knows(known, ready.etag):
            self.log.count(method, 304, 0)
            return ready.bare.at(self._date)
        whole = ready.whole.at(self._date)
        if method == b"HEAD":
            self.log.count(method, 200, 0)
            return whole[: len(whole) - ready.body_bytes]
        self.log.count(method, 200, ready.body_bytes)
        return whole

    async def _shared(self, key: Key) -> Ready | None:
        filling = self.answers.under_way(key)
        return await asyncio.shield(filling.made) if filling is not None else None

    async def _fill(self, key: Key, scope: HTTPScope, receive: Receive, send: Send) -> None:
        filling = self.answers.begin(key)
        listening = _Listening(self.answers, filling, send)
        try:
            await self._app(_with(scope, filling), receive, listening.send)
        finally:
            self.answers.end(filling)

    async def _send(self, ready: Ready, asked: tuple[str, bytes], send: Send) -> None:
        method, known = asked
        if known and knows(known, ready.etag):
            status, headers, body = 304, ready.bare_headers(), b""
        else:
            status, headers, body = 200, ready.headers(), b"" if method == "HEAD" else ready.body()
        self.log.count(method.encode(), status, len(body))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


class _Listening:
    """Keeps what the application sends, if that said what it shows."""

    def __init__(self, answers: ReadyAnswers, filling: Filling, send: Send) -> None:
        self._answers = answers
        self._filling = filling
        self._send = send
        self._headers: list[Header] = []

    async def send(self, message: Message) -> None:
        """Pass a message on. It is kept first, because whoever shares it must not wait for a slow reader."""
        if message["type"] == "http.response.start" and message["status"] == 200:
            self._headers = list(message["headers"])
        elif message["type"] == "http.response.body" and self._headers and self._filling.shows:
            if not message.get("more_body", False):
                ready = Ready(self._filling, self._headers, message.get("body", b""))
                self._answers.keep(self._filling, ready)
            self._headers = []
        await self._send(message)


def shows(scope: Mapping[str, Any], located: Located, explicit: str | None, now: int) -> None:
    """Say what the answer in this scope is made of, so that it can be kept until that changes."""
    filling = scope.get(_SCOPE_KEY)
    if not isinstance(filling, Filling):
        return
    site, thread = located.site, located.thread
    keys = {located.address.key} | ({explicit_key(explicit)} if explicit else set())
    found = {Changed(site.site_id), *(Changed(site.site_id, key=key) for key in keys)}
    if thread is not None:
        found.add(Changed(site.site_id, thread.id))
        moment = closes_at(thread, site.settings.close_days)
        filling.until = moment if moment is not None and now < moment else None
    filling.shows = frozenset(found)


def wish_of(headers: Iterable[Header]) -> Wish | None:
    """What is asked for; None: something that only the application should weigh."""
    accepted = known = None
    for name, value in headers:
        if name not in _MATTERS:
            continue
        if name == b"accept-encoding" and accepted is None:
            accepted = value
        elif name == b"if-none-match" and known is None:
            known = value
        else:
            return None
    if accepted is not None and len(accepted) > LONGEST_ACCEPT:
        return None
    return Wish(_encoding(accepted or b""), known or b"")


def question_of(method: bytes, target: bytes, headers: Iterable[Header]) -> Question | None:
    """A request without a body as a question for a ready answer; None: something that only the application weighs."""
    wish = wish_of(headers)
    return None if wish is None else Question(method, (target, wish.encoding), wish.known)


def is_secretive(headers: Iterable[Header]) -> bool:
    """Whether a request says what nobody should remember for longer than it takes to answer."""
    return any(name in _SECRETS for name, _ in headers)


def knows(asked: bytes, etag: bytes) -> bool:
    """Whether an If-None-Match names this answer."""
    return asked == etag or is_among(asked.decode("latin-1"), etag.decode("latin-1"))


@lru_cache(maxsize=512)
def _encoding(accepted: bytes) -> str:
    return encoding_for(accepted.decode("latin-1"))


def _with(scope: HTTPScope, filling: Filling) -> HTTPScope:
    told = scope.copy()
    told[_SCOPE_KEY] = filling  # type: ignore[literal-required]
    return told


def _target(scope: HTTPScope) -> bytes:
    path, query = scope.get("raw_path") or b"", scope["query_string"]
    return b"%b?%b" % (path, query)


def _may_be_kept(target: bytes) -> bool:
    # A parameter that means nothing would let anybody fill the memory with copies of one answer.
    path, _, query = target.partition(b"?")
    if len(target) > LONGEST_TARGET or _PATH.fullmatch(path) is None:
        return False
    asked = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return bool(asked) and all(name in _PARAMETERS for name, _ in asked)
