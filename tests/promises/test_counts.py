"""Counts are facts: at every moment they equal a recount, whatever is posted, judged, changed and withdrawn."""

import random
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from chimein.rules.facts import Comment, Kind, NewComment, State
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.migrations import migrate
from chimein.store.reads.comments import comment_by_id
from chimein.store.reads.threads import thread_by_id
from chimein.store.running import run
from chimein.store.statements import load_statements, sql_folder
from chimein.store.writes.comments import Judged, add_comment, set_state
from chimein.store.writes.threads import NewThread, add_thread
from running import Running
from visiting import Visitor, new_visitor, rows

SITE, THREAD = 1, 10
STATES: tuple[State, ...] = ("held", "published", "rejected", "spam", "withdrawn", "erased")
NEW_STATES = st.sampled_from(["published", "published", "held", "spam"])
COUNTERS = ("count", "pings", "roots", "last_number")
COLUMNS = ("id", "parent_id", "kind", "state", "number", "shown", "shown_children", "shown_replies")
Ask = Callable[..., list[tuple[Any, ...]]]
"""Runs a query with its parameters, independently of the house."""


class Recount:
    """What the comments of a thread say, computed without the house's queries and counters."""

    def __init__(self, ask: Ask, site_id: int, thread_id: int) -> None:
        thread = f"select {', '.join(COUNTERS)} from thread where site_id = ? and id = ?"
        comments = f"select {', '.join(COLUMNS)} from comment where site_id = ? and thread_id = ?"
        self.thread = dict(zip(COUNTERS, ask(thread, site_id, thread_id)[0], strict=True))
        found = (dict(zip(COLUMNS, row, strict=True)) for row in ask(comments, site_id, thread_id))
        self.comments = {row["id"]: row for row in found}
        self.children: dict[int | None, list[int]] = {}
        for row in self.comments.values():
            self.children.setdefault(row["parent_id"], []).append(row["id"])

    def below(self, own: int) -> list[int]:
        """All descendants."""
        found, waiting = [], list(self.children.get(own, ()))
        while waiting:
            current = waiting.pop()
            found.append(current)
            waiting += self.children.get(current, ())
        return found

    def is_shown(self, own: int) -> bool:
        """Published, or a tombstone above something published."""
        return any(self.comments[each]["state"] == "published" for each in (own, *self.below(own)))

    def of_thread(self) -> dict[str, int]:
        """The thread's counters as they should be."""
        rows = self.comments.values()
        published = [row for row in rows if row["state"] == "published"]
        roots = [row["id"] for row in rows if row["kind"] == "comment" and row["parent_id"] is None]
        return {
            "count": sum(row["kind"] == "comment" for row in published),
            "pings": sum(row["kind"] != "comment" for row in published),
            "roots": sum(map(self.is_shown, roots)),
            "last_number": max((row["number"] for row in rows if row["number"] is not None), default=0),
        }

    def of_comment(self, own: int) -> dict[str, int]:
        """A comment's counters as they should be."""
        should = {
            "shown": int(self.is_shown(own)),
            "shown_children": sum(map(self.is_shown, self.children.get(own, ()))),
        }
        if self.comments[own]["parent_id"] is None:
            should["shown_replies"] = sum(map(self.is_shown, self.below(own)))
        return should


def recount(ask: Ask, site_id: int, thread_id: int) -> list[str]:
    """Every counter that differs from a recount, every shown root without a number, every number given twice."""
    said = Recount(ask, site_id, thread_id)
    pairs = [("thread", said.thread, said.of_thread())]
    pairs += [(f"comment {own}", row, said.of_comment(own)) for own, row in said.comments.items()]
    wrong = [
        f"{whose} {name}: {row[name]}, should be {value}"
        for whose, row, should in pairs
        for name, value in should.items()
        if row[name] != value
    ]
    roots = [row for row in said.comments.values() if row["parent_id"] is None and row["kind"] == "comment"]
    wrong += [f"comment {row['id']} has no number" for row in roots if row["shown"] and row["number"] is None]
    numbers = [row["number"] for row in roots if row["number"] is not None]
    return wrong + [f"number {number} twice" for number in set(numbers) if numbers.count(number) > 1]


