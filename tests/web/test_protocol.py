"""The wire itself: dripping and endless heads, pipelining, old clients."""

import re
import socket
from contextlib import closing

import pytest

from chimein.web.protocol import HEAD_BYTES, PatientProtocol
from running import Running


class Hasty(PatientProtocol):
    """The same, with little patience."""

    head_seconds = 0.3


@pytest.fixture
def wire(server: Running) -> socket.socket:
    """A plain connection to the server."""
    return socket.create_connection(("127.0.0.1", server.settings.port), timeout=5)


def everything(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


def test_head_that_drips_is_closed_with_408(server: Running) -> None:
    """Who does not finish a request's head in time is told so and let go."""
    server.use_protocol(Hasty)
    with closing(socket.create_connection(("127.0.0.1", server.settings.port), timeout=5)) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        answer = everything(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"too-slow"' in answer


def test_silent_connection_is_closed(server: Running) -> None:
    """A connection that asks nothing does not stay."""
    server.use_protocol(Hasty)
    with closing(socket.create_connection(("127.0.0.1", server.settings.port), timeout=5)) as connection:
        assert everything(connection).startswith(b"HTTP/1.1 408 ")


def test_endless_head_is_refused(wire: socket.socket) -> None:
    """A head larger than the limit is refused before it is complete."""
    with closing(wire):
        wire.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * (HEAD_BYTES + 10))
        assert everything(wire).startswith(b"HTTP/1.1 413 ")


def test_what_is_not_http_gets_a_problem(wire: socket.socket) -> None:
    """Garbage is answered with problem details, like everything else that is malformed."""
    with closing(wire):
        wire.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        answer = everything(wire)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


def test_pipelined_requests_are_answered_in_order(wire: socket.socket) -> None:
    """Requests sent at once come back in their order."""
    with closing(wire):
        wire.sendall(
            b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
            b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
            b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        answer = everything(wire)
    assert re.findall(rb"HTTP/1\.1 (\d+) ", answer) == [b"200", b"404", b"200"]


def test_http_1_0_is_answered_and_closed(wire: socket.socket) -> None:
    """An old client gets its answer, and the connection ends."""
    with closing(wire):
        wire.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert b'{"status":"ok"}' in everything(wire)


def test_body_may_follow_a_head_in_the_same_bytes(wire: socket.socket) -> None:
    """A large body in the first packet is not mistaken for a large head."""
    body = b"[" + b" " * (HEAD_BYTES + 1000) + b"]"
    with closing(wire):
        wire.sendall(
            b"POST /api/v1/sites/blog/preview HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Connection: close\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
        )
        assert everything(wire).startswith(b"HTTP/1.1 400 ")
