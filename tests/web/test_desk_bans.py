"""Bans from the desk: made of a word or of a comment's writer, met, lifted, taken back; and by whom."""

import re
from collections.abc import Iterator

import httpx
import pytest

from running import Running
from staff import Colleague, at_desk
from visiting import Visitor


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An instance with one site."""
    with Running(tmp_path_factory.mktemp("bans"), limits="off") as running:
        running.add_site("https://blog.example", avatars="generated")
        yield running


@pytest.fixture
def visitor(shop: Running) -> Iterator[Visitor]:
    """Somebody who writes there."""
    with httpx.Client(base_url=shop.url, timeout=30) as http:
        yield Visitor(http, "blog")


def banned(ada: Colleague, **fields: str) -> httpx.Response:
    """Send the form."""
    return ada.post("/admin/bans", {"site": "blog", "kind": "word", "verdict": "held", **fields})


def test_a_word_is_banned_met_and_lifted(shop: Running, visitor: Visitor) -> None:
    """The next comment that says it is held, the list counts it, and lifting lets the one after pass."""
    ada = at_desk(shop, "moderator")
    assert banned(ada, pattern="casino*", note="Spring wave").status_code == 303
    assert visitor.says("The casinos of Ostend.", name="Noor")["state"] == "held"
    listed = ada.get("/admin/bans?site=blog").text
    assert "casino*" in listed
    assert "Spring wave" in listed
    assert re.search(r'<td class="num" data-th="Met"><div>1', listed)
    number = re.search(r'name="ban" value="(\d+)"', listed)
    assert number
    assert ada.post("/admin/bans/lift", {"site": "blog", "ban": number[1]}).status_code == 303
    assert visitor.says("Another casino story.", name="Bo")["state"] == "published"


def test_the_writer_of_a_comment_is_banned(shop: Running, visitor: Visitor) -> None:
    """From a card's menu, without anybody seeing the address."""
    said = visitor.says("I shout!", name="Max", email="max@loud.example")["comment"]["id"]
    ada = at_desk(shop, "moderator")
    page = ada.get(f"/admin/bans?site=blog&comment={said}").text
    assert "Ban Max" in page
    assert "max@" not in page
    assert banned(ada, kind="person", comment=said, verdict="spam").status_code == 303
    assert visitor.tries("Again!", name="Max", email="max@loud.example").json()["state"] == "held"


def test_what_is_no_pattern_is_said_and_kept(shop: Running) -> None:
    """A sentence at the field; everything that was typed is still there."""
    refused = banned(at_desk(shop, "moderator"), kind="network", pattern="no network", note="Kept", days="x")
    assert refused.status_code == 422
    assert "Give a number of days" in refused.text
    assert 'value="no network"' in refused.text
    assert 'value="Kept"' in refused.text


def test_only_who_moderates_bans(shop: Running) -> None:
    """A reader may not, and a moderator elsewhere does not even learn that the site exists."""
    shop.add_site("https://other.example", key="other")
    assert at_desk(shop, "reader").get("/admin/bans?site=blog").status_code == 403
    assert banned(at_desk(shop, "reader"), pattern="tide").status_code == 403
    assert banned(at_desk(shop, "moderator", "other"), pattern="tide").status_code == 404
