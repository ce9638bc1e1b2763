"""What the description says of the desk's API and what programs are answered, compared over a real socket.

As with the public API, each documented status of each door must have been seen when the file is through.
"""

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from chimein.web.limits import PROGRAMS
from chimein.web.openapi import document
from engines import OnEngine
from running import Running
from staffing import INSTANCE_OWNER, new_account, new_token
from visiting import Visitor, bearer
from witness import Seen, Witness

ADMIN = "/api/v1/admin"
SITE = f"{ADMIN}/sites/{{site}}"
# Told by the outermost door or by chance: tests/web has them.
ANYWHERE = {400, 408, 413, 500, 503}
pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture(scope="module")
def seen() -> Seen:
    """Which (method, path, status) were met in this file."""
    return set()


class Program:
    """A program that shows a token, unless it is told otherwise."""

    def __init__(self, server: Running, seen: Seen) -> None:
        self.witness = Witness(server.url, seen)
        self.owner = new_token(server, new_account(server, INSTANCE_OWNER))
        account = new_account(server, {"blog": "moderator"})
        self.moderator, self.reader = new_token(server, account), new_token(server, account, "see")

    def asks(self, method: str, path: str, status: int, token: str | None = "owner", **request: Any) -> httpx.Response:
        """Send a request and expect this status, as it is described."""
        words = {"owner": self.owner, "moderator": self.moderator, "reader": self.reader}
        return self.witness.ask(method, path, status, headers=bearer(token and words.get(token, token)), **request)

    def is_guarded(self, method: str, path: str, **request: Any) -> None:
        """Without a token, or with one that is none, nothing is told."""
        self.asks(method, path, 401, token=None, **request)
        self.asks(method, path, 401, token="chimein_nobody", **request)


@pytest.fixture
def program(server: Running, seen: Seen) -> Iterator[Program]:
    """A program at work for an instance owner."""
    made = Program(server, seen)
    yield made
    made.witness.close()


@pytest.fixture
def visitor(server: Running, http: httpx.Client) -> Visitor:
    """Somebody who comments; everything is held."""
    server.set_site(moderation="all", avatars="generated")
    return Visitor(http, "blog")


def test_who_one_is_and_where_is_as_described(program: Program) -> None:
    """The token, and the sites that it opens."""
    assert program.asks("get", f"{ADMIN}/me", 200).json()["owns_instance"] is True
    assert program.asks("get", f"{ADMIN}/me", 200, token="reader").json()["scopes"] == ["see"]
    assert program.asks("get", f"{ADMIN}/sites", 200).json()["sites"][0]["key"] == "blog"
    for path in ("me", "sites", "sites/{site}"):
        program.is_guarded("get", f"{ADMIN}/{path}")
    program.asks("get", SITE, 200)
    program.asks("get", SITE, 404, in_path={"site": "nobody"})


def test_sites_are_made_and_changed_as_described(program: Program) -> None:
    """Made by who owns the instance, changed by admins, and every refusal."""
    path, new = f"{ADMIN}/sites", {"name": "Another", "origins": ["https://another.example"]}
    made = program.asks("post", path, 201, json=new)
    assert program.witness.ask("get", SITE, 200, in_path={"site": made.json()["key"]}, headers=bearer(program.owner))
    program.is_guarded("post", path, json=new)
    program.asks("post", path, 403, token="moderator", json=new)
    program.asks("post", path, 415, content=b"{}")
    program.asks("post", path, 422, json={"name": "", "origins": [], "what": 1})
    changed = program.asks("patch", SITE, 200, json={"settings": {"page_size": 10, "notice": "Hello."}}).json()
    assert (changed["settings"]["page_size"], changed["settings"]["notice"]) == (10, "Hello.")
    program.is_guarded("patch", SITE, json={})
    program.asks("patch", SITE, 403, token="moderator", json={"settings": {"page_size": 20}})
    program.asks("patch", SITE, 404, in_path={"site": "nobody"}, json={})
    program.asks("patch", SITE, 415, content=b"{}")
    refused = program.asks("patch", SITE, 422, json={"settings": {"page_size": 0, "colour": "red"}})
    assert set(refused.json()["errors"]) == {"page_size", "colour"}
    program.asks("patch", SITE, 422, json={"origins": ["https://x.example/path"]})


