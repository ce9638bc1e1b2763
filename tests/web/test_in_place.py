"""Moderation on a host's page: the ticket, what it is exchanged for, and everything that ends either."""

import re
from dataclasses import replace

import httpx
import pytest

from chimein.rules.permissions import Role
from chimein.rules.visits import visit_of
from running import Running
from staff import Colleague, at_desk
from visiting import Visitor, rows
from visits import ORIGIN, Visit, ticket_for, way_to_page

PAGE = f"{ORIGIN}/post"


@pytest.fixture
def ada(server: Running) -> Colleague:
    """A moderator of the site."""
    return at_desk(server, "moderator")


@pytest.fixture
def visitor(http: httpx.Client) -> Visitor:
    """Somebody who comments on the page."""
    return Visitor(http, "blog")


@pytest.fixture
def held(server: Running, visitor: Visitor) -> str:
    """A comment that awaits a decision."""
    server.set_site(moderation="all", avatars="generated")
    return str(visitor.says("Is it *high* tide?")["comment"]["id"])


@pytest.fixture
def visit(http: httpx.Client, ada: Colleague, held: str) -> Visit:
    """Ada on the page."""
    begun = Visit(http)
    assert begun.shows(ticket_for(ada, held)).status_code == 201
    return begun


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """How something was refused."""
    return answer.status_code, answer.json()["code"]


def test_the_desk_leads_to_the_page_with_a_ticket_behind_the_hash(ada: Colleague, held: str) -> None:
    """The page's own address, the ticket where no server sees it, and an answer that nobody keeps or passes on."""
    address, _, ticket = way_to_page(ada, held).partition("#")
    assert address == PAGE
    assert re.fullmatch(r"chime-desk=[\w-]+\.[\w-]{43}", ticket)
    answer = ada.post("/admin/visit", {"id": held})
    assert "location" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert ticket not in answer.text, "each way has a ticket of its own"


def test_the_queue_and_the_comments_page_offer_the_way(ada: Colleague, held: str) -> None:
    """To who may decide there, and to nobody else."""
    for path in ("/admin", f"/admin/comments/{held}"):
        assert f'form id="visit-{held}"' in ada.get(path).text
        assert "Open on its page" not in at_desk(ada.server, "reader").get(path).text


def test_a_conversation_leads_to_its_page_as_well(
    http: httpx.Client, ada: Colleague, visitor: Visitor, held: str
) -> None:
    """To who may decide there, with a ticket that is about no comment; to others its plain address."""
    thread = visitor.reads()["thread"]["id"]
    address, _, ticket = way_to_page(ada, site="blog", thread=thread).partition("#chime-desk=")
    visit = Visit(http)
    begun = visit.shows(ticket)
    assert (address, begun.status_code, begun.json()["comment"]) == (PAGE, 201, "")
    assert [comment["id"] for comment in visit.held(PAGE).json()["comments"]] == [held]
    place = f"/admin/threads/{thread}?site=blog"
    assert 'action="/admin/visit"' in ada.get(place).text
    reader = at_desk(ada.server, "reader")
    assert f'href="{PAGE}"' in reader.get(place).text
    assert 'action="/admin/visit"' not in reader.get(place).text
    assert reader.post("/admin/visit", {"site": "blog", "thread": thread}).status_code == 403


def test_a_page_that_is_none_of_the_sites_any_more_is_a_plain_link(ada: Colleague, visitor: Visitor) -> None:
    """A ticket would be for nobody there."""
    visitor.says()
    rows(ada.server.database, "update site_origin set origin = 'https://moved.example'")
    thread = rows(ada.server.database, "select public_id from thread")[0][0]
    shown = ada.get(f"/admin/threads/{thread}?site=blog").text
    assert (f'href="{PAGE}"' in shown, 'action="/admin/visit"' in shown) == (True, False)


