"""Heads that were seen before: what they ask is known by their bytes, and nothing else about a request ever is."""

from contextlib import closing
from typing import Any

import httpx
import pytest

from chimein.web.hot import HotReads
from chimein.web.known_heads import LONGEST_HEAD, MOST_HEADS, KnownHeads, Question
from chimein.web.protocol import PatientProtocol
from running import Running
from visiting import Visitor
from web.hot_server import PAGE, PATH, answers_of, asked, connected, everything, head_of, with_memory

QUESTION = Question(b"GET", (PATH.encode(), ""), b"")


class Sleepy(PatientProtocol):
    """Lets idle connections go soon, and is not patient with halves of heads."""

    head_seconds = 0.5

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.timeout_keep_alive = 1


@pytest.fixture
def speaker(http: httpx.Client) -> Visitor:
    """A visitor whose page has a comment."""
    visitor = Visitor(http, "blog", PAGE)
    visitor.says("Something to read.")
    return visitor


@pytest.fixture
def front(server: Running, speaker: Visitor) -> HotReads:  # noqa: ARG001 - the page has its comment first
    """What answers from the memory; the page is in it, and its plain head is known."""
    with_memory(server)
    for _ in range(2):
        asked(server)
    front = server.app
    assert isinstance(front, HotReads)
    assert len(front.heads) == 1
    return front


def test_a_known_head_is_not_read_again(server: Running, front: HotReads) -> None:
    """What bytes were once found to ask decides, first on a connection and later."""
    strange = head_of("/nothing")
    front.heads.learn(strange, QUESTION)
    with closing(connected(server)) as connection:
        for _ in range(3):
            connection.sendall(strange)
            assert answers_of(connection, "GET")[0].body.startswith(b'{"thread":')


def test_a_known_head_gets_the_same_answer_and_counts(server: Running, front: HotReads) -> None:
    """By its bytes or by the parser, the answer is the same, and both are counted as requests and as found."""
    plain = asked(server, "X-New: 1")
    requests, found = server.total_requests, front.answers.numbers().found
    with closing(connected(server)) as connection:
        for _ in range(5):
            connection.sendall(head_of())
            assert answers_of(connection, "GET") == [plain]
    assert (server.total_requests - requests, front.answers.numbers().found - found) == (5, 5)


def test_a_known_head_gets_what_is_true_now(server: Running, front: HotReads, speaker: Visitor) -> None:
    """Knowing the question keeps no answer alive: a change is seen at once, and validators are weighed anew."""
    tag = asked(server).head.partition(b"etag: ")[2].partition(b"\r\n")[0].decode()
    with closing(connected(server)) as connection:
        for expected in (304, 304, 200, 200):
            if expected == 200:
                speaker.says("One more.")
            for head in (head_of(PATH, f"If-None-Match: {tag}"), head_of()):
                connection.sendall(head)
                answer = answers_of(connection, "GET")[0]
                assert answer.status == (expected if b"If-None-Match" in head else 200)
    assert len(front.heads) == 2


@pytest.mark.parametrize(
    "head",
    [
        head_of(PATH, "Content-Length: 0"),
        head_of(PATH, "Content-Length: 5") + b"hello",
        head_of(PATH, "Transfer-Encoding: chunked") + b"0\r\n\r\n",
        head_of(PATH, "Expect: 100-continue"),
        head_of(PATH, "Connection: close"),
        head_of(PATH, "Connection: upgrade", "Upgrade: h2c"),
        head_of(PATH, version="1.0"),
        head_of(PATH, "Cookie: a=b"),
        head_of(PATH, "Authorization: Basic eDp5"),
        head_of(PATH, "X-Long: " + "a" * LONGEST_HEAD),
        head_of() + head_of(),
        head_of() + head_of("/healthz"),
        head_of() + b"GET / HT",
        head_of() + b"\x00\r\n\r\n",
        head_of() + b"\r\n\r\n",
        head_of("/healthz"),
        head_of(method="OPTIONS"),
        head_of().replace(b"\r\nHost", b"\nHost"),
    ],
)
def test_only_plain_heads_that_stand_alone_are_learnt(server: Running, front: HotReads, head: bytes) -> None:
    """Bodies, ends of connections, secrets, several requests at once and halves of them are always read."""
    server.use_protocol(Sleepy)
    for after in (b"", head_of("/healthz", "Connection: close")):
        with closing(connected(server)) as connection:
            connection.sendall(head + after)
            assert everything(connection).startswith(b"HTTP/1.1 ")
    assert len(front.heads) == 1


def test_a_known_head_within_a_body_is_a_body(server: Running, front: HotReads) -> None:
    """What a declared body consists of asks nothing, though it comes alone."""
    body = head_of()
    found = front.answers.numbers().found
    with closing(connected(server)) as connection:
        words = ("Content-Type: application/json", "Expect: 100-continue", f"Content-Length: {len(body)}")
        connection.sendall(head_of("/api/v1/sites/blog/preview", *words, method="POST"))
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert answers_of(connection, "POST")[0].status == 400
    assert front.answers.numbers().found == found


def test_a_known_head_within_a_head_is_a_part_of_it(server: Running, front: HotReads) -> None:
    """Where a head has begun, known bytes go on with it."""
    found = front.answers.numbers().found
    for before in ((), (head_of(),)):
        with closing(connected(server)) as connection:
            for whole in before:
                connection.sendall(whole)
                answers_of(connection, "GET")
            connection.sendall(b"GET /healthz HTTP/1.1\r\nX-Note: ")
            asked(server, path="/healthz")  # so that the server has read what was sent before
            connection.sendall(head_of())
            assert answers_of(connection, "GET")[0].body == b'{"status":"ok"}'
    assert front.answers.numbers().found == found + 1


def test_after_an_answer_of_the_application_heads_are_read(server: Running, front: HotReads) -> None:
    """A known head that follows other requests, and comes while one of them waits, is answered in its turn."""
    with closing(connected(server)) as connection:
        for _ in range(3):
            connection.sendall(head_of("/readyz"))
            connection.sendall(head_of())
            first, second = answers_of(connection, "GET", "GET")
            assert first.body != second.body
            assert second.body.startswith(b'{"thread":')
    assert len(front.heads) == 1


def test_few_heads_are_remembered_and_those_that_come_again_stay() -> None:
    """However many come, so many are kept; one that is asked for between them is among these."""
    heads = KnownHeads()
    heads.learn(b"again", QUESTION)
    for number in range(10 * MOST_HEADS):
        heads.learn(b"%d" % number, QUESTION)
        assert heads.find(b"again") == QUESTION
        assert len(heads) <= MOST_HEADS
    assert heads.find(b"0") is None
    heads.learn(b"a" * (LONGEST_HEAD + 1), QUESTION)
    assert heads.find(b"a" * (LONGEST_HEAD + 1)) is None
