"""Pictures as browsers get them, over a real socket."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from chimein.gateways.gravatar import email_sha256
from chimein.render.avatar import generated_avatar, neutral_avatar
from engines import OnEngine
from gateways.gravatar_server import Behaviour, GravatarServer, png
from running import Running

EMAIL = "ada@example.org"
SAFE = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
}
FOR_GOOD = "public, max-age=31536000, immutable"
FOR_A_MINUTE = "public, max-age=60"


@pytest.fixture
def upstream() -> Iterator[GravatarServer]:
    """Gravatar on loopback."""
    with GravatarServer() as gravatar:
        yield gravatar


@pytest.fixture
def server(tmp_path: Path, upstream: GravatarServer, on_engine: OnEngine) -> Iterator[Running]:
    """A served instance whose site shows gravatars."""
    with Running(tmp_path, limits="off", gravatar_url=upstream.url, **on_engine(tmp_path)) as running:
        running.add_site("https://blog.example")
        yield running


def post(http: httpx.Client, email: str = EMAIL) -> str:
    """Post a comment; the path of its picture at that moment."""
    wish = {"url": "https://blog.example/post", "name": "Ada", "email": email, "text": "Hello there"}
    answer = http.post("/api/v1/sites/blog/comments", json=wish)
    assert answer.status_code == 201, answer.text
    path: str = answer.json()["comment"]["avatar"]
    return path


def avatar_now(http: httpx.Client) -> str:
    """The picture's path of the first comment, as readers get it now."""
    answer = http.get("/api/v1/sites/blog/thread", params={"url": "https://blog.example/post"})
    path: str = answer.json()["comments"][0]["avatar"]
    return path


def test_a_fetched_picture_arrives_in_the_thread(server: Running, http: httpx.Client, upstream: GravatarServer) -> None:
    """The writer's post gets a gravatar within moments: a new address, both sizes, our own headers."""
    upstream.serve(email_sha256(EMAIL), Behaviour.HIT)
    before = post(http)
    server.wait_for(server.worker.rested())
    after = avatar_now(http)
    assert after != before
    assert after.split("?")[0] == before.split("?")[0]
    for size in (80, 160):
        answer = http.get(after.replace("/80?", f"/{size}?"))
        assert answer.status_code == 200
        assert answer.content == png(size)
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["cache-control"] == FOR_GOOD
        assert SAFE.items() <= dict(answer.headers).items()
        assert "set-cookie" not in answer.headers
        assert "link" not in answer.headers


def test_without_a_picture_one_is_drawn(http: httpx.Client) -> None:
    """Whoever has no gravatar gets an SVG of ours, the same at each visit and not the same as another's."""
    first, second = post(http), post(http, "bob@example.org")
    answer = http.get(first)
    assert answer.status_code == 200
    assert answer.content == generated_avatar(first.split("/")[2])
    assert answer.headers["content-type"].partition(";")[0] == "image/svg+xml"
    assert SAFE.items() <= dict(answer.headers).items()
    assert http.get(first).content == answer.content != http.get(second).content


@pytest.mark.parametrize("query", ["", "?v=2", "?v=", "?v=01", "?v=x", "?v=1&v=1"])
def test_only_the_address_of_now_is_kept_for_good(http: httpx.Client, query: str) -> None:
    """Without the current version, a minute is all that a cache may keep the picture."""
    path = post(http)
    assert http.get(path).headers["cache-control"] == FOR_GOOD
    answer = http.get(path.split("?")[0] + query)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == FOR_A_MINUTE


def test_a_copy_that_is_good_is_not_sent_again(server: Running, http: httpx.Client, upstream: GravatarServer) -> None:
    """The ETag answers 304 without a body, and changes with the picture."""
    path = post(http).split("?")[0]
    server.wait_for(server.worker.rested())
    etag = http.get(path).headers["etag"]
    unchanged = http.get(path, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == etag
    upstream.serve(email_sha256("eve@example.org"), Behaviour.HIT)
    other = post(http, "eve@example.org").split("?")[0]
    server.wait_for(server.worker.rested())
    assert http.get(other, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("size", ["81", "0", "080", "80.png", "-80", "1600", "xx", "%38%30%30"])
def test_there_are_two_sizes(http: httpx.Client, size: str) -> None:
    """Any other size is a 404, so that nobody fills caches with one picture."""
    path = post(http)
    answer = http.get(path.split("?")[0].removesuffix("80") + size)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "avatar_id",
    ["x", "A" * 22, f"1-{'A' * 22}", f"{'9' * 30}-{'A' * 22}", "%00", "%F0%9F%98%80", "..%2f..", "a" * 3000],
)
def test_nobody_has_the_neutral_picture(http: httpx.Client, avatar_id: str) -> None:
    """An unknown id is a 404 that a page can still show, with the same safe headers."""
    answer = http.get(f"/avatar/{avatar_id}/80?v=1")
    assert answer.status_code == 404
    if answer.headers["content-type"].startswith("image/"):
        assert answer.content == neutral_avatar()
        assert answer.headers["cache-control"] == FOR_A_MINUTE
        assert SAFE.items() <= dict(answer.headers).items()
    else:
        assert "%2f" in avatar_id


def test_head_is_get_without_the_body(http: httpx.Client) -> None:
    """HEAD tells the same as GET and sends nothing."""
    path = post(http)
    got, head = http.get(path), http.head(path)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == got.headers["etag"]


def test_readers_make_nobody_ask(server: Running, http: httpx.Client, upstream: GravatarServer) -> None:
    """However often pictures are read, known or not, Gravatar hears of the post alone."""
    path = post(http)
    server.wait_for(server.worker.rested())
    assert len(upstream.requests) == 1
    for number in range(50):
        http.get(path)
        http.get(f"/avatar/1-{number:022}/80")
    server.wait_for(server.worker.rested())
    assert len(upstream.requests) == 1
