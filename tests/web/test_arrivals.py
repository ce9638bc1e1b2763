"""How often one network may knock, over real sockets and with the limits on."""

from collections.abc import Iterator

import httpx
import pytest

from chimein.web.limits import CHANGES, POSTS, PREVIEWS
from running import Running
from visiting import ORIGIN, Visitor, problem, rows


@pytest.fixture
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A visitor of an instance with limits, which trusts no proxy."""
    with (
        Running(tmp_path_factory.mktemp("strict"), limits="on") as running,
        httpx.Client(base_url=running.url, timeout=30) as http,
    ):
        running.add_site(ORIGIN, avatars="generated")
        running.add_site(ORIGIN, key="other", avatars="generated")
        yield Visitor(http, "blog")


@pytest.fixture
def behind_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Visitor]]:
    """A visitor of an instance that trusts the proxy on this machine."""
    with (
        Running(tmp_path_factory.mktemp("proxied"), limits="on", trusted_proxies="127.0.0.0/8") as running,
        httpx.Client(base_url=running.url, timeout=30) as http,
    ):
        running.add_site(ORIGIN, avatars="generated")
        yield running, Visitor(http, "blog")


def statuses(visitor: Visitor, *addresses: str) -> list[int]:
    """What posts from these forwarded addresses are answered with."""
    return [
        visitor.tries(f"Words {number} {address}", headers={"X-Forwarded-For": address}).status_code
        for number, address in enumerate(addresses)
    ]


def test_too_many_posts_are_told_to_wait(strict: Visitor) -> None:
    """After its allowance a network gets 429 with the seconds to wait, for each site apart; reading is not limited."""
    answers = [strict.tries(f"Words {number}") for number in range(POSTS.burst + 1)]
    assert [answer.status_code for answer in answers] == [201] * POSTS.burst + [429]
    problem(answers[-1], 429, "too-many-requests")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= POSTS.every
    assert Visitor(strict.http, "other").tries().status_code == 201
    assert strict.reads()["thread"]["count"] == POSTS.burst


def test_forwarded_addresses_of_strangers_are_not_believed(strict: Visitor) -> None:
    """Without trusted proxies no header buys another try, whichever it is."""
    for number in range(POSTS.burst):
        strict.tries(f"Words {number}")
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP"):
        value = "for=192.0.2.9" if name == "Forwarded" else "192.0.2.9"
        problem(strict.tries("More words", headers={name: value}), 429, "too-many-requests")


def test_edits_and_previews_have_allowances_of_their_own(strict: Visitor) -> None:
    """Changing and previewing are limited too, each for itself."""
    posted = strict.says()
    changes = [strict.edits(posted, f"Words {number}").status_code for number in range(CHANGES.burst + 1)]
    assert changes == [200] * CHANGES.burst + [429]
    problem(strict.withdraws(posted), 429, "too-many-requests")
    previews = [
        strict.http.post(f"{strict.api}/preview", json={"text": "x"}).status_code for _ in range(PREVIEWS.burst + 5)
    ]
    assert previews.count(429) > 0
    assert strict.says("Posting is another matter.")["state"] == "published"


def test_networks_share_their_allowance(behind_proxy: tuple[Running, Visitor]) -> None:
    """Behind a trusted proxy a /24 of IPv4 and a /64 of IPv6 count as one; a neighbour has an allowance of its own."""
    _, visitor = behind_proxy
    assert statuses(visitor, *(f"192.0.2.{number}" for number in range(POSTS.burst + 1)))[-2:] == [201, 429]
    assert statuses(visitor, "192.0.3.1") == [201]
    assert statuses(visitor, *(f"2001:db8::{number:x}" for number in range(POSTS.burst + 1)))[-2:] == [201, 429]
    assert statuses(visitor, "2001:db8:0:0:ffff::1", "2001:db8:0:1::1") == [429, 201]


def test_a_client_cannot_put_addresses_before_its_own(behind_proxy: tuple[Running, Visitor]) -> None:
    """What stands left of the address that the proxy saw is the client's own invention."""
    _, visitor = behind_proxy
    invented = [f"10.{number}.0.1, 198.51.100.7" for number in range(POSTS.burst + 1)]
    assert statuses(visitor, *invented)[-2:] == [201, 429]


def test_no_address_of_the_network_is_stored(behind_proxy: tuple[Running, Visitor]) -> None:
    """Not one byte of a client's address is found in the database's files."""
    running, visitor = behind_proxy
    visitor.tries(headers={"X-Forwarded-For": "203.0.113.77"})
    visitor.tries("More.", headers={"X-Forwarded-For": "2001:db8:abcd::77"})
    assert rows(running.database, "select count(*) from comment") == [(2,)]
    for file in running.database.parent.iterdir():
        content = file.read_bytes()
        for address in (b"203.0.113", b"2001:db8:abcd", b"127.0.0.1"):
            assert address not in content, file.name
