"""Who works where: nobody gives more than they may, nobody sees other sites, and the last owner stays."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import count

import pytest

from running import Running
from signing import BETTER, GOOD, OWNER, Browser, add_account
from staffing import give_role
from visiting import rows

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An instance with two sites and its owner."""
    with Running(tmp_path_factory.mktemp("desk"), limits="off") as running:
        running.add_site()
        running.add_site("https://other.example", key="other", name="The Other")
        add_account(running)
        yield running


@pytest.fixture
def owner(desk: Running) -> Iterator[Browser]:
    """A browser of the owner's."""
    with Browser(desk) as made:
        made.sign_in()
        made.get("/admin/team")
        yield made


def member(desk: Running, role: str, key: str = "blog") -> tuple[int, str]:
    """Somebody new with a role on a site: number and address."""
    email = f"{role}{next(_NUMBERS)}@example.org"
    account_id = add_account(desk, email, is_owner=False)
    give_role(desk, account_id, key, role)
    return account_id, email


def signed_in(desk: Running, email: str) -> Browser:
    """A browser in which they are at the team's page."""
    browser = Browser(desk)
    browser.sign_in(email)
    browser.get("/admin/team")
    return browser


def link_in(browser: Browser, desk: Running) -> str:
    """The path of the link that the page shows."""
    found = re.search(r'id="link" readonly value="([^"]+)"', browser.page)
    assert found, browser.page
    return unescape(found[1]).removeprefix(desk.url)


def roles(desk: Running, account_id: int) -> list[tuple[str, str]]:
    """What somebody may do where."""
    query = """select s.key, r.role from account_role r join site s on s.site_id = r.site_id
    where r.account_id = ? order by 1"""
    return rows(desk.database, query, account_id)


def test_an_invitation_makes_an_account_with_the_role(desk: Running, owner: Browser) -> None:
    """Whoever opens the link chooses name and passphrase; the link works once, and says where they are invited to."""
    assert owner.post("/admin/team/invite", {"site": "blog", "role": "moderator"}).status_code == 200
    link = link_in(owner, desk)
    with Browser(desk) as guest:
        assert "moderator of “The Blog”" in guest.get(link).text
        wish = {"name": "Mo", "email": "mo@example.org", "passphrase": BETTER}
        assert guest.post(link, {**wish, "passphrase": "short"}).status_code == 422
        assert guest.post(link, wish).status_code == 303
        assert guest.is_signed_in()
        assert guest.get(link).status_code == 410
    ((account_id,),) = rows(desk.database, "select account_id from account where name = 'Mo'")
    assert roles(desk, account_id) == [("blog", "moderator")]


def test_an_invitation_is_accepted_with_the_account_one_has(desk: Running, owner: Browser) -> None:
    """Who is signed in takes the role with one press, beside those they have."""
    account_id, email = member(desk, "reader", "other")
    owner.post("/admin/team/invite", {"site": "blog", "role": "admin"})
    link = link_in(owner, desk)
    with signed_in(desk, email) as guest:
        guest.get(link)
        token = re.findall(r'name="form_token" value="([^"]+)"', guest.page)[0]
        assert guest.post_bare(f"{link}/join", {"form_token": token}).status_code == 303
    assert roles(desk, account_id) == [("blog", "admin"), ("other", "reader")]


def test_an_address_that_has_an_account_is_not_taken_over(desk: Running, owner: Browser) -> None:
    """An invitation makes no second account, and changes nothing of the first."""
    owner.post("/admin/team/invite", {"site": "blog", "role": "moderator"})
    link = link_in(owner, desk)
    with Browser(desk) as guest:
        guest.get(link)
        wish = {"name": "Mallory", "email": OWNER, "passphrase": BETTER}
        assert "already" in guest.post(link, wish).text
        assert guest.sign_in(OWNER, BETTER).status_code == 422