def test_decisions_are_as_described(program: Program, visitor: Visitor) -> None:
    """Decided, outdated, taken back, and every refusal."""
    path = f"{ADMIN}/decisions"
    one, two = (visitor.says(text)["comment"]["id"] for text in ("One.", "Two."))
    decided = program.asks("post", path, 200, token="moderator", json={"ids": [one, two], "state": "published"}).json()
    assert decided["changed"] == 2
    assert len(visitor.reads()["comments"]) == 2
    program.is_guarded("post", path, json={"ids": [one], "state": "spam"})
    program.asks("post", path, 403, token="reader", json={"ids": [one], "state": "spam"})
    program.asks("post", path, 404, json={"ids": [one, "nothing"], "state": "spam"})
    program.asks("post", path, 409, json={"ids": [one], "state": "spam", "seen": "held"})
    program.asks("post", path, 415, content=b"{}")
    program.asks("post", path, 422, json={"ids": [], "state": "erased"})
    acts, undo = f"{SITE}/acts", f"{SITE}/acts/{{act}}/undo"
    (act,) = program.asks("get", acts, 200, token="reader").json()["acts"]
    assert (act["act"], act["verb"], act["changed"]) == (decided["acts"][0]["act"], "approve", 2)
    program.is_guarded("get", acts)
    program.asks("get", acts, 404, in_path={"site": "nobody"})
    program.asks("get", acts, 422, params={"cursor": "x"})
    assert program.asks("get", acts, 200, params={"cursor": "1.1"}).json()["acts"] == []
    here = {"act": act["act"]}
    program.is_guarded("post", undo, in_path=here)
    program.asks("post", undo, 403, token="reader", in_path=here)
    program.asks("post", undo, 404, in_path={"act": "7"})
    program.asks("post", undo, 404, in_path={"act": "seven"})
    assert program.asks("post", undo, 200, in_path=here).json() == {"undone": 2, "left_alone": 0}
    assert visitor.reads()["comments"] == []


def test_replies_are_as_described(program: Program, visitor: Visitor) -> None:
    """Answered, approved by it, and every refusal."""
    path, here = f"{ADMIN}/comments/{{comment}}/replies", {"comment": visitor.says("A question.")["comment"]["id"]}
    program.asks("post", path, 201, in_path=here, json={"text": "An *answer*."})
    (root,) = visitor.reads()["comments"]
    assert [reply["badges"] for reply in root["replies"]] == [["site"]]
    program.is_guarded("post", path, in_path=here, json={"text": "x"})
    program.asks("post", path, 403, token="reader", in_path=here, json={"text": "x"})
    program.asks("post", path, 404, in_path={"comment": "nothing"}, json={"text": "x"})
    program.asks("post", path, 415, in_path=here, content=b"{}")
    program.asks("post", path, 422, in_path=here, json={"text": ""})
    thread = {"thread": visitor.reads()["thread"]["id"]}
    program.asks("patch", f"{SITE}/threads/{{thread}}", 200, in_path=thread, json={"doors": "locked"})
    refused = program.asks("post", path, 409, in_path=here, json={"text": "x"}).json()
    assert refused["code"] == "thread-locked"


def test_the_queue_is_as_described(program: Program, visitor: Visitor) -> None:
    """Filtered, paged, in context, and every refusal; a hint of the address is for who may decide."""
    path, here = f"{ADMIN}/queue", f"{ADMIN}/comments/{{comment}}"
    first, _ = visitor.says("The first one."), visitor.says("The second one.")
    page = program.asks("get", path, 200, params={"site": "blog"}).json()
    assert [comment["text"] for comment in page["comments"]] == ["The first one.", "The second one."]
    assert page["counts"]["held"] == 2
    assert page["comments"][0]["writer"]["address"] == "a…@e….org"
    there = visitor.on(f"{visitor.page}/elsewhere").says("A third one.")["comment"]["id"]
    wish = {"thread": program.asks("get", here, 200, in_path={"comment": there}).json()["comment"]["thread"]["id"]}
    for_readers = program.asks("get", path, 200, token="reader", params=wish).json()["comments"]
    assert [(comment["id"], comment["writer"]["address"]) for comment in for_readers] == [(there, None)]
    program.is_guarded("get", path)
    program.asks("get", path, 422, params={"site": "nobody", "state": "lost", "since": "soon"})
    program.asks("get", path, 422, params={"cursor": "x"})
    program.asks("get", path, 400, params={"state": ["held", "spam"]})
    in_path = {"comment": first["comment"]["id"]}
    found = program.asks("get", here, 200, in_path=in_path).json()
    assert found["comment"]["text"] == "The first one."
    program.is_guarded("get", here, in_path=in_path)
    program.asks("get", here, 404, in_path={"comment": "nothing"})


