"""Promise 1: an email never leaves, and cannot be tested."""

import logging
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path
from typing import Any

import httpx
import pytest

from chimein.gateways.gravatar import email_sha256
from chimein.store.calls import Transaction
from chimein.store.reads.comments import comment_by_public_id
from chimein.store.writes.comments import Judged, set_state
from gateways.gravatar_server import Behaviour, GravatarServer, png
from promises.canary import Canary
from promises.public_walk import API, Walk, form_of
from running import Running

EMAIL = "Canary.Q7xv3Kd9@Birdhouse-81zt.Example.org"
PAGE = "https://blog.example/a-page"
ORIGIN = {"Origin": "https://blog.example"}


@pytest.fixture
def upstream() -> Iterator[GravatarServer]:
    """Gravatar on loopback; it has a picture for the canary."""
    with GravatarServer() as gravatar:
        gravatar.serve(email_sha256(EMAIL), Behaviour.HIT)
        yield gravatar


@pytest.fixture
def server(tmp_path: Path, upstream: GravatarServer) -> Iterator[Running]:
    """A served instance with one site, limits lifted."""
    with Running(tmp_path, limits="off", gravatar_url=upstream.url, log="debug") as running:
        running.add_site("https://blog.example")
        yield running


def wish(**changes: Any) -> dict[str, Any]:
    """A post with the canary's address."""
    return {
        "url": PAGE,
        "title": "A page",
        "name": "Quiet Reader",
        "email": EMAIL,
        "website": "https://reader.example/",
        "text": "I read this twice.",
        **changes,
    }


def refused_posts() -> list[dict[str, Any]]:
    """Requests that are refused for every kind of reason, with the address in each."""
    json_type = {"Content-Type": "application/json"}
    return [
        {"json": wish(text="", name="")},
        {"json": wish(email=f"{EMAIL}@")},
        {"json": wish(unknown=EMAIL)},
        {"json": wish(parent="nobody")},
        {"json": wish(url="https://elsewhere.example/")},
        {"json": wish(idempotency_key="k" * 20, text="Another text.")},
        {"json": wish(), "headers": {"Origin": "https://elsewhere.example"}},
        {"json": wish(text="x" * 300_000)},
        {"content": f'{{"email": "{EMAIL}", ', "headers": json_type},
        {"content": f'"{EMAIL}"', "headers": json_type},
        {"content": f"email={EMAIL}", "headers": {"Content-Type": "text/plain"}},
    ]


def post_on_the_page(walk: Walk) -> None:
    """Post by the form of the page without JavaScript, and see where it leads."""
    page = walk.ask("GET", "/t", params={"site": "blog", "url": PAGE})
    form = form_of(page.text)
    assert form is not None, "the page has no form that takes an email"
    action, hidden = form
    typed = {"name": "Quiet Reader", "email": EMAIL, "website": "", "text": "And a third time, by the form."}
    answer = walk.ask("POST", str(page.url.join(action)), data={**hidden, **typed})
    assert answer.status_code == 303, answer.text
    assert walk.ask("GET", answer.headers["location"]).status_code == 200


def test_the_canary_is_found_wherever_it_hides() -> None:
    """The negative control of the search itself: each trace is found when it is planted, and in clean bytes none."""
    canary = Canary(EMAIL)
    assert len(canary.traces) > 100
    assert canary.found_in(b'{"name":"Quiet Reader","avatar":"/avatar/3q2-7wAAAAA/80?v=2"}' * 50) == []
    for name, trace in canary.traces.items():
        assert name in canary.found_in(b'{"x":"' + trace + b'"}'), name
    assert "address" in canary.found_in(EMAIL.upper().encode())
    assert "md5 of it canonical, hex" in canary.found_in(
        f"/avatar/{md5(EMAIL.lower().encode()).hexdigest().upper()}".encode()
    )


def test_the_walk_would_find_a_canary(http: httpx.Client) -> None:
    """The negative control of the walk: an address that a visitor writes into the text is seen in the answers."""
    walk = Walk(http)
    walk.ask("POST", f"{API}/comments", json=wish(text=f"Write to me: {EMAIL}"), headers=ORIGIN)
    walk.everything_about(PAGE)
    canary = Canary(EMAIL)
    finds = [name for name, data in walk.seen if "address" in canary.found_in(data)]
    assert any(name.startswith(f"GET {API}/thread?") for name in finds)
    assert any(name.startswith(f"GET {API}/comments/") for name in finds)


