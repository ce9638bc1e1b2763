"""Several servers of one PostgreSQL database: together they keep every promise that one keeps alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

import httpx
import pytest

from chimein.actions.merge_threads import merge_threads
from moderating import Moderator
from postgres import Cluster
from recounting import recounted
from running import Running
from visiting import Json, Visitor, new_visitor, rows

KEY = {"Idempotency-Key": "one-key-for-all-servers"}


@pytest.fixture(scope="module")
def houses(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Running]]:
    """Three servers, each with a store, an event loop and a memory of its own."""
    folder: Path = tmp_path_factory.mktemp("houses")
    where = {"database": postgres.new_database(), "secret_file": str(folder / "chimein.secret")}
    with ExitStack() as stack:
        yield [stack.enter_context(Running(folder, limits="off", **where)) for _ in range(3)]


@pytest.fixture
def visitors(houses: list[Running]) -> Iterator[list[Visitor]]:
    """One visitor of a new site, at each of the servers."""
    with ExitStack() as stack:
        callers = [stack.enter_context(httpx.Client(base_url=house.url, timeout=30)) for house in houses]
        site = new_visitor(houses[0], callers[0]).site
        yield [Visitor(caller, site) for caller in callers]


def test_one_thread_is_born_and_each_number_given_once(houses: list[Running], visitors: list[Visitor]) -> None:
    """Posts to a new page at all servers at once: nothing is lost, doubled or miscounted."""

    def post(number: int) -> Json:
        return visitors[number % 3].says(f"at once {number}")

    with ThreadPoolExecutor(12) as pool:
        posted = list(pool.map(post, range(60)))
    assert sorted(each["comment"]["number"] for each in posted) == list(range(1, 61))
    assert recounted(houses[0], visitors[0].site) == []


def test_replies_and_withdrawals_meet(houses: list[Running], visitors: list[Visitor]) -> None:
    """Comments are withdrawn at one server while they are answered at others: tombstones stand where they must."""
    roots = [visitors[0].says(f"root {number}") for number in range(10)]

    def act(number: int) -> None:
        visitor, root = visitors[number % 3], roots[number % 10]
        if number % 4 == 0:
            visitor.withdraws(root)
        else:
            visitor.tries("A reply.", parent=root["comment"]["id"])

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(act, range(80)))
    assert recounted(houses[0], visitors[0].site) == []


def test_one_key_is_one_comment_at_all_servers(houses: list[Running], visitors: list[Visitor]) -> None:
    """The same try sent to every server at once is stored once, and answered alike."""
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda number: visitors[number % 3].tries(headers=KEY), range(24)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["comment"]["id"] for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    query = "select count(*) from comment join site using (site_id) where key = ?"
    assert rows(houses[0].database, query, visitors[0].site) == [(1,)]


def test_two_servers_that_get_one_key_at_once_store_it_once(houses: list[Running], visitors: list[Visitor]) -> None:
    """However often two servers race for the same key, on a new page or a busy one: one comment, answered alike."""
    with ThreadPoolExecutor(2) as pool:
        for turn in range(40):
            key = {"Idempotency-Key": f"race-of-two-servers-{turn}"}
            start = Barrier(2)

            def posted(number: int, turn: int = turn, key: Json = key, start: Barrier = start) -> httpx.Response:
                start.wait(30)
                return visitors[number].on(f"https://blog.example/{turn % 20}").tries(f"Race {turn}", headers=key)

            both = list(pool.map(posted, range(2)))
            assert [answer.status_code for answer in both] == [201, 201]
            assert len({answer.json()["comment"]["id"] for answer in both}) == 1
            assert sum("idempotency-replayed" in answer.headers for answer in both) == 1
    query = "select count(*), count(distinct idempotency_mark) from comment join site using (site_id) where key = ?"
    assert rows(houses[0].database, query, visitors[0].site) == [(40, 40)]
    assert recounted(houses[0], visitors[0].site) == []


def test_the_race_for_a_key_can_be_lost(visitors: list[Visitor]) -> None:
    """Without the key, what two servers get at once is two comments: the race above is one."""
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda number: visitors[number].says("Twice."), range(2)))
    assert len({answer["comment"]["id"] for answer in both}) == 2


def test_one_address_is_one_person(houses: list[Running], visitors: list[Visitor]) -> None:
    """Whichever servers a new address comes to at once, the site has one person and one key for it."""
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda number: visitors[number % 3].on(f"https://blog.example/{number}").says(), range(24)))
    query = """select count(distinct p.id), count(k.person_id) from person p
        join person_key k on k.site_id = p.site_id and k.person_id = p.id
        join site s on s.site_id = p.site_id where s.key = ?"""
    assert rows(houses[0].database, query, visitors[0].site) == [(1, 1)]


@pytest.mark.parametrize("moderation", ["none", "all"])
def test_no_comment_is_passed_over_by_a_merge(houses: list[Running], visitors: list[Visitor], moderation: str) -> None:
    """Two pages are merged at one server while others take posts, held ones too: none stays behind."""
    houses[0].set_site(visitors[0].site, moderation=moderation, avatars="generated")
    old, new = "https://blog.example/old", "https://blog.example/new"
    moderator = Moderator(houses[0], visitors[0].site)
    for page in (old, new):
        visitors[0].on(page).says()

    def act(number: int) -> None:
        if number == 15:
            moderator.does(merge_threads, old, moderator.thread(new).thread)
        else:
            visitors[1 + number % 2].on(old).says(f"at once {number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(30)))
    query = "select count(*), count(distinct thread_id) from comment join site using (site_id) where key = ?"
    assert rows(houses[0].database, query, visitors[0].site) == [(31, 1)]
    assert moderator.miscounted() == []
