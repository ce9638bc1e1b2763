"""Every door of the desk against every role, on one's own site, on another, on none and on one that is named twice.

What each door needs stands in `doors_of_the_desk.DOORS`; the doors themselves are read from the program.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import httpx
import pytest
from litestar import Litestar

from chimein.rules.permissions import RIGHTS, ROLES, Right
from chimein.web.routes import ROUTES
from promises.doors_of_the_desk import API, DOORS
from running import Running
from staffing import INSTANCE_OWNER, AtDesk, new_account, new_token
from visiting import Visitor, bearer, rows

Who = Literal["nobody", "reader", "moderator", "admin", "owner", "instance owner", "small token"]
WHO: tuple[Who, ...] = ("nobody", *ROLES, "instance owner", "small token")
Target = Literal["own", "other", "none"]
LET_IN = {200, 201, 303, 409, 422}
"""What somebody is answered who may: it was done, or something else than the right to it stands in the way."""
UNKNOWN, FORBIDDEN, NOTHING = "not known", "forbidden", "nothing there"
Names = Mapping[str, str]


def doors() -> list[str]:
    """Every door under /admin and /api/v1/admin, as the program has them; a site is called `site` in all of them."""
    found = set()
    for route in Litestar(route_handlers=ROUTES, openapi_config=None).routes:
        if route.path == "/admin" or route.path.startswith(("/admin/", f"{API}/")):
            path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path).replace("{key}", "{site}")
            found |= {f"{method} {path}" for method in getattr(route, "methods", set()) - {"OPTIONS", "HEAD"}}
    return sorted(found)


@dataclass
class World:
    """Two sites with the same things on each, and an account for each role on one's own."""

    server: Running
    http: httpx.Client
    names: Mapping[Target, Names]
    accounts: Mapping[str, int]

    def ask(self, who: Who, door: str, target: Target, more: str = "") -> httpx.Response:
        """What this one is answered there. `more` stands at the end of the query."""
        method, _, path = door.partition(" ")
        row, names = DOORS[door], self.names[target]
        query = "&".join(part for part in (row.asks.format_map(names), more) if part)
        url = f"{path.format_map(names)}{f'?{query}' if query else ''}"
        sends = filled(row.sends, names)
        if door.split(" ")[1].startswith(API):
            return self._program(who, method, url, sends)
        return self._person(who, method, url, sends)

    def _program(self, who: Who, method: str, url: str, sends: Any) -> httpx.Response:
        json = {"json": sends} if method != "GET" else {}
        return self.http.request(method, url, headers=self.proof(who), **json)

    def _person(self, who: Who, method: str, url: str, sends: Any) -> httpx.Response:
        if who in ("nobody", "small token"):
            headers = {**self.proof(who), "Sec-Fetch-Site": "same-origin"}
            return self.http.request(method, url, headers=headers, **({"data": sends} if method == "POST" else {}))
        desk = AtDesk(self.server, self.http, self.accounts[who])
        return desk.sees(url) if method == "GET" else desk.sends(url, **sends)

    def proof(self, who: Who) -> dict[str, str]:
        """The header of a program's token; a small one is its owner's, and for seeing alone."""
        if who == "nobody":
            return {}
        scopes = ("see",) if who == "small token" else ()
        return bearer(new_token(self.server, self.accounts["owner" if who == "small token" else who], *scopes))


def filled(shape: Any, names: Names) -> Any:
    """A form or a message with the names filled in."""
    if isinstance(shape, str):
        return shape.format_map(names)
    if isinstance(shape, list):
        return [filled(one, names) for one in shape]
    return {name: filled(one, names) for name, one in shape.items()} if isinstance(shape, Mapping) else shape


@pytest.fixture(scope="module")
def world(house: Running, caller: httpx.Client) -> World:
    """One world for the whole matrix; what is done in it changes nothing of who may what."""
    accounts = {"instance owner": new_account(house, INSTANCE_OWNER)}
    keys: dict[Target, str] = {"own": "matrixown", "other": "matrixother"}
    names: dict[Target, Names] = {"none": dict.fromkeys(NAMES, "7") | NEVER}
    for target, key in keys.items():
        house.add_site(key=key, avatars="generated", moderation="all")
        names[target] = things_on(house, caller, key, accounts["instance owner"])
    accounts |= {role: new_account(house, {keys["own"]: role}) for role in ROLES}
    return World(house, caller, names, accounts)


NAMES = ("site", "comment", "thread", "person", "act", "token", "account", "member", "ban", "word", "name", "seed")
NEVER = {
    "site": "zzsite",
    "comment": "zzcomment",
    "thread": "zzthread",
    "word": "never",
    "name": "never.js",
    "seed": "never",
}


