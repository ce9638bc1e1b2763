"""What the API's description says and what is answered, compared over a real socket.

Every answer in here is held against the description: its status, content type, headers and body. At the end, every
documented status of the JSON API must have been seen.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from chimein.store.calls import Transaction, call
from chimein.web.desk.routes import DESK_ROUTES
from chimein.web.openapi import document
from chimein.web.routes import ROUTES
from running import Running
from staff import at_desk
from visiting import bearer, rows
from visits import ticket_for
from witness import Witness

PAGE = "https://blog.example/tides"
API = "/api/v1/sites/{site}"
COMMENTS = f"{API}/comments"
COMMENT = f"{API}/comments/{{comment}}"
# Told by the outermost door or by chance: tests/web has them, each by its own way of going wrong.
NOT_PROVOKED_HERE = {408, 500}

# All of this file asks for the engine, so that pytest keeps its tests together: the last one is about the others.
pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture(scope="module")
def seen() -> set[tuple[str, str, int]]:
    """Which (method, path, status) were met in this file."""
    return set()


@pytest.fixture
def witness(server: Running, seen: set[tuple[str, str, int]]) -> Iterator[Witness]:
    """A witness of an instance without limits."""
    found = Witness(server.url, seen)
    yield found
    found.close()


def words(**fields: Any) -> dict[str, Any]:
    """A comment as it is posted."""
    return {"url": PAGE, "title": "Tides", "name": "Ana", "email": "ana@example.org", "text": "It *rises*.", **fields}


def said(witness: Witness, **fields: Any) -> dict[str, Any]:
    """Post a comment."""
    return dict(witness.ask("post", COMMENTS, 201, json=words(**fields)).json())


def test_every_route_is_described_and_nothing_else() -> None:
    """The running application's routes and the document's paths are the same."""
    for_programs = [handler for handler in ROUTES if handler not in DESK_ROUTES]
    routes = Litestar(route_handlers=for_programs, openapi_config=None).routes
    running = {
        (method.lower(), re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path))
        for route in routes
        if not route.path.startswith("/admin")  # pages of the desk: for people, by its own links and forms
        for method in getattr(route, "methods", set()) - {"OPTIONS", "HEAD"}
    }
    described = {(method, path) for path, methods in document()["paths"].items() for method in methods}
    assert running == described


def test_reading_a_thread_is_as_described(witness: Witness) -> None:
    """Empty, full with every kind of comment, unchanged, and refused."""
    query = {"url": PAGE}
    witness.ask("get", f"{API}/thread", 200, params=query)
    first = said(witness, text="> quote\n\n1. one\n\n`code` [link](https://example.org)", website="example.org")
    gone = said(witness, text="I regret this.")
    said(witness, text="An answer.", parent=gone["comment"]["id"])
    witness.ask("patch", COMMENT, 200, in_path={"comment": first["comment"]["id"]}, json={"text": "Better words."},
                headers=bearer(first["edit_token"]))  # fmt: skip
    witness.ask("delete", COMMENT, 204, in_path={"comment": gone["comment"]["id"]}, headers=bearer(gone["edit_token"]))
    for body in ("tree", "html", None):
        answer = witness.ask("get", f"{API}/thread", 200, params=query if body is None else {**query, "body": body})
        assert {comment["state"] for comment in answer.json()["comments"]} == {"published", "withdrawn"}
    witness.ask("get", f"{API}/thread", 200, params={**query, "around": first["comment"]["id"]})
    witness.ask("get", f"{API}/thread", 304, params=query | {"body": "tree"}, headers=_etag_of(witness, query))
    witness.ask("get", f"{API}/thread", 400, params={**query, "page": "0"})
    witness.ask("get", f"{API}/thread", 404, params=query, in_path={"site": "nobody"})
    witness.ask("get", f"{API}/thread", 422, params={"url": "https://elsewhere.example/"})
    witness.ask("get", f"{API}/thread", 503, params={**query, "min_version": "999999"})


def _etag_of(witness: Witness, query: dict[str, str]) -> dict[str, str]:
    answer = witness.ask("get", f"{API}/thread", 200, params=query | {"body": "tree"})
    return {"If-None-Match": answer.headers["etag"]}


def test_windows_and_counts_are_as_described(witness: Witness) -> None:
    """A long branch, and the numbers beside links."""
    root = said(witness, text="A long branch.")["comment"]["id"]
    after = [said(witness, text=f"Reply {n}.", parent=root)["comment"]["id"] for n in range(2)]
    path = f"{API}/thread/replies"
    witness.ask("get", path, 200, params={"root": root, "after": after[0]})
    witness.ask("get", path, 400, params={"root": root, "after": after[0], "body": "junk"})
    witness.ask("get", path, 404, params={"root": root, "after": "nothing"})
    witness.ask("get", path, 422, params={"root": root})
    answer = witness.ask("get", f"{API}/counts", 200, params={"url": [PAGE, "https://blog.example/none"]})
    assert answer.json()["counts"] == {PAGE: 3, "https://blog.example/none": 0}
    witness.ask("get", f"{API}/counts", 404, params={"url": PAGE}, in_path={"site": "nobody"})
    witness.ask("get", f"{API}/counts", 422)


def test_posting_is_as_described(server: Running, witness: Witness) -> None:
    """Stored, repeated, held, and every refusal."""
    key = {"Idempotency-Key": "a-key-of-enough-characters"}
    witness.ask("post", COMMENTS, 201, json=words(), headers=key)
    witness.ask("post", COMMENTS, 201, json=words(), headers=key)
    witness.ask("post", COMMENTS, 422, json=words(text="Other words."), headers=key)
    witness.ask("post", COMMENTS, 400, content=b"{", headers={"Content-Type": "application/json"})
    witness.ask("post", COMMENTS, 403, json=words(), headers={"Origin": "https://evil.example"})
    witness.ask("post", COMMENTS, 404, json=words(), in_path={"site": "nobody"})
    witness.ask("post", COMMENTS, 413, content=b"x" * 300_000, headers={"Content-Type": "application/json"})
    witness.ask("post", COMMENTS, 415, content=b"{}")
    refused = witness.ask("post", COMMENTS, 422, json={"url": PAGE, "name": 1, "email": "x", "what": "is this"})
    assert set(refused.json()["errors"]) == {"name", "email", "text", "what"}
    server.set_site(moderation="all", avatars="generated")
    assert said(witness, text="Judge me.")["state"] == "held"
    _set_doors(server, witness, closed_at=1)
    witness.ask("post", COMMENTS, 409, json=words(text="Too late."))


def _set_doors(server: Running, witness: Witness, closed_at: int | None = None, locked_at: int | None = None) -> None:
    thread = witness.ask("get", f"{API}/thread", 200, params={"url": PAGE}).json()["thread"]["id"]

    def closing() -> Transaction[None]:
        rows = yield from call("thread_by_public_id", site_id=1, public_id=thread)
        yield from call("set_doors_of_thread", site_id=1, id=rows[0][1], closed_at=closed_at, locked_at=locked_at)

    server.write(closing())


def test_a_single_comment_is_as_described(server: Running, witness: Witness) -> None:
    """Read, read by its writer, changed, withdrawn, and every refusal."""
    mine = said(witness)
    here = {"comment": mine["comment"]["id"]}
    proof, wrong, foreign = bearer(mine["edit_token"]), bearer("wrong"), {"Origin": "https://evil.example"}
    nothing = {"comment": "nothing"}
    witness.ask("get", COMMENT, 200, in_path=here)
    assert "text" in witness.ask("get", COMMENT, 200, in_path=here, headers=proof).json()
    witness.ask("get", COMMENT, 403, in_path=here, headers=wrong)
    witness.ask("get", COMMENT, 404, in_path=nothing)
    edit = {"text": "Better."}
    witness.ask("patch", COMMENT, 200, in_path=here, json=edit, headers=proof)
    witness.ask(
        "patch", COMMENT, 400, in_path=here, content=b"[]", headers={**proof, "Content-Type": "application/json"}
    )
    witness.ask("patch", COMMENT, 401, in_path=here, json=edit)
    witness.ask("patch", COMMENT, 403, in_path=here, json=edit, headers=wrong)
    witness.ask("patch", COMMENT, 403, in_path=here, json=edit, headers={**proof, **foreign})
    witness.ask("patch", COMMENT, 404, in_path=nothing, json=edit, headers=proof)
    witness.ask("patch", COMMENT, 413, in_path=here, content=b"x" * 300_000, headers=proof)
    witness.ask("patch", COMMENT, 415, in_path=here, content=b"{}", headers=proof)
    witness.ask("patch", COMMENT, 422, in_path=here, json={"text": ""}, headers=proof)
    witness.ask("delete", COMMENT, 401, in_path=here)
    witness.ask("delete", COMMENT, 403, in_path=here, headers=wrong)
    witness.ask("delete", COMMENT, 404, in_path=nothing, headers=proof)
    _set_doors(server, witness, locked_at=1)
    witness.ask("patch", COMMENT, 409, in_path=here, json=edit, headers=proof)
    witness.ask("delete", COMMENT, 409, in_path=here, headers=proof)
    _set_doors(server, witness)
    witness.ask("delete", COMMENT, 204, in_path=here, headers=proof)
    late = said(witness, text="Another one.")
    server.set_site(edit_minutes="0", avatars="generated")
    witness.ask("patch", COMMENT, 403, in_path={"comment": late["comment"]["id"]}, json=edit,
                headers=bearer(late["edit_token"]))  # fmt: skip


def test_previews_are_as_described(witness: Witness) -> None:
    """Rendered, and every refusal."""
    path = f"{API}/preview"
    witness.ask("post", path, 200, json={"text": "# Heading\n\n- *list*\n\n5. five"})
    witness.ask("post", path, 400, content=b"{", headers={"Content-Type": "application/json"})
    witness.ask("post", path, 403, json={"text": "x"}, headers={"Origin": "null"})
    witness.ask("post", path, 404, json={"text": "x"}, in_path={"site": "nobody"})
    witness.ask("post", path, 413, content=b"x" * 300_000)
    witness.ask("post", path, 415, content=b"{}")
    witness.ask("post", path, 422, json={"text": "", "html": "?"})


def test_moderation_in_place_is_as_described(server: Running, witness: Witness) -> None:
    """A ticket, what is held, a decision and its undoing, and every refusal."""
    server.set_site(moderation="all", avatars="generated")
    held = said(witness)["comment"]["id"]
    ada = at_desk(server, "moderator")
    desk = f"{API}/desk"
    ours, theirs = {"Origin": "https://blog.example"}, {"Origin": "https://evil.example"}
    ticket = {"ticket": ticket_for(ada, held)}
    witness.ask("post", desk, 403, json=ticket, headers=theirs)
    visit = witness.ask("post", desk, 201, json=ticket, headers=ours).json()
    witness.ask("post", desk, 401, json=ticket, headers=ours)
    proof = ours | bearer(visit["token"])
    look: dict[str, Any] = {"params": {"url": PAGE}}
    wish: dict[str, Any] = {"json": {"id": held, "state": "spam", "seen": "held"}}
    assert witness.ask("get", f"{desk}/thread", 200, **look, headers=proof).json()["comments"][0]["id"] == held
    done = witness.ask("post", f"{desk}/decide", 200, **wish, headers=proof).json()
    back: dict[str, Any] = {"json": {"act": done["acts"][0]["act"]}}
    witness.ask("post", f"{desk}/decide", 409, **wish, headers=proof)
    witness.ask("post", f"{desk}/undo", 200, **back, headers=proof)
    of_old = witness.ask("post", f"{desk}/decide", 200, **wish, headers=proof).json()["acts"][0]["act"]
    rows(server.database, "update act set done_at = 1")
    witness.ask("post", f"{desk}/undo", 409, json={"act": of_old}, headers=proof)
    doors: list[tuple[str, str, dict[str, Any]]] = [
        ("get", f"{desk}/thread", look),
        ("post", f"{desk}/decide", wish),
        ("post", f"{desk}/undo", back),
    ]
    for method, path, sends in doors:
        witness.ask(method, path, 401, **sends, headers=ours)
        witness.ask(method, path, 403, **sends, headers=theirs | bearer(visit["token"]))
        witness.ask(method, path, 404, **sends, headers=proof, in_path={"site": "nobody"})
    witness.ask("get", f"{desk}/thread", 422, params={"url": "https://elsewhere.example/"}, headers=proof)
    witness.ask("post", desk, 404, json=ticket, headers=ours, in_path={"site": "nobody"})
    for path in (desk, f"{desk}/decide", f"{desk}/undo"):
        witness.ask("post", path, 415, content=b"{}", headers=proof)
        witness.ask("post", path, 422, json={"what": "is this"}, headers=proof)


def test_the_limits_are_as_described(tmp_path: Path, seen: set[tuple[str, str, int]]) -> None:
    """429 with the seconds to wait, for each verb that is limited."""
    with Running(tmp_path) as running:
        running.add_site("https://blog.example", avatars="generated")
        witness = Witness(running.url, seen)
        mine = said(witness)
        here, proof = {"comment": mine["comment"]["id"]}, bearer(mine["edit_token"])
        witness.insist("post", f"{API}/preview", json={"text": "x"})
        witness.insist("patch", COMMENT, in_path=here, json={"text": "Changed."}, headers=proof)
        witness.insist("delete", COMMENT, in_path={"comment": "nothing"}, headers=proof)
        witness.insist("post", COMMENTS, json=words(text="One too many."))
        witness.close()


def test_pages_are_as_described(witness: Witness) -> None:
    """What people meet: the page, the form, the writer's own pages."""
    query = {"site": "blog", "url": PAGE}
    form = {"text": "By the form.", "name": "Bo", "email": "bo@example.org"}
    witness.ask("get", "/t", 200, params=query)
    witness.ask("get", "/t", 404, params={**query, "site": "nobody"})
    witness.ask("get", "/t", 422, params={"site": "blog"})
    witness.ask("get", "/t", 400, params={**query, "page": "x"})
    witness.ask("post", "/t", 200, params=query, data={**form, "action": "preview"})
    sent = witness.ask("post", "/t", 303, params=query, data=form).headers["location"]
    own = dict(httpx.URL(sent).params)
    thread = {"thread": httpx.URL(sent).path.split("/")[2]}
    witness.ask("post", "/t", 403, params=query, data=form, headers={"Origin": "null"})
    witness.ask("post", "/t", 413, params=query, data={**form, "text": "x" * 300_000})
    witness.ask("post", "/t", 415, params=query, json=form)
    witness.ask("post", "/t", 422, params=query, data={**form, "email": ""})
    witness.ask("get", "/t/{thread}", 200, in_path=thread)
    witness.ask("get", "/t/{thread}", 404, in_path={"thread": "nothing"})
    witness.ask("post", "/t/{thread}", 303, in_path=thread, data={**form, "text": "Once more."})
    witness.ask("post", "/t/{thread}", 422, in_path=thread, data={"text": ""})
    for page in ("posted", "edit"):
        witness.ask("get", f"/t/{{thread}}/{page}", 200, in_path=thread, params=own)
        witness.ask("get", f"/t/{{thread}}/{page}", 403, in_path=thread, params={**own, "token": "wrong"})
        witness.ask("get", f"/t/{{thread}}/{page}", 404, in_path=thread, params={**own, "comment": "nothing"})
        witness.ask("get", f"/t/{{thread}}/{page}", 422, in_path=thread)
    edit = "/t/{thread}/edit"
    witness.ask("post", edit, 200, in_path=thread, data={**own, **form, "action": "withdraw"})
    witness.ask("post", edit, 303, in_path=thread, data={**own, **form, "action": "save"})
    witness.ask("post", edit, 401, in_path=thread, data=form)
    witness.ask("post", edit, 403, in_path=thread, data={**own, **form, "token": "wrong"})
    witness.ask("post", edit, 422, in_path=thread, data={**own, "name": "", "text": ""})
    witness.ask("get", "/t/{thread}/replies", 404, in_path=thread, params={"root": "a", "after": "b"})
    witness.ask("get", "/t/{thread}/replies", 422, in_path=thread)


