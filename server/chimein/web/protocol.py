"""HTTP/1.1 on the wire, with the patience that the server underneath lacks: a limit on how long and how large a
request's head may be.

It uses insides of uvicorn's protocol class; the release is pinned, and tests/web/test_protocol.py covers it.
"""

from asyncio import TimerHandle, Transport

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chimein.rules.refusals import Malformed, Refusal, TooLarge, TooSlow
from chimein.web.problems import MEDIA_TYPE, problem_of

HEAD_SECONDS = 10.0
HEAD_BYTES = 32 * 1024
_PHRASES = {400: "Bad Request", 408: "Request Timeout", 413: "Content Too Large"}


class PatientProtocol(HttpToolsProtocol):
    """Closes a connection whose request's head drips or never ends."""

    head_seconds = HEAD_SECONDS
    _timer: TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """A client came; its first request is awaited."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client left."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes came; those of a head are counted."""
        if self._timer is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES and self._is_idle() and not self._ends_head(data):
                self._refuse(TooLarge("The request's head is too large."))
                return
        super().data_received(data)

    def _ends_head(self, data: bytes) -> bool:
        """Whether these bytes end a head; a body may follow in the same bytes."""
        return b"\r\n\r\n" in data[:HEAD_BYTES]

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        if self._timer is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        """The head is whole; from here the application watches the time."""
        self._stop_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """What came was not HTTP."""
        self._refuse(Malformed(msg))

    def _await_head(self) -> None:
        self._head_bytes = 0
        self._timer = self.loop.call_later(self.head_seconds, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if self._is_idle():
            self._refuse(TooSlow())

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _refuse(self, refusal: Refusal) -> None:
        self._stop_waiting()
        if self.transport.is_closing():
            return
        content = msgspec.json.encode(problem_of(refusal))
        head = (
            f"HTTP/1.1 {refusal.status} {_PHRASES[refusal.status]}\r\ncontent-type: {MEDIA_TYPE}\r\n"
            f"content-length: {len(content)}\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + content)
        self.transport.close()
