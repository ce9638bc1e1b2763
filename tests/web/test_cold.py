"""The short way of a cold read: the same answers as the framework's route, and only for plain questions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from chimein.web.cold import ColdReads
from running import Running
from visiting import Visitor
from web.hot_server import PAGE, Answer, asked, cold_app

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


def both(server: Running, query: str, *headers: str, method: str = "GET") -> tuple[Answer, Answer]:
    """The answers of the short way and of the framework."""
    path = f"{API}?{query}"
    return asked(server, *headers, method=method, path=path), asked(server, *headers, UNUSUAL, method=method, path=path)


@pytest.mark.parametrize("query", [*ANSWERED, *REFUSED])
def test_both_ways_answer_alike(talkative: Running, query: str) -> None:
    """Status, headers in their order, and body are the same bytes, also where something is refused."""
    short, long = both(talkative, query)
    assert short == long
    assert (short.status == 200) is (query in ANSWERED), short


@pytest.mark.parametrize("accepted", ["br", "gzip", "gzip, deflate, br", "br;q=0, gzip", "zstd"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_both_ways_compress_and_validate_alike(talkative: Running, accepted: str, method: str) -> None:
    """Encodings, ETags, 304 and HEAD are the same bytes on both ways."""
    accepts = f"Accept-Encoding: {accepted}"
    short, long = both(talkative, URL, accepts, method=method)
    assert short == long
    etag = next(line for line in short.head.decode().split("\r\n") if line.startswith("etag: ")).removeprefix("etag: ")
    for known in (etag, f'W/{etag}, "other"', "*", '"other"'):
        short, long = both(talkative, URL, accepts, f"If-None-Match: {known}", method=method)
        assert short == long
        assert short.status == (200 if known == '"other"' else 304)


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