class Conversation(RuleBasedStateMachine):
    """Random lives of comments in one thread, straight in the store's transactions."""

    def __init__(self) -> None:
        super().__init__()
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.statements = load_statements(sql_folder() / "queries")
        migrate(self.connection, 1)
        self.ids: list[int] = []
        self.numbers: dict[int, int] = {}
        self.version = 0
        self.does(self.begin())

    def asks(self, query: str, *params: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, params).fetchall()

    def does(self, transaction: Transaction[Any]) -> Any:
        return run(self.connection, self.statements, transaction)

    def begin(self) -> Transaction[None]:
        yield from call("add_site", key="s", name="S", settings="{}", created_at=1)
        new = NewThread(id=THREAD, public_id="t", url="https://x.example/", title="", created_at=1)
        yield from add_thread(SITE, new, ("url:https://x.example/",), 1)

    def comment(self, index: int) -> Comment:
        found: Comment = self.does(comment_by_id(SITE, THREAD, self.ids[index % len(self.ids)]))
        return found

    @rule(state=NEW_STATES, kind=st.sampled_from(["comment"] * 5 + ["pingback"]))
    def post(self, state: State, kind: Kind) -> None:
        self.add(state, kind, None)

    @rule(state=NEW_STATES, index=st.integers(0, 1000))
    def reply(self, state: State, index: int) -> None:
        if self.ids:
            parent = self.comment(index)
            # As the door has it: who answers, answers a published comment that is no ping.
            if parent.state == "published" and parent.kind == "comment":
                self.add(state, "comment", parent)

    @rule(state=st.sampled_from(STATES), index=st.integers(0, 1000))
    def judge(self, state: State, index: int) -> None:
        if self.ids:
            comment = self.comment(index)
            self.does(set_state(comment, Judged(state, 5, "shell")))

    @invariant()
    def every_counter_equals_a_recount(self) -> None:
        assert recount(self.asks, SITE, THREAD) == []

    @invariant()
    def numbers_stay_with_their_comments(self) -> None:
        query = "select id, number from comment where number is not null"
        found = dict(self.connection.execute(query).fetchall())
        assert {own: found.get(own) for own in self.numbers} == self.numbers
        assert not {number for own, number in found.items() if own not in self.numbers} & set(self.numbers.values())
        self.numbers = found

    def add(self, state: State, kind: Kind, parent: Comment | None) -> None:
        new = NewComment(
            id=len(self.ids) + 100,
            public_id=f"c{len(self.ids)}",
            parent=parent,
            kind=kind,
            state=state,
            state_by="rules",
            reasons=(),
            persona_id=None,
            badge=None,
            name="N",
            website=None,
            source_text="x",
            source_format="text",
            tree="[]",
            html="",
            renderer_version=1,
            text_mark=None,
            posted_at=len(self.ids),
        )

        def transaction() -> Transaction[None]:
            thread = yield from thread_by_id(SITE, THREAD)
            yield from add_comment(thread, new)

        self.does(transaction())
        self.ids.append(new.id)

    def teardown(self) -> None:
        self.connection.close()


