"""What tests hold counters against: a recount that knows nothing of the house's queries, and a place to talk in.

`Talk` is a database in memory for Hypothesis; what may happen there is each test's own.
"""

import sqlite3
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from chimein.rules.facts import Comment, Kind, NewComment, State
from chimein.store.calls import Transaction
from chimein.store.migrations import migrate
from chimein.store.running import run
from chimein.store.statements import load_statements, sql_folder
from running import Running
from visiting import rows

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


def recounted(house: Running, site: str) -> list[str]:
    """The differences in every thread of a site, seen by an independent connection."""
    ask = partial(rows, house.database)
    threads = ask("select t.site_id, t.id from thread t join site s using (site_id) where s.key = ?", site)
    assert threads
    return [wrong for site_id, thread_id in threads for wrong in recount(ask, site_id, thread_id)]


class Talk(RuleBasedStateMachine):
    """An instance in memory, straight in the store's transactions."""

    def __init__(self) -> None:
        super().__init__()
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        _newest_schema().backup(self.connection)
        self.connection.execute("pragma foreign_keys = on")
        self.statements = load_statements(sql_folder() / "queries")

    def asks(self, query: str, *params: Any) -> list[tuple[Any, ...]]:
        """What an independent query finds, or does."""
        return self.connection.execute(query, params).fetchall()

    def does(self, transaction: Transaction[Any]) -> Any:
        """Run a transaction as the house does."""
        self.connection.execute("begin")
        try:
            return run(self.connection, self.statements, transaction)
        finally:
            self.connection.execute("commit")

    def teardown(self) -> None:
        """Let the database go."""
        self.connection.close()


def lead_many_lives(machine: type[Talk]) -> None:
    """Let Hypothesis try orders of whatever may happen there."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def bare_comment(own: int, state: State, kind: Kind, parent: Comment | None) -> NewComment:
    """A comment of which only its place and state matter; its public id is `c` and its number."""
    return NewComment(
        id=own,
        public_id=f"c{own}",
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
        posted_at=own,
    )


@cache
def _newest_schema() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, 1)
    return connection