def test_a_comment_is_tended_as_described(program: Program, visitor: Visitor) -> None:
    """Reworded, pinned, trusted, and every refusal."""
    path, tending = f"{ADMIN}/comments/{{comment}}", f"{ADMIN}/comments/{{comment}}/tending"
    posted = visitor.says("Words.")
    here, gone = {"comment": posted["comment"]["id"]}, visitor.says("Gone.")
    visitor.withdraws(gone)
    words = {"name": "Ann", "text": "Other words."}
    assert program.asks("patch", path, 200, in_path=here, json=words).json()["changed"] == 1
    assert program.asks("get", path, 200, in_path=here).json()["revisions"][0]["text"] == "Words."
    program.is_guarded("patch", path, in_path=here, json=words)
    program.asks("patch", path, 403, token="reader", in_path=here, json=words)
    program.asks("patch", path, 404, in_path={"comment": "nothing"}, json=words)
    program.asks("patch", path, 415, in_path=here, content=b"{}")
    program.asks("patch", path, 422, in_path=here, json={"name": "", "text": "", "website": "?"})
    program.asks("patch", path, 409, in_path={"comment": gone["comment"]["id"]}, json=words)
    trust = {"verb": "trust"}
    assert program.asks("post", tending, 200, in_path=here, json=trust).json()["acts"][0]["site"] == "blog"
    assert program.asks("post", tending, 200, in_path=here, json=trust).json() == {"changed": 0, "acts": []}
    program.is_guarded("post", tending, in_path=here, json=trust)
    program.asks("post", tending, 403, token="reader", in_path=here, json=trust)
    program.asks("post", tending, 404, in_path={"comment": "nothing"}, json=trust)
    program.asks("post", tending, 415, in_path=here, content=b"{}")
    program.asks("post", tending, 422, in_path=here, json={"verb": "love"})


def test_everything_is_decided_as_described(program: Program, visitor: Visitor) -> None:
    """All that a filter means, and every refusal."""
    path = f"{ADMIN}/decisions/all"
    visitor.says("A thought.")
    bought = [visitor.on(f"{visitor.page}/shop").says(text)["comment"]["id"] for text in ("Buy this.", "Buy that.")]
    thread = program.asks("get", f"{ADMIN}/comments/{{comment}}", 200, in_path={"comment": bought[0]}).json()
    wish = {"filter": {"site": ["blog"], "thread": thread["comment"]["thread"]["id"]}, "state": "spam"}
    decided = program.asks("post", path, 200, token="moderator", json=wish).json()
    assert (decided["changed"], len(decided["acts"])) == (2, 1)
    assert program.asks("get", f"{ADMIN}/queue", 200).json()["counts"]["held"] == 1
    program.is_guarded("post", path, json=wish)
    program.asks("post", path, 403, token="reader", json=wish)
    program.asks("post", path, 415, content=b"{}")
    program.asks("post", path, 422, json={"filter": {"site": ["nobody"]}, "state": "spam"})


def refusals(program: Program, door: str, right: str, wish: Any = None, **in_path: str) -> None:
    """What every door about a thing of a site answers: nobody, too small a role, nothing there, and (if it takes one) a
    message that is none.
    """
    method, _, path = door.partition(" ")
    body: dict[str, Any] = {} if wish is None else {"json": wish}
    program.is_guarded(method, path, in_path=in_path, **body)
    if right != "see":
        program.asks(method, path, 403, token="reader", in_path=in_path, **body)
    nothing = {**in_path, **({"site": "nobody"} if "{site}" in path else {"comment": "nothing"})}
    program.asks(method, path, 404, in_path=nothing, **body)
    if wish is not None:
        program.asks(method, path, 415, in_path=in_path, content=b"{}")
        program.asks(method, path, 422, in_path=in_path, json={"what": "is this"})