def things_on(house: Running, caller: httpx.Client, key: str, owner: int) -> Names:
    """What doors may be about on this site: one of each."""
    visitor = Visitor(caller, key)
    comment, banned = (visitor.says(text)["comment"]["id"] for text in ("Hello.", "A word."))
    desk = AtDesk(house, caller, owner)
    made = bearer(new_token(house, owner))
    done = caller.post(f"{API}/decisions", json={"ids": [banned], "state": "published"}, headers=made).json()
    desk.sends("/admin/bans", site=key, kind="word", pattern="roulette", verdict="spam")
    ((site_id, ban),) = rows(house.database, "select site_id, id from ban where site_id = "
                             "(select site_id from site where key = ?)", key)  # fmt: skip
    member = new_account(house, {key: "reader"})
    new_token(house, member, site=key)
    ((token,),) = rows(house.database, "select token_id from api_token where site_id = ?", site_id)
    ((thread,),) = rows(house.database, "select public_id from thread where site_id = ?", site_id)
    (person, *_), *_ = rows(house.database, "select id from person where site_id = ?", site_id)
    return NEVER | {
        "site": key,
        "thread": thread,
        "person": str(person),
        "comment": comment,
        "act": done["acts"][0]["act"],
        "ban": str(ban),
        "token": str(token),
        "account": str(member),
        "member": str(member),
    }


def may(who: Who, right: Right) -> bool:
    """Whether this one has the right on the site that is its own."""
    if who == "small token":
        return right == "see"
    return who == "instance owner" or (who != "nobody" and right in RIGHTS[who])


def expected(who: Who, door: str, target: Target) -> str | None:
    """How somebody is refused there; None: let in."""
    row, for_programs = DOORS[door], door.split(" ")[1].startswith(API)
    if row.needs == "nobody":
        return None
    if who == "nobody" or (who == "small token" and not for_programs):
        return UNKNOWN
    if row.needs == "anybody":
        return None
    if row.needs == "instance":
        refusal = NOTHING if row.hides else FORBIDDEN
        return (NOTHING if target == "none" else None) if who == "instance owner" else refusal
    if target == "none" or (target == "other" and who != "instance owner"):
        return NOTHING
    return None if may(who, row.needs) else FORBIDDEN


def outcome(door: str, answer: httpx.Response) -> str | None:
    """How somebody was refused; None: let in."""
    row, status = DOORS[door], answer.status_code
    assert status < 500, answer.text
    if row.needs == "nobody":
        return None
    if status == 401 or (status == 303 and answer.headers["location"].startswith("/admin/sign-in")):
        return UNKNOWN
    if row.needs == "anybody":
        return None
    if status == 422 and row.filters:
        return NOTHING
    refused = {403: FORBIDDEN, 404: NOTHING}.get(status)
    assert refused or status in LET_IN, answer.text
    return refused


def targets(door: str) -> tuple[Target, ...]:
    """The sites on which a door is tried."""
    row = DOORS[door]
    is_about = any(f"{{{name}}}" in f"{door} {row.asks} {row.sends}" for name in NAMES)
    return ("own", "other", "none") if is_about and row.needs not in ("nobody", "anybody") else ("own",)


def test_every_door_has_a_row() -> None:
    """A new door needs a line that says what is needed, and no line is about a door that is not there."""
    assert sorted(DOORS) == doors()


@pytest.mark.parametrize("door", sorted(DOORS))
def test_each_role_is_let_in_or_refused_as_the_table_says(world: World, door: str) -> None:
    """Who may is let in; who may less is told so; of another's site nobody learns that it is there."""
    wrong = {
        (who, target): (found, answer.status_code)
        for who in WHO
        for target in targets(door)
        for answer in [world.ask(who, door, target)]
        if (found := outcome(door, answer)) != expected(who, door, target)
    }
    assert wrong == {}


@pytest.mark.parametrize("door", [door for door in sorted(DOORS) if targets(door) != ("own",)])
def test_another_site_looks_like_none(world: World, door: str) -> None:
    """Status, headers and body are the same for what is another's and for what is not there."""
    for who in ("reader", "owner"):
        other, none = (plain(world.ask(who, door, target), world.names[target]) for target in ("other", "none"))
        assert other == none


def plain(answer: httpx.Response, names: Names) -> tuple[int, dict[str, str], str]:
    """An answer without the time, its length, and the names that stood in the question."""
    headers = {name: value for name, value in answer.headers.items() if name not in ("date", "content-length")}
    text = answer.text
    for name in ("site", "comment", "thread"):
        text = text.replace(names[name], f"({name})")
    return answer.status_code, headers, text


