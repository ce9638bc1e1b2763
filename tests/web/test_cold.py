"""The short ways of a cold read: the same answers as the framework's route, and only for plain questions."""

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chimein.store.news import TellingStore
from chimein.web.cold import ColdReads, PlainRequest
from chimein.web.protocol import PatientProtocol
from chimein.web.wire_answers import Reply
from chimein.web.wire_reads import WireRead, WireReads
from running import Running
from visiting import Visitor
from web.hot_server import PAGE, Answer, answers_of, asked, cold_app, connected, everything, head_of

API = "/api/v1/sites/blog/thread"
URL = f"url={quote(PAGE, safe='')}"
UNUSUAL = "Content-Length: 0"
"""What no browser sends with a GET: such requests go to the framework."""
ANSWERED = [
    URL,
    f"{URL}&body=tree",
    f"{URL}&body=html&order=newest&page=last",
    f"{URL}&page=2&order=&thread=",
    f"{URL}&thread=own%20id&around=comment-7",
    f"{URL}&min_version=1&unknown=%20",
    f"body=tree&{URL}",
    f"url={PAGE}?a=1%26b=2",
    "url=https%3A%2F%2Fblog.example%2F%C3%A9t%C3%A9",
    "url=https://blog.example/a+b%zz",
    "url=https://blog.example/%ff",
    "url=https://blog.example/a;b=c",
]
REFUSED = [
    "",
    "url=",
    "url=nonsense",
    "url=https://evil.example/",
    f"{URL}&{URL}",
    f"{URL}&page=0",
    f"{URL}&body=text",
    f"{URL}&min_version=999",
    f"{URL}&thread=%00",
]


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server without a memory of answers, with some comments on a page."""
    folder: Path = tmp_path_factory.mktemp("cold")
    with Running(folder, limits="off") as server:
        server.add_site("https://blog.example", avatars="generated", page_size="2")
        with httpx.Client(base_url=server.url, timeout=10) as http:
            speaker = Visitor(http, "blog", PAGE)
            for number in range(3):
                root = speaker.says(f'Root {number}, <é> & "quoted" \U0001f600.', website="https://ann.example/?a&b")
                speaker.replies(speaker.replies(root, name="Zoë \\ \u2028 O'Hara"))
            speaker.withdraws(root)
        server.use_app(cold_app(server))
        yield server


@pytest.fixture(params=[PatientProtocol, HttpToolsProtocol], ids=["off the wire", "by ASGI"])
def either(talkative: Running, request: pytest.FixtureRequest) -> Iterator[Running]:
    """The same under our own protocol class, which needs no ASGI for it, and under uvicorn as it comes."""
    talkative.use_protocol(request.param)
    yield talkative
    talkative.use_protocol(PatientProtocol)


def both(server: Running, query: str, *headers: str, method: str = "GET") -> tuple[Answer, Answer]:
    """The answers of the short way and of the framework."""
    path = f"{API}?{query}"
    return asked(server, *headers, method=method, path=path), asked(server, *headers, UNUSUAL, method=method, path=path)


@pytest.mark.parametrize("query", [*ANSWERED, *REFUSED])
def test_both_ways_answer_alike(either: Running, query: str) -> None:
    """Status, headers in their order, and body are the same bytes, also where something is refused."""
    short, long = both(either, query)
    assert short == long
    assert (short.status == 200) is (query in ANSWERED), short


@pytest.mark.parametrize("accepted", ["br", "gzip", "gzip, deflate, br", "br;q=0, gzip", "zstd"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_both_ways_compress_and_validate_alike(either: Running, accepted: str, method: str) -> None:
    """Encodings, ETags, 304 and HEAD are the same bytes on both ways."""
    accepts = f"Accept-Encoding: {accepted}"
    short, long = both(either, URL, accepts, method=method)
    assert short == long
    etag = next(line for line in short.head.decode().split("\r\n") if line.startswith("etag: ")).removeprefix("etag: ")
    for known in (etag, f'W/{etag}, "other"', "*", '"other"'):
        short, long = both(either, URL, accepts, f"If-None-Match: {known}", method=method)
        assert short == long
        assert short.status == (200 if known == '"other"' else 304)


@given(st.text(alphabet="ab%&=+;é/2FfC3 \x00", max_size=20))
def test_a_query_is_read_as_the_framework_reads_it(query: str) -> None:
    """Broken escapes, empty names and values, doubled parameters: whatever stands there."""
    raw = query.encode("latin-1")
    expected: dict[str, list[str]] = {}
    for name, value in parse_qsl(raw.decode("latin-1"), separator="&"):
        expected.setdefault(name, []).append(value)
    read = PlainRequest({"query_string": raw}, {}).query_params
    assert {name: read.getall(name, []) for name in ("", *expected)} == {"": [], **expected}


class _Framework:
    """Stands where the framework would, and remembers whether anything came."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.asked = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        await self._app(scope, receive, send)


