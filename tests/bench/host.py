"""A website of somebody's: pages and files on an origin of its own, packed as a decent host packs them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePath

import brotli

KINDS = {".js": "text/javascript", ".css": "text/css", "": "text/html; charset=utf-8"}


@dataclass(slots=True)
class Host:
    """Its origin, and what it serves by path; to be filled."""

    origin: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    packed: dict[str, bytes] = field(default_factory=dict)

    def add(self, path: str, content: bytes) -> None:
        """Serve this from now on, as brotli; done here, so that nobody waits for it."""
        self.files[path] = content
        self.packed[path] = brotli.compress(content, quality=11)


@contextmanager
def host() -> Iterator[Host]:
    """A website in threads of this process."""
    ours = Host()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = ours.packed.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", KINDS.get(PurePath(self.path).suffix, "application/octet-stream"))
            self.send_header("Content-Encoding", "br")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Keep the tables clean."""

    with serving_threads(Handler) as origin:
        ours.origin = origin
        yield ours


@contextmanager
def serving_threads(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A small server in threads of this process; where it is."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
