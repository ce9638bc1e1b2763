"""What every answer has in common: HEAD, preflights, security headers, limits of size and time, one line in the log."""

import asyncio
import logging
import time
from collections.abc import Mapping

import msgspec
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from chimein.rules.refusals import Malformed, Refusal, TooLarge, TooSlow, Unavailable
from chimein.web.origins import PREFLIGHT, OriginBook
from chimein.web.problems import MEDIA_TYPE, problem_of

LARGEST_BODY = 128 * 1024
BODY_SECONDS = 20.0
ANSWER_SECONDS = 30.0
LOG = logging.getLogger("chimein.access")
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Manners:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, origins: OriginBook) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        origin = headers[b"origin"].decode("latin-1") if b"origin" in headers else None
        answer = _Answer(scope, send, await self._origins.headers_for(scope, origin))
        try:
            if scope["method"] == "OPTIONS":
                await answer.empty(204, PREFLIGHT)
                return
            await self._answered(_Body(receive, headers), answer)
        finally:
            answer.log()

    async def _answered(self, body: "_Body", answer: "_Answer") -> None:
        try:
            body.check_announced()
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._app(answer.scope, body.receive, answer.send)
        except Refusal as refusal:
            await answer.problem(refusal)
        except TimeoutError:
            await answer.problem(Unavailable(retry_after=5))


class _Body:
    """The request's body, refused when it is too large or drips."""

    def __init__(self, receive: Receive, headers: Mapping[bytes, bytes]) -> None:
        self._receive = receive
        self._announced = headers.get(b"content-length", b"0")
        self._read = 0
        self._complete = False
        self._deadline = time.monotonic() + BODY_SECONDS

    def check_announced(self) -> None:
        """Refuse by the Content-Length, before a byte is read."""
        if not self._announced.isdigit():
            raise Malformed
        if int(self._announced) > LARGEST_BODY:
            raise TooLarge

    async def receive(self) -> Message:  # type: ignore[override,unused-ignore]
        """The next part of the body, or the news that the client left."""
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout(max(0.0, self._deadline - time.monotonic())):
                message = await self._receive()
        except TimeoutError as slow:
            raise TooSlow from slow
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            self._complete = not message.get("more_body", False)
            if self._read > LARGEST_BODY:
                raise TooLarge
        return message


class _Answer:
    """The response on its way out."""

    def __init__(self, scope: Scope, send: Send, cross_origin: Mapping[str, str]) -> None:
        # A copy, because the server below must still know that it was a HEAD.
        self.scope = scope.copy()
        if scope["method"] == "HEAD":
            self.scope["method"] = "GET"
        self._send = send
        self._common = [(name.lower().encode(), value.encode("latin-1")) for name, value in cross_origin.items()]
        self._is_head = scope["method"] == "HEAD"
        self._method = scope["method"]
        self._started = time.monotonic()
        self._status = 0
        self._bytes = 0

    async def send(self, message: Message) -> None:
        """Pass a message on, with the common headers, and without the body of a HEAD."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message["headers"] = self._completed(list(message["headers"]))
        elif message["type"] == "http.response.body":
            if self._is_head:
                message = {**message, "body": b""}  # type: ignore[typeddict-item,assignment]
            self._bytes += len(message.get("body", b""))
        await self._send(message)

    async def empty(self, status: int, headers: Mapping[str, str]) -> None:
        """An answer of headers alone."""
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": raw})
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def problem(self, refusal: Refusal) -> None:
        """An answer that refuses; nothing, if another was begun."""
        if self._status:
            return
        content = msgspec.json.encode(problem_of(refusal))
        raw = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(content)).encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
        ]
        if refusal.retry_after is not None:
            raw.append((b"retry-after", str(refusal.retry_after).encode()))
        await self.send({"type": "http.response.start", "status": refusal.status, "headers": raw})
        await self.send({"type": "http.response.body", "body": content, "more_body": False})

    def log(self) -> None:
        """One line, nothing personal in it: no address, no query, no name."""
        LOG.info(
            "answered",
            extra={
                "method": self._method,
                "route": str(self.scope.get("path_template") or "-"),
                "status": self._status,
                "bytes": self._bytes,
                "ms": round((time.monotonic() - self._started) * 1000, 1),
            },
        )

    def _completed(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        present = {name.lower() for name, _ in headers}
        for name, value in SECURITY.items():
            raw = name.lower().encode()
            if raw not in present:
                headers.append((raw, value.encode()))
        vary = [value for name, value in headers if name.lower() == b"vary"]
        for name, value in self._common:
            if name == b"vary" and vary:
                headers = [(key, b", ".join([*vary, value]) if key.lower() == b"vary" else old) for key, old in headers]
            elif name not in present:
                headers.append((name, value))
        return headers
