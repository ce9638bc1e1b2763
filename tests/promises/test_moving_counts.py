"""Counts equal a recount wherever comments go: merges, splits, moves and their undoing among posts and decisions."""

from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from chimein.actions.merge_threads import merge_threads
from chimein.actions.move_comment import move_comment
from chimein.actions.split_thread import NewPlace, split_thread
from chimein.actions.undo import undo
from chimein.rules.accounts import SHELL
from chimein.rules.facts import Comment, Kind, NewComment, Site, State
from chimein.rules.page_urls import PageAddress
from chimein.rules.refusals import Invalid
from chimein.store.calls import Transaction, call
from chimein.store.reads.comments import comment_by_public_id
from chimein.store.reads.sites import site_by_key
from chimein.store.reads.threads import thread_by_id, thread_by_key, where_it_went
from chimein.store.writes.acts import Doing, Done
from chimein.store.writes.comments import Judged, add_comment, set_state
from chimein.store.writes.threads import NewThread, add_thread
from recounting import Talk, bare_comment, lead_many_lives, recount

SITE = 1
PAGES = ("a", "b", "c", "d")
STATES: tuple[State, ...] = ("held", "published", "rejected", "withdrawn")
ANY = st.integers(0, 1000)


class Conversations(Talk):
    """Random lives of comments in the threads of four pages, and of the threads themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.ids = count(100)
        self.said: list[str] = []
        self.acts: list[int] = []
        self.numbers: set[tuple[int, int, int]] = set()
        self.does(self.begin())

    def begin(self) -> Transaction[None]:
        yield from call("make_instance", hashids_salt="salt", secret_fingerprint="", created_at=1)
        yield from call("add_site", key="s", name="S", settings="{}", created_at=1)
        for page in PAGES[:2]:
            yield from self.thread_of(page)

    def thread_of(self, page: str) -> Transaction[Any]:
        thread = yield from thread_by_key(SITE, f"url:{page}")
        if thread is None:
            own = next(self.ids)
            thread = yield from add_thread(SITE, NewThread(own, f"t{own}", page, "", 1), (f"url:{page}",), 1)
        return (yield from where_it_went(thread))

    def doing(self) -> Doing:
        return Doing(SHELL, 1, lambda: next(self.ids), lambda row: row[:8])

    def chosen(self, index: int) -> Transaction[Comment]:
        comment = yield from comment_by_public_id(SITE, self.said[index % len(self.said)])
        assert comment is not None
        return comment

    @rule(
        page=st.sampled_from(PAGES),
        state=st.sampled_from(STATES[:2]),
        kind=st.sampled_from(["comment"] * 4 + ["pingback"]),
    )
    def post(self, page: str, state: State, kind: Kind) -> None:
        def posted() -> Transaction[None]:
            thread = yield from self.thread_of(page)
            yield from add_comment(thread, self.new(state, kind, None))

        self.does(posted())

    @rule(index=ANY, state=st.sampled_from(STATES[:2]))
    def reply(self, index: int, state: State) -> None:
        def replied() -> Transaction[None]:
            parent = yield from self.chosen(index)
            if parent.state == "published" and parent.kind == "comment":
                thread = yield from thread_by_id(SITE, parent.thread_id)
                yield from add_comment(thread, self.new(state, "comment", parent))

        if self.said:
            self.does(replied())

    @rule(index=ANY, state=st.sampled_from(STATES))
    def judge(self, index: int, state: State) -> None:
        def judged() -> Transaction[None]:
            comment = yield from self.chosen(index)
            yield from set_state(comment, Judged(state, 5, "shell"))

        if self.said:
            self.does(judged())

    @rule(source=st.sampled_from(PAGES), into=st.sampled_from(PAGES))
    def merge(self, source: str, into: str) -> None:
        def merged() -> Transaction[Done]:
            one = yield from self.thread_of(source)
            other = yield from self.thread_of(into)
            return (yield from merge_threads(one, other, self.doing()))

        self.tries(merged())

    @rule(index=ANY, page=st.sampled_from(PAGES))
    def move(self, index: int, page: str) -> None:
        def moved() -> Transaction[Done]:
            comment = yield from self.chosen(index)
            source = yield from thread_by_id(SITE, comment.thread_id)
            target = yield from self.thread_of(page)
            return (yield from move_comment(comment, source, target, self.doing()))

        if self.said:
            self.tries(moved())

    @rule(index=ANY)
    def split(self, index: int) -> None:
        def parted() -> Transaction[Done]:
            comment = yield from self.chosen(index)
            source = yield from thread_by_id(SITE, comment.thread_id)
            site: Site = yield from site_by_key("s")
            address = PageAddress(f"url:new{next(self.ids)}", "u")
            return (yield from split_thread(comment, source, NewPlace(site, address, ""), self.doing()))

        if self.said:
            self.tries(parted())

    @rule(index=ANY)
    def take_back(self, index: int) -> None:
        if self.acts:
            self.does(undo(SITE, self.acts[index % len(self.acts)], self.doing()))

    @invariant()
    def every_counter_equals_a_recount(self) -> None:
        for (own,) in self.asks("select id from thread"):
            wrong = recount(self.asks, SITE, own)
            # Numbers were given to comments that stand elsewhere now.
            assert [line for line in wrong if not line.startswith("thread last_number")] == []
        highest = "select max(number) from comment c where c.thread_id = t.id"
        assert self.asks(f"select id from thread t where last_number < ({highest})") == []

    @invariant()
    def every_comment_hangs_on_its_root_at_its_depth(self) -> None:
        query = """select c.id from comment c left join comment p
            on p.site_id = c.site_id and p.thread_id = c.thread_id and p.id = c.parent_id
            where c.depth <> coalesce(p.depth + 1, 0) or c.root_id <> coalesce(p.root_id, c.id)
            or (c.parent_id is not null and (c.number is not null or c.shown_replies <> 0))"""
        assert self.asks(query) == []
        assert self.asks("select count(*) from comment") == [(len(self.said),)]

    @invariant()
    def a_merged_thread_is_empty_and_nothing_leads_to_it(self) -> None:
        assert self.asks("select c.id from comment c join thread t on t.id = c.thread_id where merged_into > 0") == []
        assert self.asks("select key from thread_key k join thread t on t.id = k.thread_id where merged_into > 0") == []

    @invariant()
    def no_number_is_given_twice(self) -> None:
        found = set(self.asks("select thread_id, number, id from comment where number is not null"))
        self.numbers |= found
        places = [(thread, number) for thread, number, _ in self.numbers]
        assert len(places) == len(set(places))

    def tries(self, verb: Transaction[Done]) -> None:
        try:
            self.acts.append(self.does(verb).act_id)
        except Invalid as refused:
            if refused.errors["into"].code != "same-thread":
                raise

    def new(self, state: State, kind: Kind, parent: Comment | None) -> NewComment:
        own = next(self.ids)
        self.said.append(f"c{own}")
        return bare_comment(own, state, kind, parent)


def test_counts_equal_a_recount_wherever_comments_go() -> None:
    """Through every order of posting, judging, merging, splitting, moving and taking back."""
    lead_many_lives(Conversations)


def test_a_comment_that_is_left_behind_is_found() -> None:
    """The checks see a counter that did not follow, a depth that is wrong, and an address that leads nowhere new."""
    for wrong, check in (
        ("update thread set roots = roots + 1", "every_counter_equals_a_recount"),
        ("update comment set depth = 3", "every_comment_hangs_on_its_root_at_its_depth"),
        ("update thread set merged_into = 1", "a_merged_thread_is_empty_and_nothing_leads_to_it"),
    ):
        talk = Conversations()
        talk.post("a", "published", "comment")
        talk.merge("a", "b")
        getattr(talk, check)()
        talk.asks(wrong)
        try:
            getattr(talk, check)()
        except AssertionError:
            continue
        finally:
            talk.teardown()
        raise AssertionError(wrong)
