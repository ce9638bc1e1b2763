"""What every answer has in common: HEAD, preflights, security headers, limits of size and time, one line in the log."""

import asyncio
import time
from collections.abc import Mapping

import msgspec
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, ReceiveMessage, Scope, Send

from chimein.figures import DoorFigures
from chimein.messages.problems import Problem
from chimein.rules.refusals import Malformed, Refusal, TooLarge, TooSlow, Unavailable
from chimein.web.bounds import ANSWER_SECONDS, BEARABLE_BODY, BODY_SECONDS, LARGEST_BODY
from chimein.web.finishing import Answered, completed, note, problem_headers
from chimein.web.origins import CrossOrigin, preflight
from chimein.web.page_answers import POLICY, is_page, problem_as_page
from chimein.web.problems import INTERNAL, MEDIA_TYPE, log_crash, problem_of
from chimein.web.telling import outcome_of, tell
from chimein.web.traced import tell_span
from chimein.web.wire_posts import WirePosts
from chimein.web.wire_reads import WireReads


class Manners:
    """Wraps the whole application."""

    posts: WirePosts | None = None
    reads: WireReads | None = None
    """Who answers new comments for our own protocol class."""

    def __init__(
        self,
        app: ASGIApp,
        origins: CrossOrigin,
        figures: DoorFigures | None = None,
        *,
        body_seconds: float = BODY_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._app = app
        self._origins = origins
        self.figures = figures or DoorFigures()
        self._body_seconds = body_seconds
        self._answer_seconds = answer_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        origin = headers[b"origin"].decode("latin-1") if b"origin" in headers else None
        answer = _Answer(scope, send)
        try:
            answer.cross_origin = await self._origins.headers_for(scope, origin)
            if scope["method"] == "OPTIONS":
                await answer.empty(204, preflight(scope["path"]))
                return
            await self._answered(_Body(receive, headers, self._body_seconds), answer)
        except Exception as failure:  # noqa: BLE001 - the last place where a mistake of ours can get a decent answer
            log_crash(failure, answer.route)
            await answer.problem(INTERNAL)
        finally:
            answer.log(self.figures)

    async def _answered(self, body: "_Body", answer: "_Answer") -> None:
        try:
            body.check_announced()
            async with asyncio.timeout(self._answer_seconds):
                await self._app(answer.scope, body.receive, answer.send)
        except Refusal as refusal:
            answer.hangs_up = not body.is_bearable
            await answer.problem(problem_of(refusal), refusal.retry_after)
        except TimeoutError:
            await answer.problem(problem_of(Unavailable()), retry_after=5)


class _Body:
    """The request's body, refused when it is too large or drips."""

    def __init__(self, receive: Receive, headers: Mapping[bytes, bytes], seconds: float) -> None:
        self._receive = receive
        self._announced = headers.get(b"content-length", b"0")
        self._read = 0
        self._complete = False
        self._deadline = time.monotonic() + seconds

    def check_announced(self) -> None:
        """Refuse by the Content-Length, before a byte is read."""
        if not self._announced.isdigit():
            raise Malformed
        if int(self._announced) > LARGEST_BODY:
            raise TooLarge

    @property
    def is_bearable(self) -> bool:
        """Whether a body that is too large may still come, to be thrown away: a proxy that sends all of it before it
        reads would take a closed connection for a broken server, and the visitor would not be told.
        """
        return self._announced.isdigit() and LARGEST_BODY < int(self._announced) <= BEARABLE_BODY

    async def receive(self) -> ReceiveMessage:
        """The next part of the body, or the news that the client left."""
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout(max(0.0, self._deadline - time.monotonic())):
                message = await self._receive()
        except TimeoutError as slow:
            raise TooSlow from slow
        if message["type"] == "http.disconnect":
            raise Malformed("The request ended before its body did.")
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            self._complete = not message.get("more_body", False)
            if self._read > LARGEST_BODY:
                raise TooLarge
        return message


class _Answer:
    """The response on its way out."""

    def __init__(self, scope: HTTPScope, send: Send) -> None:
        # A copy, because the server below must still know that it was a HEAD.
        self.scope = scope.copy()
        if scope["method"] == "HEAD":
            self.scope["method"] = HttpMethod.GET
        self._send = send
        self.cross_origin: Mapping[str, str] = {}
        self.hangs_up = True
        """Whether a refusal ends the connection, with whatever else would come on it."""
        self._is_head = scope["method"] == "HEAD"
        self._method = scope["method"]
        self._started = time.monotonic()
        self._status = 0
        self._bytes = 0

    async def send(self, message: Message) -> None:
        """Pass a message on, with the common headers, and without the body of a HEAD."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message["headers"] = completed(list(message["headers"]), self._status, self.cross_origin)
        elif message["type"] == "http.response.body":
            if self._is_head:
                message = {**message, "body": b""}
            self._bytes += len(message.get("body", b""))
        await self._send(message)

    async def empty(self, status: int, headers: Mapping[str, str]) -> None:
        """An answer of headers alone."""
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": raw})
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def problem(self, problem: Problem, retry_after: int | None = None) -> None:
        """An answer that refuses; nothing, if another was begun."""
        tell(self.scope, problem.code)
        if self._status:
            return
        content, media_type = self._told(problem)
        raw = problem_headers((media_type, len(content)), retry_after, hangs_up=self.hangs_up)
        if is_page(self.scope["path"]):
            raw.append((b"content-security-policy", POLICY.encode()))
        await self.send({"type": "http.response.start", "status": problem.status, "headers": raw})
        await self.send({"type": "http.response.body", "body": content, "more_body": False})

    def _told(self, problem: Problem) -> tuple[bytes, str]:
        if not is_page(self.scope["path"]):
            return msgspec.json.encode(problem), MEDIA_TYPE
        accepted = dict(self.scope["headers"]).get(b"accept-language", b"").decode("latin-1")
        return problem_as_page(problem, accepted), "text/html; charset=utf-8"

    @property
    def route(self) -> str:
        """The pattern that the path fitted."""
        return str(self.scope.get("path_template") or "-")

    def log(self, figures: DoorFigures) -> None:
        """One line, nothing personal in it: no address, no query, no name; and the same for the figures."""
        seconds, outcome = time.monotonic() - self._started, outcome_of(self.scope)
        tell_span(self.scope, (self.route, self._method), self._status, outcome)
        note(figures, Answered(self._method, self.route, self._status, self._bytes, seconds, outcome))
