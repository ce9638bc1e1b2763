"""Group commit: what shares a commit stays apart in everything else."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from chimein.rules.refusals import NotFound, Unavailable
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.group import GROUP_LIMIT, QUEUE_LIMIT, GroupCommit

STATEMENTS = {
    "add": "insert into word values (:word)",
    "all": "select word from word order by rowid",
    "broken": "insert into nowhere values (:word)",
}


class Gate:
    """Runs functions one after another, but only while it is open; counts them."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.passed = 0

    async def hop(self, function: Callable[[], Any]) -> Any:
        await self.open.wait()
        self.passed += 1
        return function()


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """A database in memory with one table of unique words."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.execute("create table word (word text unique)")
    yield made
    made.close()


def add(word: str, *more: str, refused: bool = False) -> Transaction[str]:
    """Add words; `refused`: and then think better of it."""
    for each in (word, *more):
        yield from call("add", word=each)
    if refused:
        raise NotFound
    return word


def words(connection: sqlite3.Connection) -> list[str]:
    """What was kept."""
    return [word for (word,) in connection.execute(STATEMENTS["all"])]


async def started(*writes: Coroutine[Any, Any, Any]) -> list[asyncio.Task[Any]]:
    """The writes, all of them waiting."""
    tasks = [asyncio.create_task(write) for write in writes]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


def assert_only_first_and_last_stand(results: list[Any], connection: sqlite3.Connection) -> None:
    """Of four, the second was refused and the third broke a constraint."""
    assert (results[0], results[3]) == ("one", "four")
    assert isinstance(results[1], NotFound)
    assert isinstance(results[2], sqlite3.IntegrityError)
    assert words(connection) == ["one", "four"]


@pytest.mark.anyio
async def test_a_refused_transaction_leaves_the_others(connection: sqlite3.Connection) -> None:
    """In one group, a refusal and a broken constraint undo their own words and nobody else's."""
    gate = Gate()
    group = GroupCommit(connection, STATEMENTS, gate.hop)
    tasks = await started(
        group.write(add("one")),
        group.write(add("two", "half", refused=True)),
        group.write(add("three", "one")),
        group.write(add("four")),
    )
    gate.open.set()
    assert_only_first_and_last_stand(await asyncio.gather(*tasks, return_exceptions=True), connection)
    assert gate.passed <= 2


@pytest.mark.anyio
async def test_a_refusal_among_repeatable_ones_undoes_its_own_words_alone(connection: sqlite3.Connection) -> None:
    """Without savepoints of their own, one that was refused after it had written takes nothing with it."""
    gate, begun = Gate(), list[str]()

    @repeatable
    def adding(word: str, *more: str, refused: bool = False) -> Transaction[str]:
        begun.append(word)
        return (yield from add(word, *more, refused=refused))

    group = GroupCommit(connection, STATEMENTS, gate.hop)
    tasks = await started(
        group.write(adding("one")),
        group.write(adding("two", "half", refused=True)),
        group.write(adding("three", "one")),
        group.write(adding("four")),
    )
    gate.open.set()
    assert_only_first_and_last_stand(await asyncio.gather(*tasks, return_exceptions=True), connection)
    assert begun == ["one", "two", "one", "two", "three", "four"]


@pytest.mark.anyio
async def test_who_is_refused_before_writing_costs_the_others_nothing(connection: sqlite3.Connection) -> None:
    """Nothing is run again for a refusal that has nothing to undo."""
    gate, begun = Gate(), list[str]()

    @repeatable
    def adding(word: str) -> Transaction[str]:
        begun.append(word)
        if (word,) in (yield from call("all")):
            raise NotFound
        return (yield from add(word))

    group = GroupCommit(connection, STATEMENTS, gate.hop)
    tasks = await started(*(group.write(adding(word)) for word in ("one", "one", "two")))
    gate.open.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert (results[0], results[2]) == ("one", "two")
    assert isinstance(results[1], NotFound)
    assert words(connection) == ["one", "two"]
    assert begun == ["one", "one", "two"]


