"""Who may read from where, and who may write."""

import httpx
import pytest

from running import Running
from visiting import ORIGIN, Visitor, dump, new_visitor, problem

FOREIGN = [
    "null",
    "https://evil.example",
    "http://blog.example",
    "https://blog.example:8443",
    "https://blog.example.evil.example",
    "https://evilblog.example",
    "https://www.blog.example",
    "https://blog.example/",
    "https://BLOG.example",
    "https://blogXexample",
    "https://blog.example.",
    "https://user@blog.example",
    "https://blog.example, https://evil.example",
    "blog.example",
    "*",
    "file://",
]
TABLES = ("thread", "comment", "person", "persona", "event")


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_origin_writes_nothing(visitor: Visitor, house: Running, origin: str) -> None:
    """An origin that is not exactly the site's is 403 for whatever writes, before anything is stored."""
    posted = visitor.says()
    before = dump(house.database, *TABLES)
    headers = {"Origin": origin, "Authorization": f"Bearer {posted['edit_token']}"}
    comment = f"{visitor.api}/comments/{posted['comment']['id']}"
    for answer in (
        visitor.tries(headers=headers),
        visitor.http.post(f"{visitor.api}/comments", content=b"{", headers=headers),
        visitor.http.post(f"{visitor.api}/preview", json={"text": "x"}, headers=headers),
        visitor.http.patch(comment, json={"text": "New."}, headers=headers),
        visitor.http.delete(comment, headers=headers),
    ):
        problem(answer, 403, "origin-not-allowed")
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["vary"] == "Origin"
    assert dump(house.database, *TABLES) == before
    preflight = visitor.http.options(f"{visitor.api}/comments", headers={"Origin": origin})
    assert "access-control-allow-origin" not in preflight.headers
    assert preflight.headers["vary"] == "Origin"


def test_two_origins_are_nobodys(visitor: Visitor) -> None:
    """A foreign origin is not hidden behind the site's own."""
    both = [("Origin", ORIGIN), ("Origin", "https://evil.example")]
    for headers in (both, both[::-1]):
        answer = visitor.http.post(f"{visitor.api}/comments", json=visitor.words(), headers=headers)
        problem(answer, 403, "origin-not-allowed")
    assert visitor.asks().json()["thread"]["count"] == 0


@pytest.mark.parametrize("origin", FOREIGN)
def test_everybody_may_read(visitor: Visitor, origin: str) -> None:
    """What is public to read says so to every origin, in successes and errors."""
    for path in ("thread", "counts", "thread/replies", "comments/x"):
        for url in (visitor.page, "nonsense"):
            answer = visitor.http.get(f"{visitor.api}/{path}", params={"url": url}, headers={"Origin": origin})
            assert answer.headers["access-control-allow-origin"] == "*"
            exposed = set(answer.headers["access-control-expose-headers"].split(", "))
            assert exposed >= {"ETag", "Retry-After", "Idempotency-Replayed"}


def test_a_sites_own_origins_may_write(house: Running, caller: httpx.Client) -> None:
    """Each origin of the site is answered by its own name, errors like successes."""
    origins = (ORIGIN, "http://localhost:4000")
    visitor = new_visitor(house, caller, *origins)
    for origin in origins:
        for changes in ({}, {"name": ""}, {"url": "nonsense"}):
            answer = visitor.tries(headers={"Origin": origin}, **changes)
            assert answer.status_code == (422 if changes else 201)
            assert answer.headers["access-control-allow-origin"] == origin
            assert answer.headers["vary"] == "Origin"
            assert "Idempotency-Replayed" in answer.headers["access-control-expose-headers"]
    other = new_visitor(house, caller)
    problem(other.tries(headers={"Origin": "http://localhost:4000"}), 403, "origin-not-allowed")


def test_the_instances_own_pages_may_write(visitor: Visitor, house: Running) -> None:
    """The page without JavaScript posts from the instance's own address."""
    for origin in (house.url, f"http://localhost:{house.settings.port}"):
        answer = visitor.tries(headers={"Origin": origin})
        assert answer.status_code == 201
        assert answer.headers["access-control-allow-origin"] == origin


def test_without_an_origin_there_is_no_browser_to_abuse(visitor: Visitor) -> None:
    """A request that says no origin is accepted; caches are told that origins matter nevertheless."""
    answer = visitor.tries()
    assert answer.status_code == 201
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-origin" not in answer.headers


def test_errors_of_the_wire_carry_the_same_headers(visitor: Visitor) -> None:
    """413, 415, 404 and 405 tell a browser of the site as much as a success does: it may read why."""
    origin = {"Origin": ORIGIN}
    api = visitor.api
    for answer, status in (
        (visitor.http.post(f"{api}/comments", content=b"x" * 300_000, headers=origin), 413),
        (visitor.http.post(f"{api}/comments", content=b"x", headers=origin), 415),
        (visitor.http.post(f"{api}/nothing", headers=origin), 404),
        (visitor.http.put(f"{api}/comments", headers=origin), 405),
    ):
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert "Origin" in answer.headers["vary"]


def test_a_host_header_makes_no_origin_the_instances_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """With a public address only that is the instance's own: a name that was bent to this machine is foreign."""
    folder = tmp_path_factory.mktemp("public")
    with (
        Running(folder, limits="off", public_url="https://talk.example") as running,
        httpx.Client(base_url=running.url) as http,
    ):
        visitor = new_visitor(running, http)
        assert visitor.tries(headers={"Origin": "https://talk.example"}).status_code == 201
        bent = {"Origin": "http://evil.example", "Host": "evil.example"}
        problem(visitor.tries(headers=bent), 403, "origin-not-allowed")