def test_feeds_files_and_health_are_as_described(server: Running, witness: Witness) -> None:
    """Everything else that has an address."""
    mine = said(witness)["comment"]
    thread = witness.ask("get", f"{API}/thread", 200, params={"url": PAGE}).json()["thread"]["id"]
    _, _, avatar_id, size = mine["avatar"].partition("?")[0].split("/")
    entry = witness.ask("get", "/embed.js", 200)
    name = re.search(r"[\w.-]+\.[0-9a-f]{6,}\.js", entry.text)
    assert name
    doors: list[tuple[str, dict[str, str]]] = [
        ("/embed.js", {}),
        ("/embed/{name}", {"name": name[0]}),
        ("/avatar/{avatar_id}/{size}", {"avatar_id": avatar_id, "size": size}),
        ("/t/{thread}/feed.atom", {"thread": thread}),
        ("/s/{site}/feed.atom", {}),
        ("/schema/openapi.json", {}),
    ]
    for path, in_path in doors:
        etag = witness.ask("get", path, 200, in_path=in_path).headers["etag"]
        witness.ask("get", path, 304, in_path=in_path, headers={"If-None-Match": etag})
    token = server.instance.keys.feed_token(1, "held")
    witness.ask("get", "/s/{site}/held.atom", 200, params={"token": token})
    witness.ask("get", "/s/{site}/held.atom", 404)
    witness.ask("get", "/s/{site}/feed.atom", 404, in_path={"site": "nobody"})
    witness.ask("get", "/t/{thread}/feed.atom", 404, in_path={"thread": "nothing"})
    witness.ask("get", "/embed/{name}", 404, in_path={"name": "nothing.js"})
    witness.ask("get", "/avatar/{avatar_id}/{size}", 404, in_path={"avatar_id": "nobody", "size": "80"})
    witness.ask("get", "/avatar/{avatar_id}/{size}", 404, in_path={"avatar_id": avatar_id, "size": "81"})
    witness.ask("get", "/assets/{name}", 404, in_path={"name": "nothing.css"})
    for path in ("/schema", "/healthz", "/readyz"):
        witness.ask("get", path, 200)


def test_every_documented_status_of_the_json_api_was_seen(seen: set[tuple[str, str, int]]) -> None:
    """A status that nothing answers is a wrong description too. What any door may say is needed from one door only."""
    if len({path for _, path, _ in seen}) < len([path for path in document()["paths"] if "/admin" not in path]):
        pytest.skip("only together with the rest of this file")
    own = {
        (method, path, int(status))
        for path, methods in document()["paths"].items()
        if path.startswith(API)
        for method, operation in methods.items()
        for status in operation["responses"]
    }
    at_any_door = {400, 413, 503} | NOT_PROVOKED_HERE
    missing = {(method, path, status) for method, path, status in own - seen if status not in at_any_door}
    assert missing == set()
    assert {400, 413, 503} <= {status for _, _, status in seen}
