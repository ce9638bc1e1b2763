"""Limits that several processes count together, each in its own words but on the same buckets."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import httpx
import pytest

from chimein.actions.forget import forget_buckets
from chimein.gateways.keys import InstanceKeys
from chimein.rules.limits import CLOCKS_APART, Allowance
from chimein.rules.refusals import TooManyRequests, Unavailable
from chimein.store.calls import Store, call
from chimein.web.limits import POSTS, SITE_POSTS, Knock, Limiter, Limits, Program
from chimein.web.shared_limits import DAY_MS, SharedLimiter
from clocks import SteppedClock
from engines import Database
from postgres import Cluster
from running import Running
from visiting import ORIGIN, Visitor, dump, problem

TWO = Allowance(burst=2, every=10.0)
FIVE = Allowance(burst=5, every=10.0)
KEYS = InstanceKeys(bytes(range(32)))
BUCKETS = "select site_id, mark, arrival from bucket"


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    """A new database with two sites."""
    opened = await database.opened()
    await opened.write(call("make_instance", hashids_salt="salt", secret_fingerprint="f", created_at=1))
    for key in ("blog", "other"):
        await opened.write(call("add_site", key=key, name="", settings="{}", created_at=1))
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> SteppedClock:
    """A clock that is set by hand."""
    return SteppedClock()


@pytest.fixture
def two(store: Store, clock: SteppedClock) -> list[SharedLimiter]:
    """The limiters of two processes."""
    return [SharedLimiter(store, KEYS, clock) for _ in range(2)]


def knock(address: str = "192.0.2.1", verb: str = "change", site: str = "blog") -> Knock:
    """One knock."""
    return Knock(site, verb, address)


async def refusal(limiter: Limits, wish: Knock | Program, allowance: Allowance = TWO) -> int | None:
    """The seconds that a knock is told to wait, if it is refused."""
    try:
        await limiter.admit(wish, allowance)
    except TooManyRequests as refused:
        return refused.retry_after
    return None


@pytest.mark.anyio
async def test_what_one_took_the_other_has_not(two: list[SharedLimiter]) -> None:
    """An allowance is spent at whichever process; both tell the same wait; other buckets are full of room."""
    one, other = two
    assert [await refusal(each, knock()) for each in (one, other, one, other)] == [None, None, 10, 10]
    for elsewhere in (knock(verb="preview"), knock(site="other"), knock("192.0.3.1"), knock("2001:db8::1"), knock("")):
        assert await refusal(one, elsewhere) is None
    assert await refusal(one, knock("192.0.2.99")) == 10


@pytest.mark.anyio
async def test_a_program_is_counted_at_all_together(two: list[SharedLimiter]) -> None:
    """By its token's number, whatever site it asks about, and at whichever process."""
    one, other = two
    assert [await refusal(each, Program(7)) for each in (one, other, one, other)] == [None, None, 10, 10]
    assert [await refusal(each, Program(8)) for each in two] == [None, None]


@pytest.mark.anyio
async def test_waiting_helps_exactly_as_long_as_was_said(two: list[SharedLimiter], clock: SteppedClock) -> None:
    """After the seconds of Retry-After one more passes, a moment before it does not; knocking costs nothing."""
    for _ in range(3):
        assert [await refusal(limiter, knock()) for limiter in two] in ([None, None], [10, 10])
    clock.step(9_999)
    assert [await refusal(limiter, knock()) for limiter in two] == [1, 1]
    clock.step(1)
    assert [await refusal(limiter, knock()) for limiter in two] == [None, 10]
    clock.step(100_000)
    assert [await refusal(limiter, knock()) for limiter in two] == [None, None]
    assert await refusal(two[0], knock()) == 10


@pytest.mark.anyio
async def test_who_was_told_to_wait_is_refused_without_the_database(
    two: list[SharedLimiter], store: Store, clock: SteppedClock
) -> None:
    """A flood ends at the process that it reaches; when there is room again the database is asked."""
    for _ in range(3):
        await refusal(two[0], knock())
    await store.close()
    assert await refusal(two[0], knock()) == 10
    clock.step(10_000)
    with pytest.raises(Unavailable):
        await refusal(two[0], knock())


@pytest.mark.anyio
async def test_a_site_as_a_whole_has_an_allowance_for_posts(two: list[SharedLimiter]) -> None:
    """However many networks knock at however many processes, a site takes only so many posts at once."""
    answers = [
        await refusal(two[number % 2], knock(f"10.{number // 250}.{number % 250}.1", "post"))
        for number in range(SITE_POSTS.burst + 2)
    ]
    assert [answer is None for answer in answers] == [True] * SITE_POSTS.burst + [False] * 2


@pytest.mark.anyio
async def test_a_mark_tells_nothing_and_is_soon_forgotten(
    two: list[SharedLimiter], store: Store, database: Database, clock: SteppedClock
) -> None:
    """No address is kept; without the secret a mark fits nobody; an empty bucket is forgotten, a fuller one is not."""
    await refusal(two[0], knock("203.0.113.77"))
    ((site_id, mark, arrival),) = database.rows(BUCKETS)
    assert (site_id, arrival - clock.now()) == (1, 10_000)
    day = clock.now() // DAY_MS
    assert bytes(mark) == KEYS.network_mark(1, day, "change|203.0.113.0/24")
    assert bytes(mark) not in {
        InstanceKeys(bytes(32)).network_mark(1, day, "change|203.0.113.0/24"),
        KEYS.network_mark(1, day + 1, "change|203.0.113.0/24"),
        KEYS.network_mark(2, day, "change|203.0.113.0/24"),
    }
    await store.tally(forget_buckets(arrival))
    assert len(database.rows(BUCKETS)) == 1
    await store.tally(forget_buckets(arrival + 1))
    assert database.rows(BUCKETS) == []


