"""What is over is forgotten in its time, a little at a time, and nothing else is."""

from collections.abc import AsyncIterator

import pytest

from chimein.store.calls import Store, call
from chimein.worker.pruning import AT_ONCE, BREATH_SECONDS, KEPT_MS, PAUSE_SECONDS, Pruning
from clocks import SteppedClock
from engines import Database

pytestmark = pytest.mark.anyio


@pytest.fixture
def clock() -> SteppedClock:
    """A clock that is set by hand."""
    return SteppedClock()


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    """A new database with one site."""
    opened = await database.opened()
    await opened.write(call("add_site", key="blog", name="", settings="{}", created_at=1))
    yield opened
    await opened.close()


async def owe(store: Store, number: int, state: str, settled_at: int | None) -> None:
    """An event and its delivery, however that ended."""
    ids = {"thread_id": None, "comment_id": None, "persona_id": None}
    await store.write(call("add_event", site_id=1, id=number, kind="told", happened_at=1, **ids))
    await store.write(call("add_delivery", site_id=1, event_id=number, effect="tell", due_at=1))
    ending = {"state": state, "outcome": "", "due_at": 1, "settled_at": settled_at}
    if state != "pending":
        await store.write(call("claim_deliveries", effect="tell", limit=1, now=1, lease_until=1))
    if state not in ("pending", "running"):
        await store.write(call("settle_delivery", site_id=1, event_id=number, effect="tell", tries=1, **ending))


def left(database: Database) -> list[int]:
    """The events whose deliveries are still known."""
    return [number for (number,) in database.rows("select event_id from delivery order by event_id")]


async def test_only_what_ended_long_ago_is_forgotten(store: Store, database: Database, clock: SteppedClock) -> None:
    """After thirty days how a delivery ended is forgotten, well or badly; what waits never is; events stay."""
    now = clock.now()
    await owe(store, 1, "done", now - KEPT_MS - 1)
    await owe(store, 2, "failed", now - KEPT_MS - 1)
    await owe(store, 3, "done", now - KEPT_MS)
    await owe(store, 4, "running", None)
    await owe(store, 5, "pending", None)
    await Pruning(store, clock).round()
    assert left(database) == [3, 4, 5]
    assert database.rows("select count(*) from event") == [(5,)]


async def test_a_backlog_is_forgotten_in_batches(store: Store, database: Database, clock: SteppedClock) -> None:
    """A full batch is followed by another after a breath, the last one by a pause."""
    database.rows(
        f"""insert into event (site_id, id, kind, happened_at)
        with recursive n (i) as (select 1 union all select i + 1 from n where i < {AT_ONCE + 3})
        select 1, i, '', 1 from n"""
    )
    database.rows(
        """insert into delivery (site_id, event_id, effect, due_at, state, settled_at)
        select site_id, id, 'tell', 1, 'done', id from event"""
    )
    pruning = Pruning(store, clock)
    await pruning.round()
    assert left(database) == [AT_ONCE + 1, AT_ONCE + 2, AT_ONCE + 3]
    await pruning.round()
    assert len(left(database)) == 3
    clock.step(int(pruning.seconds_until_due() * 1000))
    assert pruning.seconds_until_due() == 0 < BREATH_SECONDS
    await pruning.round()
    assert left(database) == []
    assert pruning.seconds_until_due() == PAUSE_SECONDS


async def test_buckets_that_are_empty_again_are_forgotten(
    store: Store, database: Database, clock: SteppedClock
) -> None:
    """Ten minutes after a network was last seen, nothing of it is left."""
    now = clock.now()
    for number, arrival in enumerate((now - 1, now, now + 1)):
        await store.tally(
            call(
                "spend_allowance",
                site_id=1,
                mark=bytes([number]),
                fresh=arrival,
                now=arrival,
                every=1,
                latest=0,
                impossible=0,
            )
        )
    await Pruning(store, clock).round()
    assert database.rows("select arrival from bucket order by arrival") == [(now,), (now + 1,)]
