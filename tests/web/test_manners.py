"""What every answer has in common, whatever was asked."""

import asyncio
import socket
from contextlib import closing
from dataclasses import replace
from typing import Any

import httpx
import pytest
from litestar.types import Receive, ReceiveMessage, Scope, Send

from chimein.app import create_app
from chimein.store.calls import Transaction
from chimein.store.sqlite import SqliteStore
from chimein.web import bounds
from chimein.web.bounds import LARGEST_BODY
from chimein.web.finishing import SECURITY
from chimein.web.manners import Manners
from chimein.web.origins import CrossOrigin
from chimein.web.site_book import SiteBook
from running import Running
from visiting import ORIGIN, Visitor, new_visitor, problem

DOORS = [
    ("GET", "/healthz", 200),
    ("GET", "/readyz", 200),
    ("GET", "/embed.js", 200),
    ("GET", "/api/v1/sites/SITE/thread?url=https://blog.example/x", 200),
    ("GET", "/api/v1/sites/SITE/thread?url=https://blog.example/x&page=0", 400),
    ("GET", "/api/v1/sites/SITE/counts?url=https://blog.example/x", 200),
    ("GET", "/api/v1/sites/SITE/comments/nothing", 404),
    ("GET", "/api/v1/sites/SITE/nothing", 404),
    ("GET", "/api/v1/sites/nobody/thread?url=https://blog.example/x", 404),
    ("GET", "/nothing", 404),
    ("GET", "/%00%ff/..%2f", 404),
    ("GET", "/avatar/nothing/80", 404),
    ("GET", "/avatar/nothing/81", 404),
    ("OPTIONS", "/api/v1/sites/SITE/comments", 204),
    ("PUT", "/api/v1/sites/SITE/comments", 405),
    ("POST", "/api/v1/sites/SITE/thread", 405),
    ("DELETE", "/healthz", 405),
    ("POST", "/api/v1/sites/SITE/comments", 415),
    ("PATCH", "/api/v1/sites/SITE/comments/x", 415),
    ("DELETE", "/api/v1/sites/SITE/comments/x", 401),
]