def test_bans_are_as_described(program: Program, visitor: Visitor) -> None:
    """Made, listed, lifted, and every refusal."""
    bans, ban = f"{SITE}/bans", f"{SITE}/bans/{{ban}}"
    wish = {"kind": "word", "pattern": "casino*", "note": "Again.", "days": 30}
    program.asks("post", bans, 201, token="moderator", json=wish)
    writer = {"kind": "person", "comment": visitor.says("Hello.")["comment"]["id"], "verdict": "held"}
    program.asks("post", bans, 201, token="moderator", json=writer)
    found = program.asks("get", bans, 200, token="moderator").json()["bans"]
    assert {(one["kind"], one["pattern"], one["verdict"]) for one in found} == {
        ("word", "casino*", "spam"),
        ("person", None, "held"),
    }
    refusals(program, f"get {bans}", "moderate")
    refusals(program, f"post {bans}", "moderate", wish)
    here = {"ban": found[0]["ban"]}
    refusals(program, f"delete {ban}", "moderate", **here)
    assert program.asks("delete", ban, 200, in_path=here).json()["changed"] == 1


def test_team_audit_and_numbers_are_as_described(program: Program, visitor: Visitor) -> None:
    """Who works there, what was done, how lively it was, and every refusal."""
    visitor.says("Hello.")
    program.asks("patch", SITE, 200, json={"settings": {"page_size": 30}})
    for what, right in (("team", "administer"), ("audit", "administer"), ("numbers", "see")):
        refusals(program, f"get {SITE}/{what}", right)
    assert [one["role"] for one in program.asks("get", f"{SITE}/team", 200).json()["members"]] == ["moderator"]
    entry = program.asks("get", f"{SITE}/audit", 200).json()["entries"][0]
    assert (entry["verb"], entry["actor"]) == ("change_site", "token")
    days = program.asks("get", f"{SITE}/numbers", 200).json()["days"]
    assert (len(days), days[-1]["comments"]) == (60, {"held": 1})


def test_a_team_is_changed_as_described(program: Program, server: Running, http: httpx.Client) -> None:
    """Invited, given another role, sent away; nobody is made an admin or owner by a token; and every refusal."""
    team, member, links = f"{SITE}/team", f"{SITE}/team/{{account}}", f"{SITE}/team/invitations"
    account = new_account(server, {"blog": "reader"})
    token, here = new_token(server, account), {"account": str(account)}
    assert program.asks("patch", member, 200, in_path=here, json={"role": "moderator"}).json() == {"changed": True}
    assert program.asks("patch", member, 200, in_path=here, json={"role": "moderator"}).json() == {"changed": False}
    assert program.asks("get", f"{SITE}/bans", 200, token=token).json() == {"bans": []}
    for great in ("admin", "owner"):
        program.asks("patch", member, 403, in_path=here, json={"role": great})
        program.asks("post", links, 403, json={"role": great})
    admin = {"account": str(new_account(server, {"blog": "admin"}, name="Al"))}
    program.asks("patch", member, 403, in_path=admin, json={"role": None})
    members = {one["name"]: one for one in program.asks("get", team, 200).json()["members"]}
    assert (members["Al"]["may_be_changed"], members["Mo"]["may_be_changed"]) == (False, True)
    invitation = program.asks("post", links, 201, json={"role": "reader"}).json()
    assert "blog" in http.get(invitation["link"].removeprefix(server.instance.public_url)).text.lower()
    refusals(program, f"patch {member}", "administer", {"role": "reader"}, **here)
    refusals(program, f"post {links}", "administer", {"role": "reader"})
    program.asks("patch", member, 404, in_path={"account": "7"}, json={"role": "reader"})
    assert program.asks("patch", member, 200, in_path=here, json={"role": None}).json() == {"changed": True}
    program.asks("get", f"{SITE}/bans", 404, token=token)


def test_a_page_is_examined_as_described(program: Program) -> None:
    """What the doctor says, and every refusal."""
    path, wish = f"{SITE}/doctor", {"url": "no address"}
    found = program.asks("post", path, 200, json=wish).json()
    assert (found["is_broken"], [one["severity"] for one in found["findings"]]) == (True, ["broken"])
    refusals(program, f"post {path}", "administer", wish)