@pytest.mark.anyio
async def test_nobody_is_told_before_the_commit(connection: sqlite3.Connection) -> None:
    """While the group is on its way no write has returned."""
    gate = Gate()
    group = GroupCommit(connection, STATEMENTS, gate.hop)
    tasks = await started(*(group.write(add(f"word {number}")) for number in range(5)))
    assert not any(task.done() for task in tasks)
    gate.open.set()
    assert await asyncio.gather(*tasks) == [f"word {number}" for number in range(5)]


@pytest.mark.anyio
async def test_many_writes_share_few_commits(connection: sqlite3.Connection) -> None:
    """What waits together is committed together, up to the limit of a group, in the order of arrival."""
    gate = Gate()
    group = GroupCommit(connection, STATEMENTS, gate.hop)
    tasks = await started(*(group.write(add(f"{number:04}")) for number in range(3 * GROUP_LIMIT)))
    gate.open.set()
    await asyncio.gather(*tasks)
    assert gate.passed == 3
    assert words(connection) == sorted(words(connection))


@pytest.mark.anyio
async def test_a_failed_commit_fails_the_whole_group(connection: sqlite3.Connection) -> None:
    """When COMMIT fails, none of the group is acknowledged, none is kept, and the next group is served."""
    connection.execute("pragma foreign_keys=on")
    connection.execute("create table owner (id integer primary key)")
    connection.execute("create table thing (owner references owner (id) deferrable initially deferred)")
    group = GroupCommit(connection, {**STATEMENTS, "orphan": "insert into thing values (:word)"}, (gate := Gate()).hop)

    def orphan() -> Transaction[None]:
        yield from call("orphan", word=1)

    tasks = await started(group.write(add("one")), group.write(orphan()), group.write(add("two")))
    gate.open.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, Unavailable) for result in results)
    assert words(connection) == []
    assert await group.write(add("three")) == "three"
    assert words(connection) == ["three"]


@pytest.mark.anyio
async def test_an_engine_that_cannot_write_fails_the_group_and_recovers(connection: sqlite3.Connection) -> None:
    """An operational error (a full disk, a lock) is 503 with the time to wait for everyone in the group."""
    gate = Gate()
    gate.open.set()
    group = GroupCommit(connection, STATEMENTS, gate.hop)

    def broken() -> Transaction[None]:
        yield from call("broken", word="x")

    tasks = await started(group.write(add("one")), group.write(broken()))
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [getattr(result, "retry_after", None) for result in results if isinstance(result, Unavailable)]
    assert not connection.in_transaction
    assert await group.write(add("after")) == "after"


@pytest.mark.anyio
async def test_the_queue_has_an_end(connection: sqlite3.Connection) -> None:
    """Beyond the bound a write is refused at once with 503, and what waits is still written."""
    gate = Gate()
    group = GroupCommit(connection, STATEMENTS, gate.hop)
    first = await started(group.write(add("first")))
    tasks = await started(*(group.write(add(f"{number}")) for number in range(QUEUE_LIMIT)))
    refused = add("one too many")
    with pytest.raises(Unavailable):
        await group.write(refused)
    assert next(refused, None) is None
    gate.open.set()
    await asyncio.gather(*first, *tasks)
    assert len(words(connection)) == QUEUE_LIMIT + 1


@pytest.mark.anyio
async def test_closing_waits_for_what_was_accepted(connection: sqlite3.Connection) -> None:
    """After close has begun nothing more is taken, and what was taken is written."""
    gate = Gate()
    group = GroupCommit(connection, STATEMENTS, gate.hop)
    tasks = await started(group.write(add("accepted")))
    closing = asyncio.ensure_future(group.close())
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await group.write(add("late"))
    gate.open.set()
    await closing
    assert await asyncio.gather(*tasks) == ["accepted"]
    assert words(connection) == ["accepted"]


@pytest.mark.anyio
async def test_a_client_that_leaves_harms_nobody(connection: sqlite3.Connection) -> None:
    """A write whose waiter is gone is written, and its group is answered."""
    gate = Gate()
    group = GroupCommit(connection, STATEMENTS, gate.hop)
    gone, stays = await started(group.write(add("gone")), group.write(add("stays")))
    gone.cancel()
    gate.open.set()
    assert await stays == "stays"
    assert words(connection) == ["gone", "stays"]