def test_counts_equal_a_recount_after_every_step() -> None:
    """Through every order of posting, answering, approving, rejecting and withdrawing the counters are right."""
    run_state_machine_as_test(
        Conversation,
        settings=settings(
            max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_recount_can_fail() -> None:
    """A counter that is off by one is found, whichever it is."""
    for wrong in (
        "update thread set count = count + 1",
        "update thread set count = -4",
        "update thread set roots = roots - 1",
        "update thread set pings = 1",
        "update thread set last_number = 7",
        "update comment set shown = 0 where id = 100",
        "update comment set shown_children = 0 where id = 100",
        "update comment set shown_replies = 2 where id = 100",
        "update comment set number = null where id = 100",
    ):
        talk = Conversation()
        talk.post("published", "comment")
        talk.reply("published", 0)
        assert recount(talk.asks, SITE, THREAD) == []
        talk.connection.execute(wrong)
        assert recount(talk.asks, SITE, THREAD) != [], wrong
        talk.teardown()


def recounted(house: Running, site: str) -> list[str]:
    """The differences in every thread of a site, seen by an independent connection."""
    ask = partial(rows, house.database)
    threads = ask("select t.site_id, t.id from thread t join site s using (site_id) where s.key = ?", site)
    assert threads
    return [wrong for site_id, thread_id in threads for wrong in recount(ask, site_id, thread_id)]


def approve_or_reject(house: Running, public_id: str, state: State) -> None:
    """What a moderator does, in the server's own store, among everybody's posts."""

    @repeatable
    def judging(site_id: int, thread_id: int, own: int) -> Transaction[None]:
        comment = yield from comment_by_id(site_id, thread_id, own)
        if comment.state not in ("withdrawn", "erased"):
            yield from set_state(comment, Judged(state, 9, "shell"))

    found = rows(house.database, "select site_id, thread_id, id from comment where public_id = ?", public_id)
    house.write(judging(*found[0]))


def test_counts_hold_while_everybody_does_everything(house: Running, caller: httpx.Client) -> None:
    """Six visitors and a moderator at once over real sockets: no counter is off, and readers never see a wrong one."""
    visitor = new_visitor(house, caller)
    seeds = [visitor.says(f"root {number}") for number in range(4)]

    def lives(seed: int) -> None:
        chance = random.Random(seed)
        mine = list(seeds)
        with httpx.Client(base_url=house.url, timeout=30) as http:
            me = Visitor(http, visitor.site)
            acts: list[Callable[[], Any]] = [
                lambda: mine.append(me.says(f"root of {seed}")),
                lambda: mine.append(reply) if (reply := answered(me, chance.choice(mine))) else None,
                lambda: me.withdraws(chance.choice(mine)),
                lambda: me.edits(chance.choice(mine)),
                lambda: approve_or_reject(
                    house, chance.choice(mine)["comment"]["id"], chance.choice(["published", "rejected", "held"])
                ),
                lambda: check(me.reads()),
            ]
            for _ in range(40):
                chance.choice(acts)()

    def answered(me: Visitor, parent: dict[str, Any]) -> dict[str, Any] | None:
        answer = me.tries("A reply.", parent=parent["comment"]["id"])
        return answer.json() if answer.status_code == 201 else None

    def check(page: dict[str, Any]) -> None:
        assert page["thread"]["count"] >= 0
        assert page["page"]["roots"] >= len(page["comments"]) or page["page"]["pages"] == 1

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lives, range(6)))
    assert recounted(house, visitor.site) == []
    page = visitor.reads()
    shown = page["page"]["roots"]
    walked = [root for number in range(1, page["page"]["pages"] + 1) for root in visitor.reads(page=number)["comments"]]
    assert len(walked) == shown
    assert [root["number"] for root in walked] == sorted(root["number"] for root in walked)


def test_a_count_of_everything_at_once_is_not_torn(house: Running, caller: httpx.Client) -> None:
    """Posts in parallel to one new page: one thread is born, each comment is counted, each number given once."""
    visitor = new_visitor(house, caller)
    with ThreadPoolExecutor(8) as pool:
        posted = list(pool.map(lambda number: visitor.says(f"at once {number}"), range(64)))
    assert sorted(each["comment"]["number"] for each in posted) == list(range(1, 65))
    assert visitor.reads()["thread"]["count"] == 64
    assert recounted(house, visitor.site) == []