@pytest.mark.parametrize("door", [door for door in sorted(DOORS) if "{site}" in f"{door} {DOORS[door].asks}"])
def test_a_site_that_is_named_twice_opens_no_other(world: World, door: str) -> None:
    """Whichever of two names counts: nobody gets further than with one's own, and nothing of the other is told."""
    secret = world.names["other"]["comment"]
    for who in ("reader", "owner"):
        for doubled in ("site=matrixother", "site=matrixown&site=matrixother", "key=matrixother"):
            answer = world.ask(who, door, "own", doubled)
            is_refused = answer.status_code == 400
            assert is_refused or outcome(door, answer) in (expected(who, door, "own"), NOTHING)
            assert secret not in answer.text


def test_a_form_that_names_two_sites_reaches_no_other(world: World) -> None:
    """The first or none of them counts, and the right to it is asked for."""
    desk = AtDesk(world.server, world.http, world.accounts["owner"])
    before = [of_other(world, table) for table in ("api_token", "ban", "act", "audit")]
    for sites in (["matrixown", "matrixother"], ["matrixother", "matrixown"]):
        desk.sends("/admin/tokens", name="Twice", may="see", days="30", site=sites)
        desk.sends("/admin/undo", act=world.names["other"]["act"], site=sites)
        desk.sends("/admin/bans", kind="word", pattern="twice", verdict="spam", site=sites)
    assert [of_other(world, table) for table in ("api_token", "ban", "act", "audit")] == before


def of_other(world: World, table: str) -> int:
    """How many rows the site has that is not one's own."""
    query = f"select count(*) from {table} where site_id = (select site_id from site where key = 'matrixother')"
    return int(rows(world.server.database, query)[0][0])


def test_a_cookie_opens_nothing_for_a_program(world: World) -> None:
    """Who is signed in at the desk is nobody to the API, so that no page can make a browser use it."""
    desk = AtDesk(world.server, world.http, world.accounts["instance owner"])
    answer = desk.sees(f"{API}/sites")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_no_page_of_another_origin_may_read_or_ask(world: World) -> None:
    """The API for programs sends no word of CORS, neither with answers nor to a preflight."""
    origin = {"Origin": "https://blog.example"}
    headers = {**world.proof("owner"), **origin}
    asked = {**origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    answers = [world.http.get(f"{API}/me", headers=headers), world.http.options(f"{API}/me", headers=asked)]
    assert answers[0].headers["cross-origin-resource-policy"] == "same-origin"
    assert not [name for answer in answers for name in answer.headers if name.startswith("access-control")]


def test_a_role_counts_at_once(world: World) -> None:
    """What is taken away does not work in the next request, whatever token or session there is."""
    account = new_account(world.server, {"matrixown": "admin"})
    word, desk = new_token(world.server, account), AtDesk(world.server, world.http, account)
    for path in (f"{API}/sites/matrixown", "/admin/sites/matrixown"):
        assert world.http.get(path, headers=bearer(word)).status_code in (200, 303)
        assert desk.sees("/admin/sites/matrixown").status_code == 200
    rows(world.server.database, "delete from account_role where account_id = ?", account)
    assert world.http.get(f"{API}/sites/matrixown", headers=bearer(word)).status_code == 404
    assert desk.sees("/admin/sites/matrixown").status_code == 404


def test_a_token_of_one_site_opens_no_other(world: World) -> None:
    """Whatever its account may elsewhere; and nothing of the instance."""
    word = new_token(world.server, world.accounts["instance owner"], site="matrixown")
    opened = [
        world.http.get(f"{API}/sites/{key}", headers=bearer(word)).status_code for key in ("matrixown", "matrixother")
    ]
    assert opened == [200, 404]
    made = world.http.post(f"{API}/sites", json={"name": "x", "origins": ["https://x.example"]}, headers=bearer(word))
    assert made.status_code == 403
    assert [site["key"] for site in world.http.get(f"{API}/sites", headers=bearer(word)).json()["sites"]] == [
        "matrixown"
    ]


@pytest.mark.parametrize("change", ["revoked_at = 1", "expires_at = 1"])
def test_a_token_that_is_over_opens_nothing(world: World, change: str) -> None:
    """Revoked or past its day, it is as one that never was."""
    account = new_account(world.server, INSTANCE_OWNER)
    word = new_token(world.server, account)
    rows(world.server.database, f"update api_token set {change} where account_id = ?", account)
    over, never = (world.http.get(f"{API}/me", headers=bearer(each)) for each in (word, "chimein_never"))
    assert (over.status_code, over.text) == (never.status_code, never.text)
    assert over.status_code == 401


def test_the_last_use_of_a_token_is_noted_once_a_minute(world: World) -> None:
    """Reading does not write at each request."""
    account = new_account(world.server, INSTANCE_OWNER)
    word = new_token(world.server, account)
    query = "select used_at from api_token where account_id = ?"
    world.http.get(f"{API}/me", headers=bearer(word))
    ((first,),) = rows(world.server.database, query, account)
    world.http.get(f"{API}/me", headers=bearer(word))
    assert first is not None
    assert rows(world.server.database, query, account) == [(first,)]