@pytest.mark.anyio
async def test_a_clock_that_was_far_ahead_locks_nobody_out(two: list[SharedLimiter], clock: SteppedClock) -> None:
    """What a process with a wrong clock left behind counts as empty; clocks that differ a little count together."""
    now = clock.now()
    clock.set_wall(now + int(CLOCKS_APART * 1000))
    assert [await refusal(limiter, knock()) for limiter in two] == [None, None]
    clock.set_wall(now)
    assert await refusal(two[0], knock()) == CLOCKS_APART + 10
    clock.set_wall(now + DAY_MS // 4)
    assert [await refusal(limiter, knock("10.0.0.1")) for limiter in two] == [None, None]
    clock.set_wall(now)
    assert [await refusal(limiter, knock("10.0.0.1")) for limiter in two] == [None, None]
    assert await refusal(two[0], knock("10.0.0.1")) == 10


@pytest.mark.anyio
async def test_an_unknown_site_leaves_nothing(two: list[SharedLimiter], database: Database) -> None:
    """Nobody fills the database with sites that are not there."""
    for number in range(5):
        assert await refusal(two[0], knock(site=f"nothing{number}")) is None
    assert database.rows(BUCKETS) == []


Servers = tuple[Database, list[Visitor]]


@pytest.fixture
def servers(postgres: Cluster, tmp_path: Path) -> Iterator[Servers]:
    """A database, and a visitor at each of its two servers with limits, behind a proxy on this machine."""
    where = {"database": postgres.new_database(), "secret_file": str(tmp_path / "chimein.secret")}
    settings = {"limits": "on", "trusted_proxies": "127.0.0.0/8", **where}
    with ExitStack() as stack:
        running = [stack.enter_context(Running(tmp_path, **settings)) for _ in range(2)]
        running[0].add_site(ORIGIN, avatars="generated")
        clients = [stack.enter_context(httpx.Client(base_url=each.url, timeout=30)) for each in running]
        yield Database(where["database"]), [Visitor(client, "blog") for client in clients]


def from_(address: str) -> dict[str, str]:
    """As a proxy tells where a request comes from."""
    return {"X-Forwarded-For": address}


def test_two_servers_refuse_at_the_same_count_as_one(servers: Servers) -> None:
    """Posts that alternate between servers are refused after one allowance, at both, with the seconds to wait."""
    _, visitors = servers
    answers = [visitors[number % 2].tries(f"Words {number}") for number in range(POSTS.burst + 2)]
    assert [answer.status_code for answer in answers] == [201] * POSTS.burst + [429] * 2
    for answer in answers[-2:]:
        problem(answer, 429, "too-many-requests")
        assert 1 <= int(answer.headers["retry-after"]) <= POSTS.every
    assert visitors[0].tries("Elsewhere.", headers=from_("203.0.113.7")).status_code == 201


def test_the_database_knows_no_address(servers: Servers) -> None:
    """The buckets of real requests hold marks of 16 bytes, and no table holds a network."""
    database, visitors = servers
    for visitor, address in zip(visitors, ("203.0.113.77", "2001:db8:abcd::77"), strict=True):
        assert visitor.tries(f"From {address[:3]}", headers=from_(address)).status_code == 201
    assert {len(mark) for _, mark, _ in database.rows(BUCKETS)} == {16}
    names = [name for (name,) in database.rows("select tablename from pg_tables where schemaname = 'public'")]
    everything = repr(dump(database, *names))
    assert not [network for network in ("203.0.113", "2001:db8:abcd", "127.0.0.1") if network in everything]


@pytest.mark.anyio
async def test_a_crowd_at_all_processes_gets_one_allowance(
    database: Database, clock: SteppedClock, store: Store
) -> None:
    """However many knock at once at however many processes, exactly the burst passes."""
    async with AsyncExitStack() as stack:
        limiters = [SharedLimiter(store, KEYS, clock)]
        if database.url.startswith("postgresql:"):
            for _ in range(2):
                other = await database.opened()
                stack.push_async_callback(other.close)
                limiters.append(SharedLimiter(other, KEYS, clock))
        answers = await asyncio.gather(*(refusal(limiters[n % len(limiters)], knock(), FIVE) for n in range(60)))
    assert sum(answer is None for answer in answers) == FIVE.burst


@pytest.mark.anyio
async def test_memories_of_their_own_would_give_each_process_another(clock: SteppedClock) -> None:
    """The tests above can fail: limiters that do not share let as much pass as there are of them."""
    limiters = [Limiter(clock) for _ in range(3)]
    answers = [await refusal(limiters[n % 3], knock(), FIVE) for n in range(60)]
    assert sum(answer is None for answer in answers) == 3 * FIVE.burst
