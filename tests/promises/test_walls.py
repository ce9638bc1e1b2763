"""Sites are walls: what belongs to one is nothing to another."""

import httpx
import pytest

from running import Running
from visiting import ORIGIN, Visitor, bearer, new_visitor, problem, rows

KEY = {"Idempotency-Key": "the-same-key-for-both"}


@pytest.fixture
def other(house: Running, caller: httpx.Client) -> Visitor:
    """A visitor of a second site with the same origin, the same page and the same settings."""
    return new_visitor(house, caller)


def test_one_page_on_two_sites_is_two_conversations(visitor: Visitor, other: Visitor) -> None:
    """The same address has a thread, a count and numbers of its own on each site."""
    visitor.says("Here.")
    visitor.says("Here too.")
    there = other.says("There.")
    assert there["comment"]["number"] == 1
    assert visitor.reads()["thread"]["id"] != other.reads()["thread"]["id"]
    assert (visitor.reads()["thread"]["count"], other.reads()["thread"]["count"]) == (2, 1)
    assert "There." not in visitor.asks().text
    assert "Here." not in other.asks().text


def test_a_comments_id_opens_nothing_on_another_site(visitor: Visitor, other: Visitor) -> None:
    """Looking, changing, withdrawing, replying, paging and permalinks know only their own site's ids."""
    mine = visitor.says()
    reply = visitor.replies(mine)
    other.says()
    own = mine["comment"]["id"]
    token = mine["edit_token"]
    problem(other.looks_at(own), 404, "not-found")
    problem(other.looks_at(own, token), 404, "not-found")
    problem(other.edits(mine), 404, "not-found")
    problem(other.withdraws(mine), 404, "not-found")
    assert problem(other.tries(parent=own), 422, "invalid") == {"parent": "foreign-parent"}
    assert other.reads(around=own)["around"] is None
    params = {"root": own, "after": reply["comment"]["id"]}
    problem(other.http.get(f"{other.api}/thread/replies", params=params), 404, "not-found")
    assert visitor.looks_at(own).json()["comment"]["edited_at"] is None


def test_a_token_opens_nothing_on_another_site(visitor: Visitor, other: Visitor) -> None:
    """An edit token of one site's comment is wrong for every comment of another."""
    mine, theirs = visitor.says(), other.says()
    address = f"{other.api}/comments/{theirs['comment']['id']}"
    for token in (mine["edit_token"], mine["writer_token"]):
        problem(other.http.patch(address, json={"text": "New."}, headers=bearer(token)), 403, "token-wrong")
        problem(other.http.get(address, headers=bearer(token)), 403, "token-wrong")


def test_a_persona_is_of_one_site(visitor: Visitor, other: Visitor, house: Running) -> None:
    """The writer token of one site proves nothing on another, and an address makes a person on each."""
    mine = visitor.says()
    theirs = other.says(writer_token=mine["writer_token"])
    assert theirs["comment"]["avatar"] != mine["comment"]["avatar"]
    query = "select count(*), count(distinct email_lookup) from person join site using (site_id) where key in (?, ?)"
    assert rows(house.database, query, visitor.site, other.site) == [(2, 2)]


def test_idempotency_keys_are_of_one_site(visitor: Visitor, other: Visitor) -> None:
    """The same key on two sites stands for two comments."""
    first, second = visitor.tries(headers=KEY), other.tries("Other words.", headers=KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert "idempotency-replayed" not in second.headers
    assert first.json()["comment"]["id"] != second.json()["comment"]["id"]


def test_explicit_ids_are_of_one_site(visitor: Visitor, other: Visitor) -> None:
    """The same owner's id on two sites names two threads."""
    visitor.says(thread="article-1")
    assert other.reads(thread="article-1")["thread"]["id"] is None


def test_trust_is_of_one_site(visitor: Visitor, house: Running, caller: httpx.Client) -> None:
    """Being known on one site makes nobody known on another."""
    strict = new_visitor(house, caller, moderation="first")
    known = visitor.says()
    assert strict.says(writer_token=known["writer_token"])["state"] == "held"


def test_origins_are_of_one_site(house: Running, caller: httpx.Client) -> None:
    """What may write to one site may not write to another, nor comment on its pages."""
    here = new_visitor(house, caller, "https://here.example")
    there = new_visitor(house, caller, "https://there.example")
    page = there.on("https://there.example/")
    problem(page.tries(headers={"Origin": "https://here.example"}), 403, "origin-not-allowed")
    assert problem(here.on("https://there.example/").tries(), 422, "invalid") == {"url": "foreign-url"}


@pytest.mark.parametrize("site", ["", "%20", ".", "..", "%2e%2e", "site%00", "SITE,other", "*"])
def test_a_missing_or_strange_site_is_nobodys(visitor: Visitor, site: str) -> None:
    """Without a proper site key there is nothing to read and nowhere to write."""
    visitor.says()
    path = f"/api/v1/sites/{site.replace('SITE', visitor.site)}"
    assert visitor.http.get(f"{path}/thread", params={"url": visitor.page}).status_code in (400, 404)
    assert visitor.http.post(f"{path}/comments", json=visitor.words()).status_code in (400, 404, 405)
    assert visitor.reads()["thread"]["count"] == 1


def test_a_second_site_in_the_query_changes_nothing(visitor: Visitor, other: Visitor) -> None:
    """The site is what the path says, whatever else is claimed."""
    visitor.says()
    assert other.reads(site=visitor.site)["thread"]["count"] == 0
    assert problem(other.tries(site=visitor.site), 422, "invalid") == {"site": "unknown-field"}


def test_crossing_sites_never_share_a_cached_answer(visitor: Visitor, other: Visitor) -> None:
    """Equal questions to two sites have different validators, so that a shared cache cannot mix them up."""
    visitor.says()
    other.says()
    one, two = visitor.asks(), other.asks()
    assert one.headers["etag"] != two.headers["etag"]
    assert other.asks({"If-None-Match": one.headers["etag"]}).status_code == 200
    assert ORIGIN in two.json()["thread"]["url"]