@pytest.mark.parametrize(("method", "path", "status"), DOORS)
def test_every_answer_is_safe_and_sets_no_cookie(visitor: Visitor, method: str, path: str, status: int) -> None:
    """Security headers on every kind of answer; problems in problem details; no cookie, no Server, nobody's name."""
    answer = visitor.http.request(method, path.replace("SITE", visitor.site))
    assert answer.status_code == status, answer.text
    for name in SECURITY:
        assert name in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not {"set-cookie", "server", "x-powered-by"} & answer.headers.keys()
    if status >= 400 and not path.startswith("/avatar/nothing/80"):
        problem(answer, status, answer.json()["code"])
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/v1/sites/SITE/comments", {"POST"}),
        ("POST", "/api/v1/sites/SITE/comments/x", {"GET", "PATCH", "DELETE"}),
        ("POST", "/api/v1/sites/SITE/thread", {"GET"}),
        ("PATCH", "/embed.js", {"GET"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(visitor: Visitor, method: str, path: str, allowed: set[str]) -> None:
    """405 lists what the address answers to, HEAD wherever GET, and OPTIONS."""
    answer = visitor.http.request(method, path.replace("SITE", visitor.site))
    problem(answer, 405, "method-not-allowed")
    more = {"OPTIONS"} | ({"HEAD"} if "GET" in allowed else set())
    assert set(answer.headers["allow"].replace(" ", "").split(",")) == allowed | more


@pytest.mark.parametrize("path", [path for method, path, _ in DOORS if method == "GET"])
def test_head_answers_like_get_without_the_body(visitor: Visitor, path: str) -> None:
    """HEAD has the status and headers of GET and no body."""
    visitor.on("https://blog.example/x").says("x" * 900)
    path = path.replace("SITE", visitor.site)
    full, head = visitor.http.get(path), visitor.http.head(path)
    assert head.status_code == full.status_code
    assert head.content == b""
    ignored = {"date"}
    assert {k: v for k, v in head.headers.items() if k not in ignored} == {
        k: v for k, v in full.headers.items() if k not in ignored
    }


def test_a_body_that_is_too_large_is_refused(visitor: Visitor) -> None:
    """Announced or not, a body beyond the limit is 413; one of exactly the limit is read."""
    kind = {"Content-Type": "application/json"}
    address = f"{visitor.api}/preview"
    large = b" " * (LARGEST_BODY + 1)
    problem(visitor.http.post(address, content=large, headers=kind), 413, "too-large")
    chunks = (large[at : at + 8192] for at in range(0, len(large), 8192))
    problem(visitor.http.post(address, content=chunks, headers=kind), 413, "too-large")
    exact = b'{"text":"x"}'.ljust(LARGEST_BODY)
    assert visitor.http.post(address, content=exact, headers=kind).status_code == 200


@pytest.mark.parametrize("length", [b"-1", b"x", b"1e3", b"99999999999999999999"])
def test_a_senseless_content_length_is_refused(house: Running, length: bytes) -> None:
    """What cannot be a length is a 4xx and ends the connection."""
    with closing(socket.create_connection(("127.0.0.1", house.settings.port), timeout=10)) as connection:
        request = b"POST /api/v1/sites/x/comments HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + b"\r\n\r\n"
        connection.sendall(request)
        assert connection.recv(12)[9:10] == b"4"


async def _exchange(app: Manners, messages: list[ReceiveMessage]) -> list[Any]:
    """What `app` sends to a client that sends `messages` and then nothing more."""
    waiting = list(messages)
    sent: list[Any] = []

    async def receive() -> ReceiveMessage:
        if waiting:
            return waiting.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    scope: Any = {"type": "http", "method": "POST", "path": "/nothing", "headers": []}
    await app(scope, receive, send)
    return sent


async def _reads_all(_: Scope, receive: Receive, send: Send) -> None:
    while True:
        message: Any = await receive()
        if not message.get("more_body"):
            break
    start: Any = {"type": "http.response.start", "status": 204, "headers": []}
    await send(start)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _never(_: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - the signature of an application
    await asyncio.Event().wait()


@pytest.fixture
def book(house: Running) -> CrossOrigin:
    """The origins of that instance."""
    return CrossOrigin(SiteBook(house.instance.store, frozenset()))


@pytest.mark.anyio
async def test_a_body_that_drips_is_refused(book: CrossOrigin) -> None:
    """Who starts a body and does not finish it in time gets 408."""
    app = Manners(_reads_all, book, body_seconds=0.05)
    part: Any = {"type": "http.request", "body": b"{", "more_body": True}
    sent = await _exchange(app, [part])
    assert sent[0]["status"] == 408
    assert b'"code":"too-slow"' in sent[1]["body"]


@pytest.mark.anyio
async def test_an_answer_that_takes_too_long_is_given_up(book: CrossOrigin) -> None:
    """A handler that hangs is 503 with the time to wait."""
    sent = await _exchange(Manners(_never, book, answer_seconds=0.05), [])
    assert sent[0]["status"] == 503
    assert (b"retry-after", b"5") in sent[0]["headers"]


def test_a_body_that_is_a_little_too_large_may_come(house: Running) -> None:
    """It is refused and thrown away, and the connection goes on: a proxy sends all of it before it hears the answer."""
    with closing(socket.create_connection(("127.0.0.1", house.settings.port), timeout=10)) as connection:
        connection.sendall(
            b"POST /api/v1/sites/x/comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % (LARGEST_BODY + 1) + b" " * (LARGEST_BODY + 1)
        )
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.count(b"HTTP/1.1 200 ") == 1


def test_a_slow_body_over_the_socket_is_408(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The limit holds for real connections, and ends them."""
    with Running(tmp_path_factory.mktemp("slow"), limits="off") as running:
        key = running.add_site(ORIGIN)
        inner = create_app(running.instance, wake=lambda: None)
        origins = CrossOrigin(SiteBook(running.instance.store, frozenset()))
        running.use_app(Manners(inner, origins, body_seconds=0.2))
        with closing(socket.create_connection(("127.0.0.1", running.settings.port), timeout=10)) as connection:
            connection.sendall(
                f"POST /api/v1/sites/{key}/comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                'Content-Length: 100\r\n\r\n{"text"'.encode()
            )
            answer = b""
            while piece := connection.recv(4096):
                answer += piece
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


class BrokenStore(SqliteStore):
    """A store whose every read is a mistake of ours."""

    async def read(self, transaction: Transaction[Any]) -> Any:
        transaction.close()
        raise ZeroDivisionError("secret detail of /srv/chimein.db")


def test_our_own_mistakes_say_nothing(house: Running) -> None:
    """A crash is 500 in problem details, with the manners of every answer, without a detail of ours."""
    broken = BrokenStore(house.database, readers=0)
    app: Any = create_app(replace(house.instance, store=broken), wake=lambda: None)
    transport = httpx.ASGITransport(app=app)

    async def ask(method: str, path: str, **more: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://chimein.test") as client:
            return await client.request(method, path, **more)

    for method, path in (
        ("GET", f"/api/v1/sites/blog/thread?url={ORIGIN}/"),
        ("POST", "/api/v1/sites/blog/comments"),
        ("HEAD", "/api/v1/sites/blog/comments/x"),
        ("OPTIONS", "/api/v1/sites/blog/comments"),
    ):
        answer = house.wait_for(ask(method, path, headers={"Origin": ORIGIN}))
        assert answer.status_code == 500, method
        assert answer.headers["content-type"] == "application/problem+json"
        assert "x-content-type-options" in answer.headers
        assert "secret" not in answer.text
        assert "Zero" not in answer.text
        if method != "HEAD":
            problem(answer, 500, "internal")


def test_the_limits_of_time_are_generous_and_there() -> None:
    """Without a wish a body has 20 seconds and an answer 30, so that bad connections still work."""
    assert (bounds.BODY_SECONDS, bounds.ANSWER_SECONDS) == (20.0, 30.0)


def test_preflights_say_what_the_contract_says(house: Running, caller: httpx.Client) -> None:
    """OPTIONS is 204 with the methods, headers and a day, for the site's origin."""
    visitor = new_visitor(house, caller)
    answer = caller.options(
        f"{visitor.api}/comments", headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert set(answer.headers["access-control-allow-methods"].split(", ")) >= {"POST", "PATCH", "DELETE"}
    assert answer.headers["access-control-allow-headers"] == "Authorization, Content-Type, Idempotency-Key"
    assert answer.headers["access-control-max-age"] == "86400"
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answer.headers
