"""New comments that our protocol class takes itself: the same bytes as on ASGI's way, and the same manners."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from chimein.web.protocol import PatientProtocol
from chimein.web.wire_posts import WirePost
from running import Running
from visiting import ORIGIN, Visitor
from web.hot_server import connected

JSON = "Content-Type: application/json"
UNUSUAL = ("X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 192.0.2.2")
"""What only ASGI's way weighs, and what changes nothing here."""
_DIFFERS = re.compile(
    rb'date: [^\r]+|(?<=/comments/)\w+|"(?:id|edit_token|writer_token|avatar|posted_at|edit_until)":"[^"]*"'
)


class Watched(PatientProtocol):
    """Says which posts came the short way."""

    taken: list[str]

    def _take_post(self, post: WirePost) -> None:
        self.taken.append(post.site)
        super()._take_post(post)


@pytest.fixture
def taken(house: Running) -> Iterator[list[str]]:
    """The sites of posts that came the short way."""
    Watched.taken = []
    house.use_protocol(Watched)
    yield Watched.taken
    house.use_protocol(PatientProtocol)


def request(visitor: Visitor, body: bytes, *headers: str) -> bytes:
    """A new comment on the wire."""
    lines = [f"POST {visitor.api}/comments HTTP/1.1", "Host: x", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def answered(connection: socket.socket, *requests: bytes) -> list[bytes]:
    """The whole answers to requests that are sent at once."""
    connection.sendall(b"".join(requests))
    received = b""
    found: list[bytes] = []
    while len(found) < len(requests):
        head, end, rest = received.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        size = int(length[1]) if length else 0
        if end and len(rest) >= size:
            found.append(head + end + rest[:size])
            received = rest[size:]
            continue
        piece = connection.recv(65536)
        assert piece, "the server hung up"
        received += piece
    return found


def both(house: Running, visitor: Visitor, body: bytes, *headers: str) -> tuple[bytes, bytes]:
    """The answers of the short way and of ASGI's, without what differs from one to the next."""
    with closing(connected(house)) as connection:
        short, long = (answered(connection, request(visitor, body, *headers, *more))[0] for more in ((), UNUSUAL))
    return _DIFFERS.sub(b"", short), _DIFFERS.sub(b"", long)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", (JSON,)),
        (b"{", (JSON,)),
        (b"{", (JSON, "Origin: https://evil.example")),
        (b"{}", (JSON, f"Origin: {ORIGIN}")),
        (b"{}", ("Content-Type: text/plain",)),
        (b'{"url": 1}', (JSON, "Origin: null")),
        (b"{}", (JSON, "Idempotency-Key: short")),
    ],
)
def test_refusals_are_the_same_bytes(
    house: Running, visitor: Visitor, taken: list[str], body: bytes, headers: tuple[str, ...]
) -> None:
    """Status line, headers in their order, and problem details."""
    short, long = both(house, visitor, body, *headers)
    assert short == long
    assert short.startswith(b"HTTP/1.1 4")
    assert taken == [visitor.site]


@pytest.mark.parametrize("headers", [(JSON,), (JSON, f"Origin: {ORIGIN}"), (JSON, "Origin: https://evil.example")])
def test_a_new_comment_is_answered_with_the_same_bytes(
    house: Running, visitor: Visitor, taken: list[str], headers: tuple[str, ...]
) -> None:
    """All but ids, tokens and times."""
    bodies = [json.dumps(visitor.words(text)).encode() for text in ("Said one way.", "Said two way.")]
    with closing(connected(house)) as connection:
        short = answered(connection, request(visitor, bodies[0], *headers))[0]
        long = answered(connection, request(visitor, bodies[1], *headers, *UNUSUAL))[0]
    same = re.compile(rb'"number":\d+|"version":\d+|Said \w+ way')
    assert same.sub(b"", _DIFFERS.sub(b"", short)) == same.sub(b"", _DIFFERS.sub(b"", long))
    assert taken == [visitor.site]


def test_a_replayed_comment_is_answered_with_the_same_bytes(house: Running, visitor: Visitor, taken: list[str]) -> None:
    """A second and a third try under one key get one answer, whichever way they take."""
    body = json.dumps(visitor.words(idempotency_key="0123456789abcdef")).encode()
    with closing(connected(house)) as connection:
        answered(connection, request(visitor, body, JSON))
        tries = [answered(connection, request(visitor, body, JSON, *more))[0] for more in ((), UNUSUAL)]
    short, long = (re.sub(rb"date: [^\r]+", b"", each) for each in tries)
    assert short == long
    assert b"idempotency-replayed: true" in short
    assert len(taken) == 2


def test_posts_and_questions_in_one_packet_are_answered_in_their_order(
    house: Running, visitor: Visitor, taken: list[str]
) -> None:
    """What follows a post waits for it, and the connection goes on."""
    posts = [request(visitor, json.dumps(visitor.words(f"Word {number}.")).encode(), JSON) for number in range(3)]
    question = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with closing(connected(house)) as connection:
        found = answered(connection, posts[0], posts[1], question, posts[2], question)
        assert [each[9:12] for each in found] == [b"201", b"201", b"200", b"201", b"200"]
        for number, each in zip(range(2), found, strict=False):
            assert f"Word {number}.".encode() in each
        assert answered(connection, posts[0])[0].startswith(b"HTTP/1.1 201 ")
    assert len(taken) == 2


def test_a_body_that_comes_after_its_head_is_waited_for(house: Running, visitor: Visitor) -> None:
    """In however many packets it comes, it is one comment."""
    whole = request(visitor, json.dumps(visitor.words("In pieces.")).encode(), JSON)
    at = whole.index(b"\r\n\r\n") + 4
    with closing(connected(house)) as connection:
        for start, end in ((0, at), (at, at + 9), (at + 9, len(whole) - 1)):
            connection.sendall(whole[start:end])
        assert answered(connection, whole[-1:])[0].startswith(b"HTTP/1.1 201 ")
    assert visitor.reads()["thread"]["count"] == 1


def test_the_last_answer_says_that_the_connection_ends(house: Running, visitor: Visitor, taken: list[str]) -> None:
    """Who asks for the end of the connection gets it, on ASGI's way."""
    body = json.dumps(visitor.words()).encode()
    with closing(connected(house)) as connection:
        found = answered(connection, request(visitor, body, JSON, "Connection: close"))[0]
        assert b"connection: close" in found
        assert connection.recv(1) == b""
    assert taken == []


def test_posts_on_the_short_way_are_counted(house: Running, visitor: Visitor, taken: list[str]) -> None:
    """The figures know route, status and outcome."""
    figures = house.instance.figures
    before = dict(figures.posts)
    with closing(connected(house)) as connection:
        for words in (visitor.words(), visitor.words(email="nobody")):
            answered(connection, request(visitor, json.dumps(words).encode(), JSON))
    assert {name: figures.posts[name] - before.get(name, 0) for name in ("published", "invalid")} == {
        "published": 1,
        "invalid": 1,
    }
    assert len(taken) == 2
    assert ("/api/v1/sites/{site}/comments", "POST", 201) in figures.requests