def test_no_public_byte_log_or_file_betrays_an_address(
    server: Running,
    http: httpx.Client,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Post, be refused, edit, withdraw, get a gravatar, read everything: no trace of the address anywhere."""
    caplog.set_level(logging.DEBUG)
    # Records must say which thread they come from, also where a command has begun its own logging in this process.
    monkeypatch.setattr(logging, "logThreads", True)
    walk, canary = Walk(http), Canary(EMAIL)
    first = walk.ask("POST", f"{API}/comments", json=wish(idempotency_key="k" * 20), headers=ORIGIN).json()
    walk.ask("POST", f"{API}/comments", json=wish(idempotency_key="k" * 20), headers=ORIGIN)
    root, token = first["comment"]["id"], {"Authorization": f"Bearer {first['edit_token']}", **ORIGIN}
    reply = wish(parent=root, text="I agree with myself.", writer_token=first["writer_token"])
    second = walk.ask("POST", f"{API}/comments", json=reply, headers=ORIGIN).json()
    walk.ask("POST", f"{API}/comments", json=wish(text="With a made-up token.", writer_token=f"{EMAIL}.x"))
    for refused in refused_posts():
        assert walk.ask("POST", f"{API}/comments", **refused).status_code >= 400, refused
    walk.ask("PATCH", f"{API}/comments/{root}", json={"text": "I read this thrice."}, headers=token)
    walk.ask("GET", f"{API}/comments/{root}", headers=token)
    walk.ask("GET", f"{API}/comments/{root}", headers={"Authorization": f"Bearer {EMAIL}"})
    walk.ask("POST", f"{API}/preview", json={"text": "*Quietly.*"})
    post_on_the_page(walk)
    server.wait_for(server.worker.rested())
    walk.everything_about(PAGE)
    assert any(png(80) in data for _, data in walk.seen), "the gravatar was to be among the bytes"
    gone = {"Authorization": f"Bearer {second['edit_token']}", **ORIGIN}
    assert walk.ask("DELETE", f"{API}/comments/{second['comment']['id']}", headers=gone).status_code == 204
    walk.everything_about(PAGE)
    for name, data in walk.seen:
        assert canary.found_in(data) == [], name
    assert_files_are_clean(canary, tmp_path)
    assert_log_is_clean(canary, caplog)


def assert_files_are_clean(canary: Canary, folder: Path) -> None:
    """The database, its write-ahead log and whatever lies beside them, as they are while it serves."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert {"chimein.db", "chimein.db-wal"} <= files.keys()
    assert b"Quiet Reader" in files["chimein.db"] + files["chimein.db-wal"]
    for name, data in files.items():
        assert canary.found_in(data) == [], name


def assert_log_is_clean(canary: Canary, caplog: pytest.LogCaptureFixture) -> None:
    """Every record of the server's threads at the finest level, with all that is attached to it."""
    records = [record for record in caplog.records if record.threadName != "MainThread"]
    assert any(record.name == "chimein.access" for record in records)
    for record in records:
        told = repr(vars(record)) + record.getMessage() + (record.exc_text or "")
        assert canary.found_in(told.encode()) == [], record.name
        # uvicorn's own access log is switched off; pytest attaches itself to it all the same.
        if record.name != "uvicorn.access":
            assert "127.0.0.1" not in told, f"{record.name} tells visitors' network addresses"


@pytest.mark.parametrize("moderation", ["none", "first", "all"])
@pytest.mark.parametrize("avatars", ["generated", "gravatar-verified", "gravatar"])
def test_posting_under_an_address_tells_nothing_about_it(
    server: Running, http: httpx.Client, upstream: GravatarServer, avatars: str, moderation: str
) -> None:
    """An address that was used, published and trusted answers exactly as a fresh one to whoever has no proof."""
    server.set_site(avatars=avatars, moderation=moderation)
    if avatars == "gravatar":
        # Its picture is the one thing that this mode shows, and Gravatar shows it to anybody.
        upstream.serve(email_sha256(EMAIL), Behaviour.MISS)
    used = http.post(f"{API}/comments", json=wish(), headers=ORIGIN).json()
    if used["state"] == "held":
        server.write(approve(used["comment"]["id"], server.instance.clock.now()))
    known = seen_by_a_stranger(server, http, EMAIL)
    fresh = seen_by_a_stranger(server, http, "Nobody.Q7xv3Kd9@Birdhouse-81zt.Example.org")
    assert known == fresh
    assert known["posted"]["state"] == ("published" if moderation == "none" else "held")
    if avatars != "gravatar":
        assert upstream.requests == []


def seen_by_a_stranger(server: Running, http: httpx.Client, email: str) -> dict[str, Any]:
    """All that posting under `email` without a token shows, without what is random or later for everybody."""
    answer = http.post(f"{API}/comments", json=wish(email=email, text="A stranger's words."), headers=ORIGIN)
    body = answer.json()
    server.wait_for(server.worker.rested())
    comment = body["comment"]
    token = {"Authorization": f"Bearer {body['edit_token']}"}
    views = [http.get(f"{API}/comments/{comment['id']}"), http.get(f"{API}/comments/{comment['id']}", headers=token)]
    picture = http.get(comment["avatar"])
    return {
        "status": answer.status_code,
        "headers": sorted(answer.headers.keys()),
        "posted": shape(body),
        "views": [(view.status_code, sorted(view.headers.keys()), shape(view.json())) for view in views],
        "picture": (picture.status_code, picture.headers["content-type"], sorted(picture.headers.keys())),
        "address of the picture": comment["avatar"].partition("?")[2],
    }


RANDOM = {"id", "avatar", "edit_token", "writer_token", "posted_at", "edit_until", "version", "number"}


def shape(value: Any, name: str = "") -> Any:
    """The value with all that differs between any two comments replaced by its type."""
    if isinstance(value, dict):
        return {key: shape(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return type(value).__name__ if name in RANDOM else value


def approve(public_id: str, now: int) -> Transaction[None]:
    """A moderator publishes a held comment."""
    comment = yield from comment_by_public_id(1, public_id)
    assert comment is not None
    yield from set_state(comment, Judged("published", now, "shell"))