@pytest.mark.parametrize(
    ("path", "headers", "method"),
    [
        (f"{API}?{URL}", (UNUSUAL,), "GET"),
        (f"{API}?{URL}", ("Expect: nothing",), "GET"),
        (f"{API}?{URL}", ("Accept-Encoding: br", "Accept-Encoding: gzip"), "GET"),
        (f"{API}/?{URL}", (), "GET"),
        (f"/api/v1/sites/b%6Fg/thread/x?{URL}", (), "GET"),
        (f"{API}?{URL}", (), "DELETE"),
        (f"{API}?url=nonsense", (), "GET"),
        ("/api/v1/sites/nobody/thread?url=x", (), "GET"),
        ("/healthz", (), "GET"),
    ],
)
def test_what_is_unusual_or_refused_is_the_frameworks(
    talkative: Running, path: str, headers: tuple[str, ...], method: str
) -> None:
    """Only plain questions that are answered take the short way."""
    before = talkative.instance
    framework = _Framework(cold_app(talkative))
    talkative.use_app(ColdReads(framework, before))
    try:
        asked(talkative, path=f"{API}?{URL}")
        assert framework.asked == 0
        asked(talkative, *headers, method=method, path=path)
        assert framework.asked == 1
    finally:
        talkative.use_app(cold_app(talkative))


class _Watched(WireReads):
    """Says which questions came off the wire."""

    taken: list[str]

    async def answer(self, read: WireRead) -> Reply:
        self.taken.append(read.site)
        return await super().answer(read)


@pytest.fixture
def taken(talkative: Running) -> Iterator[list[str]]:
    """The sites that were asked for off the wire."""
    watched = _Watched(talkative.instance)
    watched.taken = []
    app: Any = cold_app(talkative)
    app.reads = watched
    talkative.use_app(app)
    yield watched.taken
    talkative.use_app(cold_app(talkative))


@pytest.mark.parametrize(
    ("path", "headers", "method", "is_plain"),
    [
        (f"{API}?{URL}", ("Origin: https://blog.example", "Accept-Encoding: br", "Cookie: a=b"), "GET", True),
        (f"{API}?url=nonsense", (), "GET", True),
        ("/api/v1/sites/nobody/thread?url=x", (), "GET", True),
        (API, (), "GET", True),
        (f"{API}?{URL}", (UNUSUAL,), "GET", False),
        (f"{API}?{URL}", ("Expect: nothing",), "GET", False),
        (f"{API}?{URL}", ("If-None-Match: *", "If-None-Match: *"), "GET", False),
        (f"{API}?{URL}", (), "HEAD", False),
        (f"{API}?{URL}", (), "OPTIONS", False),
        (f"{API}?{URL}#there", (), "GET", False),
        (f"{API}/replies?{URL}", (), "GET", False),
        (f"/api/v1/sites/bl%6Fg/thread?{URL}", (), "GET", False),
    ],
)
def test_only_plain_questions_come_off_the_wire(
    talkative: Running, taken: list[str], path: str, headers: tuple[str, ...], method: str, is_plain: bool
) -> None:
    """Whatever is unusual about a request takes the way through ASGI."""
    asked(talkative, *headers, method=method, path=path)
    assert bool(taken) is is_plain


def test_what_comes_off_the_wire_keeps_its_place(talkative: Running, taken: list[str]) -> None:
    """Pipelined questions are answered in their order, the connection goes on, and ends when that is asked."""
    asks = [head_of(f"{API}?{URL}"), head_of("/healthz"), head_of(f"{API}?{URL}&body=tree"), head_of(f"{API}?{URL}")]
    with closing(connected(talkative)) as connection:
        for _ in range(2):
            connection.sendall(b"".join(asks))
            found = answers_of(connection, *["GET"] * len(asks))
            assert found[0] == found[3] != found[2]
            assert found[1].body == b'{"status":"ok"}'
        connection.sendall(head_of(f"{API}?{URL}", "Connection: close"))
        assert everything(connection).endswith(found[0].body)
    assert taken == ["blog"] * 2


def test_what_comes_off_the_wire_is_counted_and_logged(
    talkative: Running, taken: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """One line each, of the same words as any answer's, and a refusal's with its code; nothing of the address."""
    with caplog.at_level(logging.INFO, "chimein.access"):
        fine = asked(talkative, path=f"{API}?{URL}")
        asked(talkative, path=f"{API}?url=nonsense")
    lines = [vars(record) for record in caplog.records]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/api/v1/sites/{site}/thread", 200),
        ("GET", "/api/v1/sites/{site}/thread", 422),
    ]
    assert lines[0]["bytes"] == len(fine.body)
    assert "outcome" not in lines[0]
    assert lines[1]["outcome"] == "invalid"
    assert talkative.instance.figures.requests["/api/v1/sites/{site}/thread", "GET", 200].count > 0
    assert len(taken) == 2


def test_a_mistake_of_ours_is_answered_off_the_wire_too(talkative: Running) -> None:
    """A crash is a 500 in words, the connection ends, and the server goes on."""
    app: Any = cold_app(talkative)
    app.reads = WireReads(replace(talkative.instance, store=cast("TellingStore", None)))
    talkative.use_app(app)
    try:
        with closing(connected(talkative)) as connection:
            connection.sendall(head_of(f"{API}?{URL}"))
            answer = everything(connection)
    finally:
        talkative.use_app(cold_app(talkative))
    assert answer.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert b"\r\nconnection: close\r\n" in answer
    assert asked(talkative, path=f"{API}?{URL}").status == 200
