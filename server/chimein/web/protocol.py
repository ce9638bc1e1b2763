"""HTTP/1.1 on the wire, with what the server underneath lacks: a limit on how long and how large a request's head may
be, and answers that are ready, sent before a request has cost anything.

It uses insides of uvicorn's protocol class; the release is pinned, and tests/web/test_protocol.py and test_hot.py
cover it.
"""

import logging
from asyncio import TimerHandle, Transport

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chimein.figures import DoorFigures
from chimein.rules.refusals import Malformed, Refusal, TooLarge, TooSlow, Unavailable
from chimein.web.hot import HotReads
from chimein.web.problems import MEDIA_TYPE, problem_of

LOG = logging.getLogger("chimein.access")
HEAD_SECONDS = 10.0
HEAD_BYTES = 32 * 1024
_END = b"\r\n\r\n"
_PHRASES = {400: "Bad Request", 408: "Request Timeout", 413: "Content Too Large", 503: "Service Unavailable"}


class PatientProtocol(HttpToolsProtocol):
    """Closes a connection whose request's head drips or never ends; answers at once what is ready."""

    head_seconds = HEAD_SECONDS
    _timer: TimerHandle | None = None
    _head_bytes = 0
    _in_head = False
    _hot: HotReads | None = None
    _was_hot = False
    _last_hot = 0.0
    _idle_timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """A client came; its first request is awaited."""
        super().connection_made(transport)
        self._hot = self.app if isinstance(self.app, HotReads) else None
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client left."""
        self._stop_waiting()
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes came; those of a head are counted."""
        if self._timer is not None and self._is_too_large(len(data)) and not self._ends_head(data):
            self._refuse(TooLarge("The request's head is too large."))
            return
        super().data_received(data)
        if self._in_head and self._timer is None:
            # Only heads that come in pieces pay for a timer.
            self._await_head()
            if self._is_too_large(len(data) - data.rfind(_END) - len(_END)):
                self._refuse(TooLarge("The request's head is too large."))

    def _is_too_large(self, more: int) -> bool:
        self._head_bytes += more
        return self._head_bytes > HEAD_BYTES and self._is_idle()

    def _ends_head(self, data: bytes) -> bool:
        """Whether these bytes end a head; a body may follow in the same bytes."""
        return _END in data[:HEAD_BYTES]

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """The head is whole: answer at once what is ready; else the application watches the time from here."""
        self._in_head = False
        self._stop_waiting()
        answer = self._ready_answer()
        if answer is None:
            super().on_headers_complete()
            return
        self._was_hot = True
        self.server_state.total_requests += 1
        self.transport.write(answer)
        self._last_hot = self.loop.time()
        if self._idle_timer is None:
            self._idle_timer = self.loop.call_later(self.timeout_keep_alive, self._look_for_idleness)

    def on_message_complete(self) -> None:
        """A request is whole."""
        if self._was_hot:
            # No cycle of the server's was begun for it.
            self._was_hot = False
            return
        super().on_message_complete()

    def _ready_answer(self) -> bytes | None:
        """The ready answer, unless anything forbids to send it now: its turn has not come, or its end is not plain."""
        if self._hot is None or not self._is_idle() or self.flow.write_paused:
            return None
        parser, method = self.parser, self.parser.get_method()
        if method not in (b"GET", b"HEAD") or not parser.should_keep_alive() or parser.should_upgrade():
            return None
        if parser.get_http_version() != "1.1":
            return None
        return self._hot.wire(method, self.url, self.headers, self.server_state.default_headers)

    def _look_for_idleness(self) -> None:
        # One timer for many answers: it looks when the last one was, and begins again for what is left.
        self._idle_timer = None
        if self._in_head or self.timeout_keep_alive_task is not None or not self._is_idle():
            return
        left = self._last_hot + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._idle_timer = self.loop.call_later(left, self._look_for_idleness)
        else:
            self.timeout_keep_alive_handler()

    def give_up(self) -> None:
        """The server stops and waits no longer: say so, unless an answer was begun, and hang up."""
        if self.cycle is not None and self.cycle.response_started:
            self.transport.close()
        else:
            self._refuse(Unavailable("This server is stopping.", retry_after=5))

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
        waits = "" if refusal.retry_after is None else f"retry-after: {refusal.retry_after}\r\n"
        head = (
            f"HTTP/1.1 {refusal.status} {_PHRASES[refusal.status]}\r\ncontent-type: {MEDIA_TYPE}\r\n{waits}"
            f"content-length: {len(content)}\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
        )
        figures = getattr(self.app, "figures", None)
        if isinstance(figures, DoorFigures):
            figures.answered(("-", "-"), refusal.status, 0.0)
        LOG.info("refused", extra={"status": refusal.status, "outcome": refusal.code, "bytes": len(content)})
        self.transport.write(head.encode() + content)
        self.transport.close()
