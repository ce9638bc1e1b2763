"""Behind nginx or Caddy, with the files of deploy/, every answer is the one that Chime In gave."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from chimein.web.bounds import LARGEST_BODY
from chimein.web.limits import POSTS
from proxies import Proxy, caddy, nginx
from running import Running

PUBLIC_URL = "https://comments.example.org"
ORIGIN = "https://blog.example"
PAGE = f"{ORIGIN}/a-post"
THREAD = f"/api/v1/sites/blog/thread?url={PAGE}"
POST = "/api/v1/sites/blog/comments"
PROXIES = {"nginx": nginx, "caddy": caddy}
Condition = Callable[[httpx.Response], bool]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Running]:
    """An instance that believes the proxy, and limits everybody; a few comments make its thread worth compressing."""
    folder = tmp_path / "instance"
    folder.mkdir()
    told = {"public_url": PUBLIC_URL, "trusted_proxies": "127.0.0.1/32", "s_maxage": 1}
    with Running(folder, **told) as running:
        running.add_site(ORIGIN, avatars="generated")
        for number in range(4):
            sent = httpx.post(running.url + POST, json=wish(f"A comment, and its number is {number}."))
            assert sent.status_code == 201
        yield running


@pytest.fixture(params=sorted(PROXIES))
def proxy(request: pytest.FixtureRequest, served: Running, tmp_path: Path) -> Iterator[Proxy]:
    """Each proxy in front of it."""
    with PROXIES[request.param](tmp_path, served.settings.port) as running:
        yield running


@pytest.fixture
def cache(served: Running, tmp_path: Path) -> Iterator[Proxy]:
    """The one that keeps answers."""
    with nginx(tmp_path, served.settings.port) as running:
        yield running


def wish(text: str) -> dict[str, str]:
    return {"url": PAGE, "name": "Ada", "email": "ada@mail.example", "text": text}


def raw(client: httpx.Client, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and the bytes as they came, nothing unpacked."""
    with client.stream("GET", path, headers=headers) as answer:
        return answer.status_code, dict(answer.headers), b"".join(answer.iter_raw())


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_bytes_pass_as_they_are(served: Running, proxy: Proxy, encoding: str) -> None:
    """What was compressed once is neither unpacked nor packed again, and its ETag stands."""
    with httpx.Client(base_url=served.url) as straight, proxy.client() as through:
        for path in (THREAD, "/s/blog/feed.atom", "/schema/openapi.json", "/embed.js"):
            expected = raw(straight, path, **{"Accept-Encoding": encoding})
            status, headers, body = raw(through, path, **{"Accept-Encoding": encoding})
            assert (status, body) == (200, expected[2])
            for name in ("content-encoding", "etag", "cache-control", "vary", "content-security-policy"):
                assert headers.get(name) == expected[1].get(name), (path, name)
    assert expected[1].get("content-encoding", "identity") == encoding