def test_what_belongs_to_no_site_is_as_described(program: Program, server: Running, visitor: Visitor) -> None:
    """Numbers of all sites, the instance's audit, tokens; a small token gets none of it, and every refusal."""
    visitor.says("Hello.")
    numbers, audit, tokens, token = (f"{ADMIN}/{what}" for what in ("numbers", "audit", "tokens", "tokens/{token}"))
    assert program.asks("get", numbers, 200, token="reader").json()["days"][-1]["comments"] == {"held": 1}
    assert "add_token" in {entry["verb"] for entry in program.asks("get", audit, 200).json()["entries"]}
    for path in (numbers, audit, tokens):
        program.is_guarded("get", path)
    for small in ("reader", "moderator"):
        program.asks("get", audit, 403, token=small)
    here = new_token(server, new_account(server, INSTANCE_OWNER), site="blog")
    program.asks("get", audit, 403, token=here)
    program.asks("get", audit, 404, params={"cursor": "x"})
    listed = program.asks("get", tokens, 200).json()["tokens"]
    mine = [one["token"] for one in program.asks("get", tokens, 200, token="moderator").json()["tokens"]]
    assert (len(mine), len(listed)) == (2, 4)
    assert {one["site"] for one in listed} == {None, "blog"}
    for small in ("reader", here):
        program.asks("get", tokens, 403, token=small)
        program.asks("delete", token, 404, token=small, in_path={"token": mine[0]})
    program.is_guarded("delete", token, in_path={"token": mine[0]})
    others = next(one["token"] for one in listed if one["token"] not in mine)
    for nothing in (others, "7", "seven"):
        program.asks("delete", token, 404, token="moderator", in_path={"token": nothing})
    assert [program.asks("delete", token, 200, in_path={"token": mine[0]}).json() for _ in range(2)] == [
        {"revoked": True},
        {"revoked": False},
    ]


def test_conversations_are_led_as_described(program: Program, visitor: Visitor) -> None:
    """Listed, closed, aliased, split, moved, merged, and every refusal."""
    other = visitor.on(f"{visitor.page}/other")
    comment, second = visitor.says("First.")["comment"]["id"], visitor.says("Second.")["comment"]["id"]
    other.says("Elsewhere.")
    threads, one = f"{SITE}/threads", f"{SITE}/threads/{{thread}}"
    listed = program.asks("get", threads, 200, token="reader").json()["threads"]
    assert {thread["url"] for thread in listed} == {visitor.page, other.page}
    here = {"thread": next(thread["id"] for thread in listed if thread["url"] == visitor.page)}
    refusals(program, f"get {threads}", "see")
    refusals(program, f"get {one}", "see", **here)
    for door, wish in (
        (f"patch {one}", {"doors": "closed"}),
        (f"post {one}/aliases", {"thread": f"{visitor.page}/moved"}),
        (f"post {one}/merge", {"thread": other.page}),
    ):
        refusals(program, door, "moderate", wish, **here)
    program.asks("patch", one, 200, in_path=here, json={"doors": "closed"})
    assert program.asks("get", one, 200, in_path=here).json()["thread"]["closed_at"] is not None
    program.asks("post", f"{one}/aliases", 200, in_path=here, json={"thread": f"{visitor.page}/moved"})
    program.asks("post", f"{one}/aliases", 409, in_path=here, json={"thread": other.page})
    for verb, wish, about in (
        ("split", {"url": f"{visitor.page}/new", "title": "New"}, comment),
        ("move", {"thread": other.page}, second),
    ):
        path = f"{ADMIN}/comments/{{comment}}/{verb}"
        refusals(program, f"post {path}", "moderate", wish, comment=about)
        program.asks("patch", one, 200, in_path=here, json={"doors": "locked"})
        program.asks("post", path, 409, in_path={"comment": about}, json=wish)
        program.asks("post", f"{one}/merge", 409, in_path=here, json={"thread": other.page})
        program.asks("patch", one, 200, in_path=here, json={"doors": "open"})
        assert program.asks("post", path, 200, in_path={"comment": about}, json=wish).json()["changed"] >= 1
    assert program.asks("post", f"{one}/merge", 200, in_path=here, json={"thread": other.page}).json()["acts"]


