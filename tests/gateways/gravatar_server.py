"""A real server on loopback that speaks Gravatar's protocol, well or badly, and remembers what it was asked.

    with GravatarServer() as upstream:
        upstream.serve(email_hash, Behaviour.HIT)
        ... upstream.url, upstream.netloc, upstream.requests, upstream.bytes_sent

Every hash it was not told of answers 404.
"""

import contextlib
import socket
import struct
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

STREAM_BYTES = 20 * 1024 * 1024
DRIP_SECONDS = 0.02
_CHUNK = b"\x89" * 16_384
_SEND_BUFFER = 32_768


class Behaviour(StrEnum):
    """How the server answers for one hash."""

    HIT = "hit"
    MISS = "miss"
    HTML_AS_PNG = "html-as-png"
    STREAM = "stream"
    SIZE_CLAIM = "size-claim"
    DRIP = "drip"
    HEADER_DRIP = "header-drip"
    REDIRECT = "redirect"
    PIXEL_BOMB = "pixel-bomb"
    ERROR = "error"
    HANG = "hang"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    path: str
    """With the query."""
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""


def png(size: int, *, colour: tuple[int, int, int] = (58, 110, 165)) -> bytes:
    """A small true PNG: `size` pixels square, one colour."""
    row = b"\x00" + bytes(colour) * size
    return _png_of(size, size, zlib.compress(row * size, 9))


def pixel_bomb() -> bytes:
    """A PNG of a few hundred bytes that claims 65,535 by 65,535 pixels."""
    return _png_of(65_535, 65_535, zlib.compress(b"\x00" * 100_000, 9))


class GravatarServer:
    """The running server; use it as a context manager."""

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.bytes_sent = 0
        self.stopping = threading.Event()
        self._behaviours: dict[str, Behaviour] = {}
        self._changed = threading.Condition()
        self._http = _Server(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def netloc(self) -> str:
        """Host and port, as `Egress(insecure_hosts=…)` takes them."""
        return f"127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        """What `Gravatar(base_url=…)` takes."""
        return f"http://{self.netloc}"

    def serve(self, email_hash: str, behaviour: Behaviour) -> None:
        """From now on, answer for this hash in that way."""
        self._behaviours[email_hash] = behaviour

    def behaviour_of(self, email_hash: str) -> Behaviour:
        """The way in which this hash is answered."""
        return self._behaviours.get(email_hash, Behaviour.MISS)

    def wait_for_requests(self, count: int, seconds: float = 5.0) -> None:
        """Return when at least `count` requests have come; fail after `seconds`."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.requests) >= count, seconds):
                raise AssertionError(f"{len(self.requests)} of {count} requests came within {seconds} s")

    def remember(self, asked: Asked) -> None:
        """Note a request; called by its handler."""
        with self._changed:
            self.requests.append(asked)
            self._changed.notify_all()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    # server_close waits for the handlers, so that none outlives its test.
    daemon_threads = False

    def __init__(self, owner: GravatarServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients hang up in the middle; that is what is being tested."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 10

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)

    def do_GET(self) -> None:
        headers = tuple((name.lower(), value) for name, value in self.headers.items())
        self.server.owner.remember(Asked(self.path, headers))
        self.close_connection = True
        with contextlib.suppress(ConnectionError):
            self._answer()

    def _answer(self) -> None:
        split = urlsplit(self.path)
        room, _, email_hash = split.path.strip("/").rpartition("/")
        if room != "avatar":
            return self._send(200, "text/plain", b"a page that only this machine can see")
        size = int(parse_qs(split.query).get("s", ["80"])[0])
        ways: dict[Behaviour, Callable[[], None]] = {
            Behaviour.HIT: lambda: self._send(200, "image/png", png(size)),
            Behaviour.MISS: lambda: self._send(404, "text/plain", b"404 Not Found"),
            Behaviour.HTML_AS_PNG: lambda: self._send(200, "image/png", b"<!doctype html><script>1</script>"),
            Behaviour.STREAM: self._stream,
            Behaviour.SIZE_CLAIM: lambda: self._head(200, "image/png", STREAM_BYTES),
            Behaviour.DRIP: self._drip,
            Behaviour.HEADER_DRIP: self._drip_headers,
            Behaviour.REDIRECT: self._redirect,
            Behaviour.PIXEL_BOMB: lambda: self._send(200, "image/png", pixel_bomb()),
            Behaviour.ERROR: lambda: self._send(500, "text/plain", b"500 Internal Server Error"),
            Behaviour.HANG: self._hang,
            Behaviour.CUT: self._cut,
        }
        return ways[self.server.owner.behaviour_of(email_hash)]()

    def _send(self, status: int, content_type: str, body: bytes) -> None:
        self._head(status, content_type, len(body))
        self._write(body)

    def _head(self, status: int, content_type: str, length: int | None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        # The real one does so too: its headers repeat the hash, and they set cookies on some hosts.
        self.send_header("Link", f'<https://gravatar.com{urlsplit(self.path).path}>; rel="canonical"')
        self.send_header("Set-Cookie", "visitor=1; Path=/")
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()

    def _stream(self) -> None:
        self._head(200, "image/png", None)
        for _ in range(STREAM_BYTES // len(_CHUNK)):
            self._write(_CHUNK)

    def _drip(self) -> None:
        self._head(200, "image/png", 100_000)
        while not self.server.owner.stopping.wait(DRIP_SECONDS):
            self._write(b"\x89")

    def _drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.owner.stopping.wait(DRIP_SECONDS):
            self._write(b"X-More: 1\r\n")

    def _redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"{self.server.owner.url}/inside")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _hang(self) -> None:
        self.server.owner.stopping.wait()

    def _cut(self) -> None:
        self._head(200, "image/png", 100_000)
        self._write(png(8))

    def _write(self, data: bytes) -> None:
        self.wfile.write(data)
        self.server.owner.bytes_sent += len(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep the tests' output quiet."""


def _png_of(width: int, height: int, pixels: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [_chunk(b"IHDR", header), _chunk(b"IDAT", pixels), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
