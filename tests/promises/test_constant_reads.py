"""A read costs the same statements however much was said: one hop, no statement per comment or per page."""

from collections import Counter
from dataclasses import replace
from typing import Any, TypeVar

import httpx
import pytest
from msgspec import structs

from chimein.app import create_app
from chimein.store.calls import Transaction, call
from chimein.store.news import News
from engines import Database
from running import Running
from visiting import ORIGIN, Visitor
from web.hot_server import asked

T = TypeVar("T")
MOST = 5
"""The site, its origins, the thread, its roots, their replies."""
COPIES = """
with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
insert into comment (site_id, thread_id, id, public_id, parent_id, root_id, depth, number, kind, state, state_at,
  state_by, reasons, shown, shown_children, shown_replies, persona_id, badge, name, website, source_text, source_format,
  said, tree, html, renderer_version, posted_at)
select c.site_id, c.thread_id, c.id + n.i, c.public_id || '~' || n.i,
  case when n.i % 2 = 0 then null else c.id end, case when n.i % 2 = 0 then c.id + n.i else c.id end, n.i % 2,
  case when n.i % 2 = 0 then 1 + n.i / 2 end, c.kind, c.state, c.state_at, c.state_by, c.reasons, c.shown, 0, 0,
  c.persona_id, c.badge, c.name, c.website, c.source_text, c.source_format, c.said, c.tree, c.html,
  c.renderer_version, c.posted_at + n.i
from comment c, n where c.public_id = ?
"""
ROOT = "update comment set shown_children = ?, shown_replies = ? where public_id = ?"
THREAD = "update thread set count = ?, roots = ?, last_number = ?, version = version + 1 where public_id = ?"


class Counting:
    """The store itself, with every hop and every statement counted."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.news: News = store.news
        self.hops = 0
        self.statements: Counter[str] = Counter()

    async def read(self, transaction: Transaction[T]) -> T:
        """Read, and count."""
        self.hops += 1
        result: T = await self._store.read(self._counted(transaction))
        return result

    async def write(self, transaction: Transaction[T]) -> T:
        """Write."""
        result: T = await self._store.write(transaction)
        return result

    def _counted(self, transaction: Transaction[T]) -> Transaction[T]:
        try:
            called = next(transaction)
            while True:
                self.statements[called.name] += 1
                called = transaction.send((yield called))
        except StopIteration as done:
            result: T = done.value
            return result
        finally:
            transaction.close()


@pytest.fixture
def counting(server: Running) -> Counting:
    """The server's store, counted, and no memory of answers before it."""
    counting = Counting(server.instance.store)
    instance = replace(server.instance, store=counting)  # type: ignore[arg-type]
    settings = structs.replace(server.settings, cache_mb=0)
    server.use_app(create_app(replace(instance, settings=settings), wake=lambda: None))
    return counting


def talk(database: Database, speaker: Visitor, comments: int) -> None:
    """Let a thread have so many comments, half of them replies to its first."""
    first = speaker.says()
    more = comments - 1
    replies, roots = (more + 1) // 2, more // 2
    if more:
        database.rows(COPIES, more, first["comment"]["id"])
        database.rows(ROOT, replies, replies, first["comment"]["id"])
        thread = speaker.reads()["thread"]["id"]
        database.rows(THREAD, comments, 1 + roots, 1 + roots, thread)


@pytest.mark.parametrize("comments", [1, 100, 10_000])
def test_a_thread_is_read_in_one_hop_and_few_statements(
    server: Running, http: httpx.Client, counting: Counting, comments: int
) -> None:
    """However many comments there are, and whichever page is asked for, nothing is asked twice."""
    speaker = Visitor(http, "blog")
    database = server.database if isinstance(server.database, Database) else Database(f"sqlite:///{server.database}")
    talk(database, speaker, comments)
    for query in ("", "&page=last", "&order=newest", "&body=tree"):
        counting.hops, counting.statements = 0, Counter()
        answer = asked(server, path=f"/api/v1/sites/blog/thread?url={ORIGIN}/post{query}")
        assert (answer.status, b'"count":%d,' % comments in answer.body) == (200, True)
        assert counting.hops == 1
        assert max(counting.statements.values()) == 1
        assert sum(counting.statements.values()) <= MOST, counting.statements
    shown = speaker.reads()["comments"]
    assert len(shown) == min(25, 1 + (comments - 1) // 2)
    assert len(shown[0]["replies"]) == min(50, comments // 2)


def test_pinned_comments_cost_no_statement(server: Running, http: httpx.Client, counting: Counting) -> None:
    """A page with roots from elsewhere on top of it is read as any other one."""
    speaker = Visitor(http, "blog")
    database = server.database if isinstance(server.database, Database) else Database(f"sqlite:///{server.database}")
    talk(database, speaker, 300)
    pin = "update comment set pinned_at = 1, said = replace(said, '[]', '[\"pinned\"]') where number in (1, 90)"
    database.rows(pin)
    database.rows("update thread set version = version + 1")
    server.set_site("blog", avatars="generated")
    for query in ("", "&page=2", "&page=last", "&order=newest"):
        counting.hops, counting.statements = 0, Counter()
        assert asked(server, path=f"/api/v1/sites/blog/thread?url={ORIGIN}/post{query}").status == 200
        assert (counting.hops, sum(counting.statements.values()) <= MOST) == (1, True), counting.statements
    assert [root["number"] for root in speaker.reads()["comments"]][:3] == [1, 90, 2]


def test_a_hundred_counts_are_one_statement(http: httpx.Client, counting: Counting) -> None:
    """For 1 and for 100 addresses the site is asked for, and then all counts at once."""
    urls = [f"{ORIGIN}/{number}" for number in range(100)]
    for url in urls[::10]:
        Visitor(http, "blog", url).says()
    for some in (urls[:1], urls, [f"{url}?utm_source=x" for url in urls]):
        counting.hops, counting.statements = 0, Counter()
        counts = http.get("/api/v1/sites/blog/counts", params={"url": some}).json()["counts"]
        assert list(counts.values()) == [1 if number % 10 == 0 else 0 for number in range(len(some))]
        assert counting.hops == 1
        assert counting.statements == {"site_by_key": 1, "origins_of_site": 1, "counts_by_keys": 1}


def test_statements_per_comment_would_be_found(server: Running, counting: Counting) -> None:
    """The count above sees each statement of a transaction that asks for every row by itself."""

    def one_by_one() -> Transaction[None]:
        for _ in range(10):
            yield from call("instance")

    server.wait_for(counting.read(one_by_one()))
    assert counting.statements == {"instance": 10}
