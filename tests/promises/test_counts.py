"""Counts are facts: at every moment they equal a recount, whatever is posted, judged, changed and withdrawn."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from chimein.rules.facts import Comment, Kind, State
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.comments import comment_by_id
from chimein.store.reads.threads import thread_by_id
from chimein.store.writes.comments import Judged, add_comment, set_state
from chimein.store.writes.threads import NewThread, add_thread
from recounting import Talk, bare_comment, lead_many_lives, recount, recounted
from running import Running
from visiting import Visitor, new_visitor, rows

SITE, THREAD = 1, 10
STATES: tuple[State, ...] = ("held", "published", "rejected", "spam", "withdrawn", "erased")
NEW_STATES = st.sampled_from(["published", "published", "held", "spam"])


class Conversation(Talk):
    """Random lives of comments in one thread, straight in the store's transactions."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[int] = []
        self.numbers: dict[int, int] = {}
        self.does(self.begin())

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
        new = bare_comment(len(self.ids) + 100, state, kind, parent)

        def transaction() -> Transaction[None]:
            thread = yield from thread_by_id(SITE, THREAD)
            yield from add_comment(thread, new)

        self.does(transaction())
        self.ids.append(new.id)


def test_counts_equal_a_recount_after_every_step() -> None:
    """Through every order of posting, answering, approving, rejecting and withdrawing the counters are right."""
    lead_many_lives(Conversation)


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