def test_a_moderator_sees_what_is_held_and_decides(visit: Visit, visitor: Visitor, held: str) -> None:
    """The comment with its reasons and without an address; approved for all readers; taken back."""
    found = visit.held(PAGE).json()
    (comment,) = found["comments"]
    assert (comment["id"], comment["state"], comment["reasons"], found["more"]) == (
        held,
        "held",
        ["every-comment"],
        False,
    )
    assert comment["body"] == [["p", "Is it ", ["em", "high"], " tide?"]]
    assert "example.org" not in visit.held(PAGE).text
    done = visit.does("decide", id=held, state="published", seen="held").json()
    assert [shown["id"] for shown in visitor.reads()["comments"]] == [held]
    assert visit.held(PAGE).json()["comments"] == []
    assert visit.does("undo", act=done["acts"][0]["act"]).json() == {"undone": 1, "left_alone": 0}
    assert visitor.reads()["comments"] == []


def test_a_decision_is_the_accounts(server: Running, visit: Visit, ada: Colleague, held: str) -> None:
    """Signed as at the desk, in the comment and in the audit."""
    visit.does("decide", id=held, state="spam")
    assert rows(server.database, "select state_by from comment") == [(f"account:{ada.account_id}",)]
    (line,) = rows(server.database, "select actor, account_id from audit where verb = 'spam'")
    assert line == ("account", ada.account_id)


def test_what_somebody_else_decided_meanwhile_is_not_overruled(visit: Visit, held: str) -> None:
    """The same 409 as at the desk."""
    assert visit.does("decide", id=held, state="rejected").status_code == 200
    assert code_of(visit.does("decide", id=held, state="published", seen="held")) == (409, "outdated")


def test_a_ticket_counts_once(http: httpx.Client, ada: Colleague, held: str) -> None:
    """Whoever finds a used one has nothing; nor has who changes a letter."""
    ticket = ticket_for(ada, held)
    assert code_of(Visit(http).shows("x" + ticket[1:])) == (401, "visit-over")
    assert Visit(http).shows(ticket).status_code == 201
    assert code_of(Visit(http).shows(ticket)) == (401, "visit-over")


def test_a_ticket_counts_a_minute_and_a_visit_half_an_hour(
    server: Running, visit: Visit, ada: Colleague, held: str
) -> None:
    """A moment later it is over; and the one is never taken for the other."""
    keys, ticket = server.instance.keys, ticket_for(ada, held)
    now = server.instance.clock.now()
    given = visit_of(keys.text_signed("ticket", ticket))
    assert 0 < given.until - now <= 60_000
    begun = visit_of(keys.text_signed("visit", visit.token))
    assert 29 * 60_000 < begun.until - now <= 30 * 60_000
    over = replace(given, until=now).text()
    assert code_of(visit.shows(keys.signed("ticket", over))) == (401, "visit-over")
    visit.token = keys.signed("visit", over)
    assert code_of(visit.held(PAGE)) == (401, "visit-over")
    visit.token = ticket
    assert code_of(visit.held(PAGE)) == (401, "visit-over")


@pytest.mark.parametrize("origin", ["https://evil.example", "https://www.blog.example", "null"])
def test_neither_counts_on_another_origin(
    server: Running, visit: Visit, ada: Colleague, held: str, origin: str
) -> None:
    """Not even on another of the same site's; and without an origin at all neither."""
    server.add_site(ORIGIN, "https://www.blog.example", key="twice")
    elsewhere = Visit(visit.http, origin=origin, token=visit.token)
    ticket = ticket_for(ada, held)
    assert code_of(elsewhere.shows(ticket)) == (403, "origin-not-allowed")
    assert code_of(elsewhere.held(PAGE)) == (403, "origin-not-allowed")
    assert code_of(elsewhere.does("decide", id=held, state="published")) == (403, "origin-not-allowed")
    bare = visit.http.post(visit.door, json={"ticket": ticket})
    assert code_of(bare) == (403, "origin-not-allowed")
    assert visit.shows(ticket).status_code == 201, "it was not used up elsewhere"


