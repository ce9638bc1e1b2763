"""The primary dies while people write: nothing that was acknowledged is lost, and everybody is told what to do."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from cluster.people import People, lost_or_doubled
from postgres import fetched
from replication import Family, Server, family
from running import Running
from torture import IS_TORTURE
from visiting import Visitor, new_visitor

ROUNDS = 5 if IS_TORTURE else 1
WRITERS = 8
BEFORE, AFTER = 40, 40
"""Comments that must be acknowledged before a blow and after it."""
LONGEST_OUTAGE = 20.0
"""Seconds, on a machine that does other things; about two are usual."""
PATIENCE = 60.0
NAME = "failing"


@pytest.fixture
def servers() -> Iterator[Family]:
    """A primary and two standbys, one of which must have a commit before it is acknowledged."""
    with family(2, synchronous=True) as made:
        made.new_database(NAME)
        yield made


@pytest.fixture
def house(servers: Family, tmp_path: Path) -> Iterator[Running]:
    """A server that knows where the primary may be, and reads from standbys."""
    every = (servers.primary, *servers.standbys)
    settings = {
        "database": servers.url(NAME),
        "replicas": ",".join(each.url(NAME) for each in every),
        "secret_file": str(tmp_path / "secret"),
    }
    with Running(tmp_path, limits="off", **settings) as running:
        yield running


def test_nothing_acknowledged_is_lost(servers: Family, house: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """kill -9 of the primary under posting load, and a standby in its place: every acknowledged comment is there once;
    writers were told when to come again, and whoever read what had been quiet noticed nothing.
    """
    with closing(httpx.Client(base_url=house.url, timeout=30)) as http:
        visitor = new_visitor(house, http)
        quiet = visitor.on("https://blog.example/quiet")
        quiet.says("Nobody else will come here.")
        outages = []
        with People([house.url], visitor.site, WRITERS) as people:
            for number in range(ROUNDS):
                if number:
                    servers.mend()
                until_acknowledged(people, BEFORE)
                outages.append(struck(servers, people, quiet))
    with capsys.disabled():
        print(f"\n  no post was taken for {', '.join(f'{seconds:.1f}' for seconds in outages)} s", end=" ")  # noqa: T201
    assert people.crashes == []
    assert set(people.posts.answers) <= {"201", "503"}
    assert set(people.reads.answers) <= {"200", "503"}
    assert lost_or_doubled(people.acknowledged, stored(servers.primary)) == []
    assert max(outages) < LONGEST_OUTAGE


def struck(servers: Family, people: People, quiet: Visitor) -> float:
    """Kill and promote, and go on until people are answered as before. Returns the seconds without any post."""
    begun = time.monotonic()
    servers.primary.kill()
    in_between = [quiet.asks() for _ in range(20)]
    servers.succeed()
    risen = time.monotonic()
    until_acknowledged(people, AFTER, since=risen)
    assert [answer.status_code for answer in in_between] == [200] * 20
    assert {answer.json()["thread"]["count"] for answer in in_between} == {1}
    return people.posts.longest_silence(begun, time.monotonic())


def until_acknowledged(people: People, number: int, since: float | None = None) -> None:
    """Wait until so many posts were taken."""
    begun = time.monotonic()
    while sum(people.posts.since(begun if since is None else since)) < number:
        assert time.monotonic() - begun < PATIENCE, people.posts.answers


def stored(server: Server) -> list[tuple[str, str]]:
    """Public id and words of every comment on a server."""
    return [
        (str(own), str(text)) for own, text in fetched(server.url(NAME), "select public_id, source_text from comment")
    ]
