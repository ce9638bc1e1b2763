"""Filters of the queue that somebody keeps by name."""

from collections.abc import Iterator

import httpx
import pytest

from chimein.rules.saved_filters import MOST_FILTERS
from running import Running
from staff import Colleague, at_desk, texts_of

FILTER = "state=spam&site=blog&words=tide"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An instance with one site."""
    with Running(tmp_path_factory.mktemp("filters"), limits="off") as running:
        running.add_site()
        yield running


@pytest.fixture
def ada(shop: Running) -> Colleague:
    """A moderator who keeps nothing yet."""
    return at_desk(shop, "moderator")


def kept(page: httpx.Response) -> str:
    """The row of links above the queue."""
    return page.text.partition('aria-label="Kept filters"')[2].partition("</nav>")[0]


def test_a_filter_is_kept_by_name_and_leads_back(ada: Colleague) -> None:
    """On each page of the queue, for its owner alone; the page that it leads to offers to drop it."""
    assert "Keep this filter" in ada.get(f"/admin?{FILTER}").text
    assert "Keep this filter" not in ada.get("/admin").text
    answer = ada.post("/admin/filters", {"name": " Spam about <tides> ", "filter": FILTER})
    assert answer.headers["location"] == f"/admin?{FILTER}"
    link = f'<a href="/admin?{FILTER.replace("&", "&amp;")}">Spam about &lt;tides&gt;</a>'
    assert link in kept(ada.get("/admin"))
    there = ada.get(f"/admin?{FILTER}")
    assert 'aria-current="page">Spam about' in kept(there)
    assert ("Keep this filter" in there.text, "Drop “Spam about" in there.text) == (False, True)
    assert kept(at_desk(ada.server, "moderator").get("/admin")) == ""
    dropped = ada.post("/admin/filters/drop", {"name": "Spam about <tides>", "back": f"/admin?{FILTER}"})
    assert dropped.headers["location"] == f"/admin?{FILTER}"
    assert kept(ada.get("/admin")) == ""


def test_a_name_means_what_it_was_given_last(ada: Colleague) -> None:
    """The same name again is another filter, not a second one."""
    for words in ("tide", "moon"):
        ada.post("/admin/filters", {"name": "Mine", "filter": f"words={words}"})
    links = kept(ada.get("/admin"))
    assert (links.count("Mine"), "words=moon" in links) == (1, True)


@pytest.mark.parametrize(
    ("name", "wish", "says"),
    [
        ("", FILTER, "a name of 1 to 40 characters"),
        ("x" * 41, FILTER, "a name of 1 to 40 characters"),
        ("Mine", "site=nobody", "There is no site"),
    ],
)
def test_what_cannot_be_kept_is_said_above_the_queue(ada: Colleague, name: str, wish: str, says: str) -> None:
    """A name that is none, and a site that one does not see."""
    answer = ada.post("/admin/filters", {"name": name, "filter": wish})
    assert answer.status_code == 303
    page = ada.get(answer.headers["location"])
    assert says in page.text
    assert kept(page) == ""


def test_there_are_only_so_many(ada: Colleague) -> None:
    """One more than that is refused; another filter under a known name is not."""
    for number in range(MOST_FILTERS):
        ada.post("/admin/filters", {"name": f"No {number}", "filter": "words=x"})
    refused = ada.get(ada.post("/admin/filters", {"name": "More", "filter": "words=x"}).headers["location"])
    assert texts_of(refused.text, "note bad") == [f"You keep {MOST_FILTERS} filters already. Drop one first."]
    ada.post("/admin/filters", {"name": "No 7", "filter": "words=y"})
    assert kept(ada.get("/admin")).count("<a ") == MOST_FILTERS