def test_persons_are_as_described(program: Program, visitor: Visitor) -> None:
    """Listed, looked at on the record, merged, and every refusal."""
    visitor.says("As Ann.")
    visitor.says("As Bo.", name="Bo", email="bo@example.org")
    persons, one = f"{SITE}/persons", f"{SITE}/persons/{{person}}"
    listed = program.asks("get", persons, 200, token="reader").json()["persons"]
    assert [person["name"] for person in listed] == ["Bo", "Ann"]
    bo, ann = ({"person": person["person"]} for person in listed)
    refusals(program, f"get {persons}", "see")
    refusals(program, f"get {one}", "see", **ann)
    assert program.asks("get", one, 200, in_path=ann).json()["names"][0]["name"] == "Ann"
    program.asks("post", f"{one}/address", 403, token="moderator", in_path=ann)
    refusals(program, f"post {one}/address", "administer", **ann)
    assert program.asks("post", f"{one}/address", 200, in_path=ann).json() == {"address": "ann@example.org"}
    entry = program.asks("get", f"{SITE}/audit", 200).json()["entries"][0]
    assert (entry["verb"], "ann@" in str(entry)) == ("look_at_address", False)
    found = [program.asks("get", persons, 200, params={"words": words}).json()["persons"] for words in ("Bo", "Nobody")]
    assert [[person["name"] for person in each] for each in found] == [["Bo"], []]
    program.asks("get", persons, 422, params={"words": "-"})
    sought = {"address": " Ann@example.org "}
    whose = [program.asks("post", f"{persons}/search", 200, json={"address": each}).json()["persons"] for each in (
        "ann@example.org", "nobody@example.org")]  # fmt: skip
    assert [[person["person"] for person in each] for each in whose] == [[ann["person"]], []]
    refusals(program, f"post {persons}/search", "administer", sought)
    noted = program.asks("patch", one, 200, token="moderator", in_path=ann, json={"note": " Kind. "}).json()
    assert (noted["person"], noted["note"]) == (ann["person"], "Kind.")
    refusals(program, f"patch {one}", "moderate", {"note": ""}, **ann)
    assert program.asks("patch", one, 422, in_path=ann, json={"note": "x" * 1001}).json()["errors"].keys() == {"note"}
    assert program.asks("patch", one, 200, in_path=ann, json={"note": ""}).json()["note"] is None
    refusals(program, f"post {one}/merge", "administer", {"into": ann["person"]}, **bo)
    program.asks("post", f"{one}/merge", 200, in_path=bo, json={"into": ann["person"]})


def test_a_token_that_asks_too_often_waits_as_described(tmp_path: Path, on_engine: OnEngine, seen: Seen) -> None:
    """At every door alike, and before anything is looked at; another token of the same account goes on."""
    with (
        Running(tmp_path, **on_engine(tmp_path)) as server,
        closing(Witness(server.url, seen)) as witness,
        httpx.Client(base_url=server.url, timeout=30) as http,
    ):
        server.add_site()
        account = new_account(server, INSTANCE_OWNER)
        spent, other = (bearer(new_token(server, account)) for _ in range(2))
        assert knocked(http, spent) >= PROGRAMS.burst
        nothing = dict.fromkeys(("comment", "thread", "person", "act", "ban", "account", "token"), "7")
        for path, methods in doors_described().items():
            for method in methods:
                knocked(http, spent)
                witness.insist(method, path, headers=spent, in_path=nothing)
        witness.ask("get", f"{ADMIN}/me", 200, headers=other)


def knocked(http: httpx.Client, headers: dict[str, str]) -> int:
    """How often one may ask until it is too much; nothing is compared, for a slow machine would never be done."""
    return next(asked for asked in count() if http.get(f"{ADMIN}/me", headers=headers).status_code == 429)


def doors_described() -> dict[str, Any]:
    """The paths of the desk's API, with what can be asked there."""
    paths: dict[str, Any] = document()["paths"]
    return {path: methods for path, methods in paths.items() if path.startswith(ADMIN)}


def test_every_documented_status_of_the_desks_api_was_seen(seen: Seen) -> None:
    """A status that nothing answers is a wrong description too."""
    doors = doors_described()
    if len({path for _, path, _ in seen}) < len(doors):
        pytest.skip("only together with the rest of this file")
    described = {
        (method, path, int(status))
        for path, methods in doors.items()
        for method, operation in methods.items()
        for status in operation["responses"]
    }
    assert {one for one in described - seen if one[2] not in ANYWHERE} == set()
