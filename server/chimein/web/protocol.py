"""HTTP/1.1 on the wire, with what the server underneath lacks: a limit on how long and how large a request's head may
be, and answers that are ready, sent before a request has cost anything.

It uses insides of uvicorn's protocol class; the release is pinned, and tests/web/test_protocol.py and test_hot.py
cover it.
"""

import asyncio
import logging
from asyncio import TimerHandle, Transport
from collections.abc import Coroutine

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chimein.figures import DoorFigures
from chimein.rules.refusals import Malformed, Refusal, TooLarge, TooSlow, Unavailable
from chimein.web.hot import HotReads, is_secretive, question_of
from chimein.web.known_heads import Question
from chimein.web.problems import MEDIA_TYPE, problem_of
from chimein.web.wire_answers import Reply
from chimein.web.wire_posts import WirePost, WirePosts
from chimein.web.wire_reads import WireRead, WireReads

LOG = logging.getLogger("chimein.access")
HEAD_SECONDS = 10.0
HEAD_BYTES = 32 * 1024
_END = b"\r\n\r\n"
_PHRASES = {400: "Bad Request", 408: "Request Timeout", 413: "Content Too Large", 503: "Service Unavailable"}


class PatientProtocol(HttpToolsProtocol):
    """Closes a connection whose request's head drips or never ends; answers at once what is ready.

    New comments that arrive whole go to `WirePosts`, questions to `WireReads` where no answers are kept, and everything
    else through ASGI.
    """

    head_seconds = HEAD_SECONDS
    _timer: TimerHandle | None = None
    _head_bytes = 0
    _in_head = False
    _hot: HotReads | None = None
    _is_between = True
    """No request has begun, or the last one was answered by ready bytes: what comes now is a head."""
    _begun = 0
    """Requests that began in the bytes at hand."""
    _question: Question | None = None
    """Of the request at hand, if it was answered by ready bytes."""
    _posts: WirePosts | None = None
    _post: WirePost | None = None
    _reads: WireReads | None = None
    _read: WireRead | None = None
    _last_hot = 0.0
    _idle_timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """A client came; its first request is awaited."""
        super().connection_made(transport)
        self._hot = self.app if isinstance(self.app, HotReads) else None
        self._posts = getattr(self.app, "posts", None)
        self._reads = getattr(self.app, "reads", None)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client left."""
        self._stop_waiting()
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes came. Those of a head that is known need no parser; those of others are counted."""
        if self._is_between and self._is_answered_at_once(data):
            return
        if self._timer is not None and self._is_too_large(len(data)) and not self._ends_head(data):
            self._refuse(TooLarge("The request's head is too large."))
            return
        was_between, self._begun, self._question = self._is_between, 0, None
        super().data_received(data)
        if was_between and self._question is not None:
            self._learn(data, self._question)
        if self._post is not None:
            self._leave_post()
        if self._in_head and self._timer is None:
            # Only heads that come in pieces pay for a timer.
            self._await_head()
            if self._is_too_large(len(data) - data.rfind(_END) - len(_END)):
                self._refuse(TooLarge("The request's head is too large."))

    def _is_answered_at_once(self, data: bytes) -> bool:
        """Whether these bytes are a request that was understood before, and its answer was ready and is sent."""
        question = self._hot.heads.find(data) if self._hot is not None else None
        if question is None or not self._is_idle():
            return False
        self._stop_waiting()
        return self._is_sent(question)

    def _learn(self, data: bytes, question: Question) -> None:
        # Only bytes that left the parser as they had found it: one request, whole, and nothing after it.
        is_one = self._begun == 1 and data.find(_END) == len(data) - len(_END) and self._is_between
        if is_one and self._hot is not None and not self.transport.is_closing() and not is_secretive(self.headers):
            self._hot.heads.learn(data, question)

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
        self._is_between = False
        self._begun += 1

    def on_headers_complete(self) -> None:
        """The head is whole: answer at once what is ready; else the application watches the time from here."""
        self._in_head = False
        self._stop_waiting()
        question = self._plain_question()
        if question is not None and self._is_sent(question):
            self._question = question
            return
        self._question = None
        self._post, self._read = self._plain_post(), self._plain_read()
        if self._post is None and self._read is None:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of a request's body came."""
        if self._post is not None:
            self._post.add(body)
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is whole."""
        if self._question is not None:
            # No cycle of the server's was begun for it.
            self._is_between = True
        elif self._post is not None:
            self._take_post(self._post)
            self._post = None
        elif self._read is not None and self._reads is not None:
            self._begin(self._reads.answer(self._read))
            self._read = None
        else:
            super().on_message_complete()

    def _plain_question(self) -> Question | None:
        """What is asked, unless anything forbids to answer it now: its turn has not come, or its end is not plain."""
        if self._hot is None or not self._is_plain(b"GET", b"HEAD"):
            return None
        return question_of(self.parser.get_method(), self.url, self.headers)

    def _is_plain(self, *methods: bytes) -> bool:
        """Whether this is the only request at hand, of one of these methods, on a connection that goes on after it."""
        parser = self.parser
        if not self._is_idle() or parser.get_method() not in methods or parser.get_http_version() != "1.1":
            return False
        return parser.should_keep_alive() and not parser.should_upgrade()

    def _is_sent(self, question: Question) -> bool:
        """Send the ready answer, if there is one and the reader keeps up."""
        if self._hot is None or self.flow.write_paused:
            return False
        answer = self._hot.wire(question, self.server_state.default_headers)
        if answer is None:
            return False
        self.server_state.total_requests += 1
        self.transport.write(answer)
        self._last_hot = self.loop.time()
        if self._idle_timer is None:
            self._idle_timer = self.loop.call_later(self.timeout_keep_alive, self._look_for_idleness)
        return True

    def _plain_post(self) -> WirePost | None:
        """The new comment that begins here, unless anything about it is unusual."""
        if self._posts is None or self.flow.write_paused or not self._is_plain(b"POST"):
            return None
        return self._posts.begin(self.url, self.headers, self.client)

    def _plain_read(self) -> WireRead | None:
        """The question for a thread that this is, unless anything about it is unusual."""
        if self._reads is None or self.flow.write_paused or not self._is_plain(b"GET"):
            return None
        return self._reads.begin(self.url, self.headers)

    def _leave_post(self) -> None:
        # Its body did not come with its head: ASGI's way knows how to wait, and for how long.
        post, self._post = self._post, None
        if post is not None and not self.transport.is_closing():
            super().on_headers_complete()
            super().on_body(post.read)

    def _take_post(self, post: WirePost) -> None:
        assert self._posts is not None
        self._begin(self._posts.answer(post))

    def _begin(self, replying: Coroutine[None, None, Reply]) -> None:
        cycle = _Cycle()
        self.cycle = cycle  # type: ignore[assignment]
        task = self.loop.create_task(self._answer(replying, cycle))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _answer(self, replying: Coroutine[None, None, Reply], cycle: "_Cycle") -> None:
        reply = await replying
        if self.flow.write_paused:
            await self.flow.drain()
        cycle.response_complete = True
        if cycle.disconnected or self.transport.is_closing():
            return
        self.transport.write(reply.wire(self.server_state.default_headers, keeps=cycle.keep_alive))
        if reply.hangs_up or not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

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


class _Cycle:
    """As much of uvicorn's cycle of request and answer as its protocol class asks of one that is under way."""

    __slots__ = ("disconnected", "keep_alive", "message_event", "response_complete", "response_started")

    def __init__(self) -> None:
        self.disconnected = False
        self.keep_alive = True
        self.message_event = _NOBODY_WAITS
        self.response_started = False
        self.response_complete = False


_NOBODY_WAITS = asyncio.Event()