@pytest.mark.parametrize(
    ("giver", "role", "status"),
    [
        ("admin", "moderator", 200),
        ("admin", "reader", 200),
        ("admin", "admin", 403),
        ("admin", "owner", 403),
        ("owner", "admin", 200),
        ("moderator", "reader", 403),
        ("reader", "reader", 403),
    ],
)
def test_nobody_gives_more_than_they_may(desk: Running, giver: str, role: str, status: int) -> None:
    """Admins invite moderators and readers, a site's owners everybody, others nobody."""
    _, email = member(desk, giver)
    with signed_in(desk, email) as browser:
        assert browser.post("/admin/team/invite", {"site": "blog", "role": role}).status_code == status
        assert browser.post("/admin/team/invite", {"site": "other", "role": "reader"}).status_code == 404
        assert browser.post("/admin/team/invite", {"site": "*", "role": "owner"}).status_code == 404


@pytest.mark.parametrize(("giver", "before", "status"), [("admin", "moderator", 303), ("admin", "owner", 403)])
def test_nobody_takes_more_than_they_may(desk: Running, giver: str, before: str, status: int) -> None:
    """An admin takes a moderator's role away, and not an owner's."""
    account_id, _ = member(desk, before)
    _, email = member(desk, giver)
    with signed_in(desk, email) as browser:
        fields = {"site": "blog", "account": str(account_id), "role": "none"}
        assert browser.post("/admin/team/role", fields).status_code == status
    assert roles(desk, account_id) == ([] if status == 303 else [("blog", before)])


def test_another_role_ends_the_sessions(desk: Running, owner: Browser) -> None:
    """Whoever had a browser open signs in anew, and then may do what they may now."""
    account_id, email = member(desk, "admin")
    with signed_in(desk, email) as browser:
        owner.post("/admin/team/role", {"site": "blog", "account": str(account_id), "role": "reader"})
        assert not browser.is_signed_in()
    assert roles(desk, account_id) == [("blog", "reader")]


def test_only_owners_of_the_instance_see_everybody(desk: Running, owner: Browser) -> None:
    """The list of accounts, and what is done to them, does not exist for others; a site's team is its own."""
    account_id, email = member(desk, "owner")
    member(desk, "moderator", "other")
    assert "Everybody on this instance" in owner.page
    with signed_in(desk, email) as browser:
        assert "Everybody on this instance" not in browser.page
        assert "The Other" not in browser.page
        for deed in ("disable", "make-owner", "reset"):
            fields = {"account": str(account_id), "deed": deed}
            assert browser.post("/admin/team/account", fields).status_code == 404


def test_the_last_owner_cannot_be_lost(desk: Running, owner: Browser) -> None:
    """Neither disabled nor made less, and it says why."""
    ((account_id,),) = rows(desk.database, "select account_id from account where is_owner = 1")
    for deed in ("disable", "end-owner"):
        answer = owner.post("/admin/team/account", {"account": str(account_id), "deed": deed})
        assert answer.status_code == 409
        assert "only owner" in answer.text
    assert owner.is_signed_in()


def test_an_owner_makes_a_link_for_whoever_forgot(desk: Running, owner: Browser) -> None:
    """It is shown once, and whoever it is for chooses a new passphrase."""
    account_id, email = member(desk, "moderator")
    owner.post("/admin/team/account", {"account": str(account_id), "deed": "reset"})
    link = link_in(owner, desk)
    with Browser(desk) as browser:
        browser.get(link)
        assert browser.post(link, {"passphrase": BETTER}).status_code == 303
        assert browser.sign_in(email, BETTER).status_code == 303
        assert browser.sign_in(email, GOOD).status_code == 422


def test_giving_roles_wants_a_fresh_proof(desk: Running, owner: Browser) -> None:
    """A browser that was left alone invites nobody."""
    rows(desk.database, "update account_session set proven_at = proven_at - ?", 20 * 60_000)
    answer = owner.post("/admin/team/invite", {"site": "blog", "role": "reader"})
    assert answer.headers["location"].startswith("/admin/prove")


def test_the_audit_knows_what_was_done_to_whom(desk: Running, owner: Browser) -> None:
    """By numbers alone, in the site's own chain."""
    account_id, _ = member(desk, "moderator")
    owner.post("/admin/team/role", {"site": "blog", "account": str(account_id), "role": "reader"})
    query = "select verb, actor, detail from audit where site_id = 1 order by seq desc limit 1"
    ((verb, actor, detail),) = rows(desk.database, query)
    assert (verb, actor) == ("grant_role", "account")
    assert str(account_id) in detail
    assert "@" not in detail
