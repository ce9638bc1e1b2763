"""Transactions on PostgreSQL that share round trips and a commit: each ends as if it had been alone."""

import asyncio

import pytest

from chimein.rules.refusals import NotFound
from chimein.store.calls import Company, Transaction, in_company, repeatable
from chimein.store.positional import Unstorable, positional
from chimein.store.postgres import PostgresStore
from chimein.store.postgres_connections import connect
from chimein.store.postgres_writing import Item, waves
from chimein.store.reads.threads import thread_by_key
from chimein.store.statements import load_statements, sql_folder
from chimein.store.writes.threads import Counted, NewThread, add_thread, count_up
from postgres import fetched

COMMITS = "select count(distinct xmin::text) from thread"


def company(number: int, page: str, *apart: str) -> Company:
    """Beside all who neither share a mark nor need the page's birth."""
    return Company(frozenset({str(number), *apart}), frozenset({(1, page)}))


@in_company(company)
@repeatable
def post(number: int, page: str, *apart: str) -> Transaction[int]:
    """What a post does to its thread: find it or begin it, and count. Returns the post's number in it."""
    thread = yield from thread_by_key(1, page)
    if thread is None:
        new = NewThread(id=number, public_id=f"t{number}", url="https://x.example/", title="", created_at=1)
        thread = yield from add_thread(1, new, (page,), 1)
    thread = yield from count_up(1, thread.id, Counted(count=1, number=True))
    if "refused" in apart:
        raise NotFound
    return thread.last_number


@pytest.mark.anyio
async def test_many_posts_share_a_commit(store: PostgresStore, url: str) -> None:
    """Forty posts to forty pages at once are stored by a few commits."""
    await asyncio.gather(*(store.write(post(number, f"url:{number}")) for number in range(1, 41)))
    assert fetched(url, "select count(*), sum(count) from thread") == [(40, 40)]
    assert fetched(url, COMMITS)[0][0] <= 3


@pytest.mark.anyio
async def test_posts_to_one_page_add_up(store: PostgresStore, url: str) -> None:
    """Forty at once to a page that is there: each has a number of its own, all in a few commits."""
    await store.write(post(1, "url:a"))
    numbers = await asyncio.gather(*(store.write(post(number, "url:a")) for number in range(2, 42)))
    assert sorted(numbers) == list(range(2, 42))
    assert fetched(url, "select count, last_number from thread") == [(41, 41)]


@pytest.mark.anyio
async def test_a_page_is_begun_once(store: PostgresStore, url: str) -> None:
    """Forty first posts to one page at once, ahead of which some other post is written: one thread begins."""
    numbers = await asyncio.gather(*(store.write(post(number, "url:a")) for number in range(1, 41)))
    assert sorted(numbers) == list(range(1, 41))
    assert fetched(url, "select count, last_number from thread") == [(40, 40)]


@pytest.mark.anyio
async def test_one_that_is_refused_half_way_takes_nobody_along(store: PostgresStore, url: str) -> None:
    """What one wrote before it was refused is undone; everybody else of its group is stored."""
    outcomes = await asyncio.gather(
        *(
            store.write(post(number, f"url:{number}", *(("refused",) if number == 7 else ())))
            for number in range(1, 21)
        ),
        return_exceptions=True,
    )
    assert [number for number, outcome in enumerate(outcomes, 1) if isinstance(outcome, NotFound)] == [7]
    assert fetched(url, "select count(*), min(count), max(count) from thread") == [(19, 1, 1)]
    assert fetched(url, "select 1 from thread where id = 7") == []


@pytest.mark.anyio
async def test_readers_that_wait_together_find_their_own(store: PostgresStore) -> None:
    """Readers that share a moment and their round trips are each answered with what they asked for."""
    await asyncio.gather(*(store.write(post(number, f"url:{number}")) for number in range(1, 41)))
    pages = [f"url:{number}" for number in range(1, 61)]
    threads = await asyncio.gather(*(store.read(thread_by_key(1, page)) for page in pages))
    assert [thread and thread.id for thread in threads] == [*range(1, 41), *(None,) * 20]


@pytest.mark.anyio
async def test_a_reader_that_asks_for_the_impossible_spoils_nothing(store: PostgresStore) -> None:
    """A value that cannot even be sent fails its own reader alone."""
    await store.write(post(1, "url:1"))
    keys = [1, 2**70, *(1 for _ in range(30))]
    found = await asyncio.gather(*(store.read(thread_by_key(key, "url:1")) for key in keys), return_exceptions=True)
    assert isinstance(found[1], Unstorable)
    assert [thread.id for number, thread in enumerate(found) if number != 1] == [1] * 31  # type: ignore[union-attr]


@pytest.mark.anyio
async def test_every_query_tells_its_askers_apart(url: str) -> None:
    """Each query with rows can be asked by many at once: PostgreSQL takes the text that marks whose rows they are."""
    connection = await connect(url)
    try:
        for text in load_statements(sql_folder() / "queries").values():
            query = positional(text)
            if query.returns:
                plain, marked = await connection.prepare(query.text), await connection.prepare(query.marked)
                assert len(marked.get_attributes()) == len(plain.get_attributes()) + 1
                assert len(marked.get_parameters()) == len(query.names) + 1
    finally:
        await connection.close()


def test_who_shares_a_mark_keeps_the_order() -> None:
    """Who names something that an earlier one named comes after it; who names nothing is alone."""
    loop = asyncio.new_event_loop()

    def item(transaction: Transaction[int]) -> Item:
        return Item(transaction, loop.create_future())

    group = [item(post(1, "a", "x")), item(post(2, "a", "y")), item(post(3, "b", "x")), item(repeatable(post)(4, "c"))]
    group += [item(post(5, "d"))]
    assert waves(group) == [group[:2], [group[2]], [group[3]], [group[4]]]
    assert waves(group, careful=True) == [[group[0]], [group[1], group[2]], [group[3]], [group[4]]]
    loop.close()
