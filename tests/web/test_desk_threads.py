"""Conversations at the desk: listed, found, closed, locked, merged, split, moved, and taken back."""

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
    with Running(tmp_path_factory.mktemp("threads"), limits="off") as running:
        running.add_site("https://blog.example", avatars="generated")
        yield running


@pytest.fixture
def visitor(shop: Running, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody who writes on a page of this test's own."""
    with httpx.Client(base_url=shop.url, timeout=30) as http:
        yield Visitor(http, "blog", f"https://blog.example/{request.node.name}")


def thread_of(visitor: Visitor) -> str:
    """The public id of the page's thread."""
    return str(visitor.http.get(f"{visitor.api}/thread", params={"url": visitor.page}).json()["thread"]["id"])


def count_on(visitor: Visitor) -> int:
    """What readers of the page are told."""
    return int(visitor.http.get(f"{visitor.api}/thread", params={"url": visitor.page}).json()["thread"]["count"])


def led(ada: Colleague, thread: str, deed: str, **fields: str) -> httpx.Response:
    """Do something to it and look at the page after that."""
    answer = ada.post(f"/admin/threads/{thread}", {"site": "blog", "deed": deed, **fields})
    return ada.get(answer.headers["location"]) if answer.status_code == 303 else answer


def test_threads_are_listed_and_found(shop: Running, visitor: Visitor) -> None:
    """By a part of the title, by the page's address, and not at all by what they do not have."""
    visitor.says("One.", title="The 100% tide_tables")
    ada = at_desk(shop, "reader")
    assert "The 100% tide_tables" in ada.get("/admin/threads?site=blog").text
    assert "The 100% tide_tables" in ada.get("/admin/threads?site=blog&words=100%25+TIDE_t").text
    assert (
        "The 100% tide_tables"
        in ada.get(
            "/admin/threads",
        ).text
    )
    assert "Nothing fits." in ada.get("/admin/threads?site=blog&words=100x").text
    found = ada.get(f"/admin/threads?site=blog&words={visitor.page}%23top").text
    assert "The 100% tide_tables" in found


def test_a_thread_is_closed_locked_and_opened(shop: Running, visitor: Visitor) -> None:
    """Readers are refused with the reason; who may only look sees no buttons."""
    visitor.says("One.")
    thread, ada = thread_of(visitor), at_desk(shop, "moderator")
    assert '<span class="chip warn">closed' in led(ada, thread, "closed").text
    assert visitor.tries("Two.").status_code == 409
    assert '<span class="chip bad">locked' in led(ada, thread, "locked").text
    assert '<span class="chip good">open' in led(ada, thread, "open").text
    assert visitor.tries("Two.").status_code == 201
    assert "Close" not in at_desk(shop, "reader").get(f"/admin/threads/{thread}?site=blog").text
    assert led(at_desk(shop, "reader"), thread, "closed").status_code == 403


def test_two_pages_become_one_and_two_again(shop: Running, visitor: Visitor) -> None:
    """A merge moves comments and addresses; its undo brings both back."""
    other = visitor.on(f"{visitor.page}-old")
    visitor.says("New.")
    other.says("Old.")
    ada = at_desk(shop, "moderator")
    merged = led(ada, thread_of(other), "merge", into=visitor.page)
    assert count_on(other) == count_on(visitor) == 2
    act = re.search(r'name="act" value="(\d+)"', merged.text)
    assert act
    ada.post("/admin/undo", {"site": "blog", "act": act[1]})
    assert (count_on(other), count_on(visitor)) == (1, 1)


def test_a_branch_gets_a_page_of_its_own(shop: Running, visitor: Visitor) -> None:
    """With its answers; what is wrong with the wish is said, and what was typed is kept."""
    root = visitor.says("Off topic.")["comment"]["id"]
    visitor.says("Indeed.", parent=root)
    ada, thread = at_desk(shop, "moderator"), thread_of(visitor)
    refused = led(ada, thread, "split", comment=root, url="https://elsewhere.example/x", title="Kept title")
    assert refused.status_code == 422
    assert "Kept title" in refused.text
    led(ada, thread, "split", comment=root, url=f"{visitor.page}-apart", title="Apart")
    assert count_on(visitor.on(f"{visitor.page}-apart")) == 2
    led(ada, thread, "move", comment=root, to=visitor.page)
    assert count_on(visitor) == 2


def test_what_a_lock_forbids_is_said_where_it_was_typed(shop: Running, visitor: Visitor) -> None:
    """On the thread's page, with what was typed still there."""
    visitor.says("Here.")
    ada, thread = at_desk(shop, "moderator"), thread_of(visitor)
    led(ada, thread, "locked")
    refused = led(ada, thread, "split", comment="whatever", url=f"{visitor.page}-apart", title="Kept title")
    assert refused.status_code == 404
    comment = visitor.reads()["comments"][0]["id"]
    refused = led(ada, thread, "split", comment=comment, url=f"{visitor.page}-apart", title="Kept title")
    assert (refused.status_code, "Kept title" in refused.text, "locked" in refused.text) == (409, True, True)


def test_another_address_leads_to_it(shop: Running, visitor: Visitor) -> None:
    """An alias is a row; one that leads elsewhere already is refused with what to do."""
    visitor.says("One.")
    ada, thread = at_desk(shop, "moderator"), thread_of(visitor)
    assert "the-same" in led(ada, thread, "alias", name=f"{visitor.page}/the-same").text
    assert count_on(visitor.on(f"{visitor.page}/the-same")) == 1
