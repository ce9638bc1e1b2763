"""The first run: only whoever reads the console becomes the owner, and only once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chimein.office.first_run import set_up_link
from running import Running
from signing import GOOD, OWNER, Browser
from visiting import rows

FIELDS = {
    "name": "Ada",
    "email": OWNER,
    "passphrase": GOOD,
    "site_name": "Low Water",
    "origin": "https://low-water.example",
}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Running]:
    """An instance to which nobody can sign in."""
    with Running(tmp_path) as running:
        yield running


def token_of(running: Running) -> str:
    """The token that the console shows."""
    link = running.wait_for(set_up_link(running.instance))
    assert link is not None
    return link.partition("?token=")[2]


def test_the_console_leads_to_an_owner_a_site_and_its_snippet(fresh: Running) -> None:
    """One form makes both, signs the owner in, and shows what to paste."""
    token = token_of(fresh)
    with Browser(fresh) as browser:
        assert browser.get("/admin", accept="text/html").headers["location"].startswith("/admin/sign-in")
        assert browser.get("/admin/sign-in").headers["location"] == "/admin/set-up"
        browser.get(f"/admin/set-up?token={token}")
        answer = browser.post("/admin/set-up", {"token": token, **FIELDS})
        assert answer.status_code == 303, browser.errors()
        page = browser.get(answer.headers["location"]).text
        assert "&lt;chime-in site=" in page
        assert "first comment waits in your" in page
        assert browser.get("/admin/set-up").headers["location"] == "/admin/sign-in"
    assert rows(fresh.database, "select name, is_owner from account") == [("Ada", 1)]
    assert rows(fresh.database, "select name from site") == [("Low Water",)]
    assert fresh.wait_for(set_up_link(fresh.instance)) is None


@pytest.mark.parametrize("token", ["", "guessed"])
def test_nobody_sets_up_without_the_token(fresh: Running, token: str) -> None:
    """Whoever finds the page first gets nothing from it."""
    token_of(fresh)
    with Browser(fresh) as browser:
        browser.get("/admin/set-up")
        assert browser.post("/admin/set-up", {"token": token, **FIELDS}).status_code == 422
    assert rows(fresh.database, "select count(*) from account") == [(0,)]


def test_a_new_start_makes_the_old_token_worthless(fresh: Running) -> None:
    """A token in an old log is worth nothing."""
    old, new = token_of(fresh), token_of(fresh)
    with Browser(fresh) as browser:
        browser.get("/admin/set-up")
        assert browser.post("/admin/set-up", {"token": old, **FIELDS}).status_code == 422
        assert browser.post("/admin/set-up", {"token": new, **FIELDS}).status_code == 303


def test_a_token_works_once(fresh: Running) -> None:
    """A second owner is not made by it."""
    token = token_of(fresh)
    with Browser(fresh) as browser:
        browser.get("/admin/set-up")
        assert browser.post("/admin/set-up", {"token": token, **FIELDS}).status_code == 303
    with Browser(fresh) as browser:
        browser.get("/admin/sign-in")
        again = {"token": token, **FIELDS, "email": "mallory@example.org"}
        assert browser.post("/admin/set-up", again).status_code in (410, 422)
    assert rows(fresh.database, "select count(*) from account") == [(1,)]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "name or a pseudonym"),
        ("email", "ada@", "incomplete"),
        ("passphrase", "password123456", "stolen lists"),
        ("site_name", "", "site&#x27;s name"),
        ("origin", "low-water.example", "https://"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(fresh: Running, field: str, value: str, says: str) -> None:
    """Neither an owner without a site nor a site without an owner; what was typed stays, but the passphrase."""
    token = token_of(fresh)
    with Browser(fresh) as browser:
        browser.get("/admin/set-up")
        answer = browser.post("/admin/set-up", {"token": token, **FIELDS, field: value})
        assert answer.status_code == 422
        assert says in answer.text
        assert GOOD not in answer.text
    assert rows(fresh.database, "select (select count(*) from account), (select count(*) from site)") == [(0, 0)]
