"""Several processes share what is to be done: nothing twice while all live, nothing lost when one is killed."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from chimein.actions.claim_deliveries import claim_deliveries
from chimein.gateways.gravatar import email_sha256
from chimein.settings import load
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.postgres import PostgresStore
from chimein.wiring import opened
from chimein.worker.deliveries import LEASE_MS
from chimein.worker.worker import AT_ONCE, Worker
from clocks import ClockAhead
from gateways.gravatar_server import Behaviour, GravatarServer
from postgres import Cluster, fetched, waited_for
from shell import Shell

MANY = 120
POSTS = 16
PATIENCE = 60
STATES = "select state, count(*) from delivery group by state"


@pytest.fixture
def shell(postgres: Cluster, tmp_path: Path) -> Shell:
    """A shell with a new database."""
    return Shell(tmp_path, postgres.new_database())


@pytest.fixture
async def stores(shell: Shell) -> AsyncIterator[list[PostgresStore]]:
    """The stores of three processes, and in their database many deliveries that are due."""
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(3):
            found.append(await PostgresStore.open_to_write(shell.url, now=1))
            stack.push_async_callback(found[-1].close)
        await found[0].write(owed())
        yield found


@repeatable
def owed() -> Transaction[None]:
    """One site, and events that owe an effect a try."""
    ids = {"thread_id": None, "comment_id": None, "persona_id": None}
    yield from call("add_site", key="blog", name="", settings="{}", created_at=1)
    for number in range(MANY):
        yield from call("add_event", site_id=1, id=number, kind="told", happened_at=1, **ids)
        yield from call("add_delivery", site_id=1, event_id=number, effect="tell", due_at=number)


async def taken(store: PostgresStore, lease_until: int) -> list[int]:
    """The events of all that one worker claims until there is nothing more, or for as long as everybody has a turn."""
    events: list[int] = []
    for _ in range(MANY):
        claimed = await store.write(claim_deliveries("tell", AT_ONCE, MANY, lease_until))
        if not claimed:
            break
        events += [due.event_id for due in claimed]
    return events


@pytest.mark.anyio
async def test_what_one_claims_nobody_else_has(stores: list[PostgresStore]) -> None:
    """Three processes claim as fast as they can: each delivery is somebody's, and nobody else's."""
    claimed = await asyncio.gather(*(taken(store, MANY + 1) for store in stores))
    assert sorted(event for events in claimed for event in events) == list(range(MANY))
    assert all(claimed)


@pytest.mark.anyio
async def test_without_a_lease_they_would_be_done_twice(stores: list[PostgresStore]) -> None:
    """The test above is about leases: where one ends at once, others claim the same again."""
    claimed = await asyncio.gather(*(taken(store, 0) for store in stores))
    assert max(Counter(event for events in claimed for event in events).values()) > 1


def post(http: httpx.Client, key: str, email: str) -> None:
    """A comment of somebody new."""
    wish = {"url": "https://example.org/page", "name": "Ada", "email": email, "text": f"From {email}"}
    assert http.post(f"/api/v1/sites/{key}/comments", json=wish).status_code == 201


def emails() -> list[str]:
    """People who were never here."""
    return [f"reader{number}@example.org" for number in range(POSTS)]


def asked(upstream: GravatarServer) -> Counter[str]:
    """How often Gravatar was asked for each hash."""
    return Counter(request.path.split("?")[0].rpartition("/")[2] for request in upstream.requests)


def test_two_servers_do_everything_once(shell: Shell, upstream: GravatarServer) -> None:
    """Whichever server a post comes to: its picture is asked for by one of them, once."""
    key = shell.add_site()
    environment = {"CHIMEIN_GRAVATAR_URL": upstream.url, "CHIMEIN_LIMITS": "off"}
    with shell.serving(**environment) as one, shell.serving(**environment) as other:
        with one.http() as first, other.http() as second:
            for number, email in enumerate(emails()):
                post((first, second)[number % 2], key, email)
        upstream.wait_for_requests(POSTS, PATIENCE)
        for server in (one, other):
            server.tell(signal.SIGTERM)
            assert server.wait() == 0
    assert asked(upstream) == dict.fromkeys(map(email_sha256, emails()), 1)
    assert sum(count for _, count in fetched(shell.url, STATES)) == POSTS


def test_what_a_killed_server_held_another_does(shell: Shell, upstream: GravatarServer) -> None:
    """Kill -9 in the middle of deliveries: nobody touches them while the lease lasts, then another does them all."""
    key = shell.add_site()
    environment = {"CHIMEIN_GRAVATAR_URL": upstream.url, "CHIMEIN_LIMITS": "off"}
    with shell.serving(**environment) as server:
        with server.http() as http:
            for email in emails():
                post(http, key, email)
        server.tell(signal.SIGTERM)
        assert server.wait() == 0
    fetched(shell.url, "update delivery set state = 'pending', due_at = 1, tries = 0, settled_at = null")
    for email in emails():
        upstream.serve(email_sha256(email), Behaviour.HANG)
    before = len(upstream.requests)
    with shell.serving(**environment) as server:
        upstream.wait_for_requests(before + AT_ONCE, PATIENCE)
        server.tell(signal.SIGKILL)
        server.wait()
    assert dict(fetched(shell.url, STATES)) == {"running": AT_ONCE, "pending": POSTS - AT_ONCE}
    for email in emails():
        upstream.serve(email_sha256(email), Behaviour.MISS)
    assert waited_for(states_after_work(shell, upstream, 0)) == {"running": AT_ONCE, "done": POSTS - AT_ONCE}
    assert waited_for(states_after_work(shell, upstream, LEASE_MS)) == {"done": POSTS}


async def states_after_work(shell: Shell, upstream: GravatarServer, ahead_ms: int) -> dict[str, int]:
    """What has become of the deliveries when a worker, whose clock is that far ahead, has done what it may."""
    environment = {"CHIMEIN_DATABASE": shell.url, "CHIMEIN_GRAVATAR_URL": upstream.url}
    settings = load(environment, secret_file=shell.environment["CHIMEIN_SECRET_FILE"])
    async with opened(settings) as instance, asyncio.timeout(PATIENCE):
        worker = Worker(replace(instance, clock=ClockAhead(ahead_ms)))
        await worker.start()
        try:
            while await asyncio.to_thread(is_left, shell.url, ahead_ms > 0):
                await worker.rested()
        finally:
            await worker.stop()
    return dict(fetched(shell.url, STATES))


def is_left(url: str, also_leased: bool) -> bool:
    """Whether a delivery is still to be done, or was not done by whoever holds it."""
    found = dict(fetched(url, STATES))
    return "pending" in found or (also_leased and "running" in found) or found.get("running", 0) > AT_ONCE