def test_who_has_it_gets_304(proxy: Proxy) -> None:
    """Conditional requests are answered as such, with the same validator."""
    with proxy.client() as http:
        etag = http.get(THREAD).headers["etag"]
        again = http.get(THREAD, headers={"If-None-Match": etag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        head = http.head(THREAD)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", etag)


def test_visitors_are_told_apart_by_their_own_address(proxy: Proxy) -> None:
    """One network's allowance is its own, and no header that a visitor sends makes it another's."""
    with proxy.client("127.1.1.1") as busy, proxy.client("127.2.2.2") as other:
        for number in range(POSTS.burst):
            assert busy.post(POST, json=wish(f"Busy {number}")).status_code == 201
        refused = busy.post(POST, json=wish("One too many"))
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        for claim in ("198.51.100.7", "127.0.0.1", "198.51.100.8, 127.0.0.1"):
            spoofed = busy.post(POST, json=wish("Somebody else"), headers={"X-Forwarded-For": claim})
            assert spoofed.status_code == 429, claim
        assert other.post(POST, json=wish("From elsewhere")).status_code == 201


def test_the_largest_body_is_chime_ins_affair(proxy: Proxy) -> None:
    """What is too large is refused in problem details that the widget understands, and no sooner than without proxy."""
    with proxy.client() as http:
        fits = http.post(POST, content=b" " * LARGEST_BODY, headers={"Content-Type": "application/json"})
        assert fits.json()["code"] == "malformed"
        large = http.post(POST, content=b" " * (LARGEST_BODY + 1), headers={"Content-Type": "application/json"})
        assert large.status_code == 413
        assert large.headers["content-type"] == "application/problem+json"


def test_there_are_no_websockets(proxy: Proxy) -> None:
    """Who asks to switch protocols gets the ordinary answer."""
    with closing(proxy.connected()) as line:
        line.sendall(
            b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert line.recv(12) == b"HTTP/1.1 200"


def test_events_flow_as_they_happen(proxy_of_events: "tuple[Proxy, Events]") -> None:
    """On the route of live events the first one is there before the second has happened."""
    proxy, events = proxy_of_events
    with proxy.client() as http, http.stream("GET", f"/api/v1/sites/blog/live?url={PAGE}") as answer:
        parts = answer.iter_raw()
        assert next(parts) == b"data: first\n\n"
        events.next.set()
        assert next(parts) == b"data: second\n\n"


def test_a_thread_is_kept_as_long_as_it_may(served: Running, cache: Proxy) -> None:
    """The first reader waits, the next ones do not come to Chime In; later it is asked whether that is still so."""
    with cache.client(**{"Accept-Encoding": "br"}) as http:
        first = http.get(THREAD)
        assert first.headers["x-cache-status"] == "MISS"
        before = served.total_requests
        assert {http.get(THREAD).headers["x-cache-status"] for _ in range(5)} == {"HIT"}
        assert served.total_requests == before
        assert http.get(THREAD, headers={"Accept-Encoding": "gzip"}).headers["x-cache-status"] == "MISS"
        assert until(http, lambda answer: answer.headers["x-cache-status"] != "HIT").headers["x-cache-status"] in (
            "REVALIDATED",
            "EXPIRED",
            "STALE",
            "UPDATING",
        )


def test_what_is_kept_is_no_older_than_it_may_be(cache: Proxy) -> None:
    """A comment is there for everybody a second after its 201, and at once for who names its version."""
    with cache.client() as http:
        http.get(THREAD)
        posted = http.post(POST, json=wish("Something new")).json()
        stored = time.monotonic()
        named = http.get(f"{THREAD}&min_version={posted['version']}")
        assert "Something new" in named.text
        until(http, lambda answer: "Something new" in answer.text)
        # One second of s-maxage, counted by nginx in whole seconds.
        assert time.monotonic() - stored < 2.5


def test_nothing_private_is_kept(cache: Proxy) -> None:
    """What a writer sees, refusals, forms and health are asked for each time."""
    with cache.client() as http:
        posted = http.post(POST, json=wish("My own")).json()
        own = {"Authorization": f"Bearer {posted['edit_token']}"}
        path = f"{POST}/{posted['comment']['id']}"
        assert http.get(path, headers=own).json()["text"] == "My own"
        for asked in (path, f"/t?site=blog&url={PAGE}", "/readyz", "/api/v1/sites/none/thread?url=x"):
            for _ in range(2):
                answer = http.get(asked)
                assert answer.headers["x-cache-status"] != "HIT", asked
                assert "text" not in answer.json() if asked == path else True


def test_nothing_is_kept_unless_the_owner_allows_it(tmp_path: Path) -> None:
    """By default a thread is asked for each time."""
    folder = tmp_path / "instance"
    folder.mkdir()
    with Running(folder, limits="off") as running, nginx(tmp_path, running.settings.port) as through:
        running.add_site(ORIGIN, avatars="generated")
        with through.client() as http:
            kept = {http.get(THREAD).headers["x-cache-status"] for _ in range(4)}
    assert "HIT" not in kept


def until(http: httpx.Client, holds: Condition) -> httpx.Response:
    """Ask for the thread until it holds."""
    end = time.monotonic() + 10
    while not holds(answer := http.get(THREAD)):
        assert time.monotonic() < end
    return answer


class Events:
    """A server that sends one event, and the second when it is told to."""

    def __init__(self) -> None:
        self.next = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> "Events":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.next.set()
        self._thread.join(10)
        self._listener.close()

    def _serve(self) -> None:
        self._listener.settimeout(10)
        while not self.next.is_set():
            line, _ = self._listener.accept()
            with line:
                if line.recv(65536):
                    line.sendall(
                        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                        b"d\r\ndata: first\n\n\r\n"
                    )
                    assert self.next.wait(10), "the first event did not arrive"
                    line.sendall(b"e\r\ndata: second\n\n\r\n0\r\n\r\n")


@pytest.fixture(params=sorted(PROXIES))
def proxy_of_events(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Proxy, Events]]:
    """Each proxy in front of a server of events."""
    with Events() as events, PROXIES[request.param](tmp_path, events.port) as running:
        yield running, events