def test_a_visit_is_of_one_site(server: Running, visit: Visit, held: str) -> None:
    """Another site on the same origin, where one moderates as well, is another visit."""
    server.add_site(ORIGIN, key="second")
    owner = at_desk(server, is_owner=True, name="Olga")
    other = Visit(visit.http, site="second")
    assert code_of(other.shows(ticket_for(owner, held))) == (404, "not-found")
    visit.shows(ticket_for(owner, held))
    other.token = visit.token
    assert code_of(other.held(PAGE)) == (404, "not-found")


def test_a_visit_ends_with_its_session(server: Running, visit: Visit, ada: Colleague, held: str) -> None:
    """Signed out at the desk, one is signed out on the page; a ticket of before is worth nothing."""
    ticket = ticket_for(ada, held)
    rows(server.database, "delete from account_session where account_id = ?", ada.account_id)
    assert code_of(visit.held(PAGE)) == (401, "visit-over")
    assert code_of(visit.does("decide", id=held, state="published")) == (401, "visit-over")
    assert code_of(visit.shows(ticket)) == (401, "visit-over")


def test_the_role_is_read_at_each_request(server: Running, visit: Visit, ada: Colleague, held: str) -> None:
    """Taken away in between, the site is none of theirs; lessened, it is refused; the ticket as well."""
    ticket = ticket_for(ada, held)
    rows(server.database, "update account_role set role = 'reader' where account_id = ?", ada.account_id)
    assert code_of(visit.does("decide", id=held, state="published")) == (403, "role-too-small")
    assert code_of(visit.shows(ticket)) == (403, "role-too-small")
    rows(server.database, "delete from account_role where account_id = ?", ada.account_id)
    for answer in (visit.held(PAGE), visit.does("decide", id=held, state="published"), visit.does("undo", act="1")):
        assert code_of(answer) == (404, "not-found")


def test_nothing_but_deciding_is_done_with_a_visit(server: Running, http: httpx.Client, held: str) -> None:
    """Not even by an owner: the API for programs and the desk's pages do not know its word."""
    owner = at_desk(server, is_owner=True, name="Olga")
    visit = Visit(http)
    visit.shows(ticket_for(owner, held))
    bearer = {"Authorization": f"Bearer {visit.token}"}
    assert http.get("/api/v1/admin/me", headers=bearer).status_code == 401
    assert http.get("/admin", headers=bearer).status_code == 303


@pytest.mark.parametrize("role", [None, "reader"])
def test_who_may_not_decide_gets_no_ticket(server: Running, held: str, role: Role | None) -> None:
    """A reader is told so; for who has no role the comment does not exist."""
    somebody = at_desk(server, role, name="Noor")
    answer = somebody.post("/admin/visit", {"id": held})
    assert answer.status_code == (403 if role else 404)
    assert "chime-desk=" not in answer.text


def test_the_form_is_the_desks_own(ada: Colleague, held: str) -> None:
    """Without the session's token, or from another site, there is no way to a page."""
    assert ada.post("/admin/visit", {"id": held, "form_token": "wrong"}).status_code == 403
    assert ada.post("/admin/visit", {"id": held}, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_no_way_leads_off_the_sites_origins(server: Running, ada: Colleague, held: str) -> None:
    """A page that is no longer the site's is not opened with a ticket; an old http address is, at the https origin."""
    rows(server.database, "update thread set url = 'http://blog.example/old?page=2'")
    assert way_to_page(ada, held).startswith("https://blog.example/old?page=2#chime-desk=")
    for url in ("https://elsewhere.example/", "https://blog.example:8443/", "javascript:alert(1)"):
        rows(server.database, "update thread set url = ?", url)
        answer = ada.post("/admin/visit", {"id": held})
        assert answer.status_code == 422
        assert "chime-desk=" not in answer.text


def test_pages_may_ask_across_origins(http: httpx.Client) -> None:
    """As for posts: the site's own pages, with a token in a header; answers are kept by nobody."""
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = http.options("/api/v1/sites/blog/desk/thread", headers=asked)
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers
