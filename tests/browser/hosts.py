"""A website on an origin of its own, which embeds Chime In: a real HTTP server that answers what a test told it to."""

import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Served:
    """One answer, complete."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class Host:
    """The running website; `url` is its origin, https with a TLS context. Use it as a context manager."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._answers: dict[str, Served] = {}
        self.asked: list[str] = []
        """Paths with queries, in the order in which they came."""
        self._http = _Server(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._http.server_address[1]}"
        if tls:
            # The handshake belongs to the connection's thread: whoever dislikes the certificate must block nobody.
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)

    def serve(self, path: str, answer: Served) -> str:
        """From now on, answer this path so; a path ending in `*` stands for all below it. Returns the address."""
        self._answers[path] = answer
        return self.url + path

    def answer_for(self, path: str) -> Served:
        """What a path is answered with."""
        bare = urlsplit(path).path
        if bare == "/favicon.ico":
            return Served(b"", 204)
        if bare in self._answers:
            return self._answers[bare]
        below = [known for known in self._answers if known.endswith("*") and bare.startswith(known[:-1])]
        return self._answers[max(below, key=len)] if below else Served(b"Nothing is here.", 404)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    def __init__(self, owner: Host) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Browsers hang up whenever they like."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.owner.asked.append(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        answer = self.server.owner.answer_for(self.path)
        self.send_response_only(answer.status)
        if "Date" not in answer.headers:
            self.send_header("Date", self.date_time_string())
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_POST = do_PATCH = do_DELETE = do_HEAD = do_GET  # noqa: N815 - the base class looks for these names

    def do_OPTIONS(self) -> None:
        # Preflights pass, so that browsers get to see the answer that the test is about.
        self.send_response(204)
        for name in ("Origin", "Methods", "Headers"):
            self.send_header(f"Access-Control-Allow-{name}", "*")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep the tests' output quiet."""
