"""People at the desk: listed, noted, merged, and an address that is looked at by admins alone and written down."""

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
    with Running(tmp_path_factory.mktemp("people"), limits="off") as running:
        running.add_site("https://blog.example", avatars="generated")
        running.add_site("https://other.example", key="other")
        yield running


@pytest.fixture
def visitor(shop: Running) -> Iterator[Visitor]:
    """Somebody who writes there."""
    with httpx.Client(base_url=shop.url, timeout=30) as http:
        yield Visitor(http, "blog")


def person_of(ada: Colleague, name: str) -> str:
    """The address of somebody's page."""
    page = ada.get("/admin/people?site=blog").text
    found = re.search(rf'<a href="(/admin/people/blog/\d+)"><bdi>{name}</bdi></a>', page)
    assert found
    return found[1]


def test_people_are_listed_with_what_they_wrote(shop: Running, visitor: Visitor) -> None:
    """The youngest first, never with an address; another site's moderator sees nothing."""
    visitor.says("One.", name="Nia", email="nia@harbour.example")
    ada = at_desk(shop, "reader")
    listed = ada.get("/admin/people?site=blog").text
    assert "Nia" in listed
    assert "1 published" in listed
    assert "harbour" not in listed
    assert at_desk(shop, "moderator", "other").get("/admin/people?site=blog").status_code == 404


def test_an_address_is_looked_at_by_admins_and_that_is_written_down(shop: Running, visitor: Visitor) -> None:
    """A moderator is refused; an admin sees it once, and the audit says who looked, not at what."""
    visitor.says("One.", name="Otto", email="otto@harbour.example")
    ada, ben = at_desk(shop, "admin", name="Ada"), at_desk(shop, "moderator", name="Ben")
    page = person_of(ada, "Otto")
    assert ben.post(page, {"deed": "look"}).status_code == 403
    assert "otto@harbour.example" in ada.post(page, {"deed": "look"}).text
    assert "otto@" not in ada.get(page).text
    audit = ada.get("/admin/audit?site=blog").text
    assert "look at address" in audit
    assert "otto@" not in audit


def test_only_admins_find_somebody_by_an_address(shop: Running, visitor: Visitor) -> None:
    """By the whole address and by nothing less, sent in a form that leaves no trace in addresses."""
    visitor.says("One.", name="Pia", email="pia@harbour.example")
    ada, ben = at_desk(shop, "admin"), at_desk(shop, "moderator")
    wish = {"site": "blog", "words": "pia@harbour.example"}
    assert "Pia" in ada.post("/admin/people", wish).text
    assert "Nobody fits." in ada.post("/admin/people", {**wish, "words": "pia@harbour"}).text
    assert ben.post("/admin/people", wish).status_code == 403


def test_a_note_is_for_those_who_moderate(shop: Running, visitor: Visitor) -> None:
    """It stands on the page and in the list; one that is too long is refused."""
    visitor.says("One.", name="Quinn", email="quinn@harbour.example")
    ada = at_desk(shop, "moderator")
    page = person_of(ada, "Quinn")
    ada.post(page, {"deed": "note", "note": "Kind, but loud."})
    assert "Kind, but loud." in ada.get("/admin/people?site=blog").text
    assert ada.post(page, {"deed": "note", "note": "x" * 1001}).status_code == 422
    assert at_desk(shop, "reader").post(page, {"deed": "note", "note": "x"}).status_code == 403


def test_two_persons_become_one_and_two_again(shop: Running, visitor: Visitor) -> None:
    """What both wrote is one history, until it is undone."""
    visitor.says("One.", name="Rosa", email="rosa@harbour.example")
    visitor.says("Two.", name="Rosa B", email="rosa.b@harbour.example")
    ada = at_desk(shop, "admin")
    first, second = person_of(ada, "Rosa"), person_of(ada, "Rosa B")
    after = ada.get(ada.post(second, {"deed": "merge", "into": first}).headers["location"])
    assert "2 published" in after.text
    act = re.search(r'name="act" value="(\d+)"', after.text)
    assert act
    ada.post("/admin/undo", {"site": "blog", "act": act[1]})
    assert "1 published" in ada.get(second).text
