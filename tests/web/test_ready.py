"""The memory of ready answers: exact about what is old, bounded by bytes, fair about who goes first."""

import tracemalloc

import pytest

from chimein.store.news import Changed
from chimein.web.ready import OVERHEAD, Filling, Numbers, Ready, ReadyAnswers
from clocks import SteppedClock

ETAG = b'"1o-abc"'
HEADERS = [
    (b"etag", ETAG),
    (b"content-type", b"application/json"),
    (b"content-length", b"4"),
    (b"content-encoding", b"br"),
    (b"vary", b"Accept-Encoding"),
]
THREAD = Changed(1, 7)
DATE = b"date: Mon, 23 Nov 2026 13:40:00 GMT\r\n"


@pytest.fixture
def clock() -> SteppedClock:
    """A clock that stands."""
    return SteppedClock()


@pytest.fixture
def answers(clock: SteppedClock) -> ReadyAnswers:
    """A memory that is empty, and large enough."""
    return ReadyAnswers(clock, 1_000_000)


def begun(answers: ReadyAnswers, target: bytes = b"/t", *, shows: Changed = THREAD) -> Filling:
    """An answer whose reading is done."""
    filling = answers.begin((target, "br"))
    filling.shows = frozenset({shows, Changed(shows.site_id)})
    return filling


def ended(answers: ReadyAnswers, filling: Filling, body: bytes = b"body") -> None:
    """The answer is made."""
    answers.keep(filling, Ready(filling, HEADERS, body))
    answers.end(filling)


def is_kept(answers: ReadyAnswers, target: bytes = b"/t") -> bool:
    """Whether it is found."""
    return answers.find((target, "br")) is not None


@pytest.mark.anyio
async def test_an_answer_is_found_as_it_was_made(answers: ReadyAnswers) -> None:
    """Under its target and encoding, with every header and byte; the 304 without what belongs to a body."""
    ended(answers, begun(answers))
    assert answers.find((b"/t", "")) is None
    assert answers.find((b"/other", "br")) is None
    ready = answers.find((b"/t", "br"))
    assert ready is not None
    for date in (b"", DATE, DATE + b"server: x\r\n", b""):
        head = b"".join(b"%b: %b\r\n" % header for header in HEADERS)
        assert ready.whole.at(date) == b"HTTP/1.1 200 OK\r\n" + date + head + b"\r\nbody"
        bare = b'etag: "1o-abc"\r\nvary: Accept-Encoding\r\n\r\n'
        assert ready.bare.at(date) == b"HTTP/1.1 304 Not Modified\r\n" + date + bare
        assert (ready.headers(), ready.body(), ready.etag) == (HEADERS, b"body", ETAG)
        assert ready.bare_headers() == [HEADERS[0], HEADERS[4]]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("changed", "kept"),
    [(THREAD, False), (Changed(1), False), (Changed(1, 8), True), (Changed(2, 7), True), (Changed(1, key="x"), True)],
)
async def test_what_changed_is_forgotten_and_nothing_else(answers: ReadyAnswers, changed: Changed, kept: bool) -> None:
    """A thread's change drops its answers, a site's all of the site."""
    ended(answers, begun(answers))
    answers.drop(frozenset({changed}))
    assert is_kept(answers) is kept


@pytest.mark.anyio
@pytest.mark.parametrize(("changed", "kept"), [(THREAD, False), (Changed(1), False), (Changed(1, 8), True)])
async def test_what_was_begun_before_a_change_is_not_kept_after_it(
    answers: ReadyAnswers, changed: Changed, kept: bool
) -> None:
    """The change may come before it is known what the answer shows, or after."""
    for already_read in (False, True):
        filling = answers.begin((b"/t", "br"))
        if already_read:
            filling.shows = frozenset({THREAD, Changed(1)})
        answers.drop(frozenset({changed}))
        filling.shows = frozenset({THREAD, Changed(1)})
        ended(answers, filling)
        assert is_kept(answers) is kept
        answers.drop(frozenset({THREAD}))


@pytest.mark.anyio
async def test_the_making_is_shared_until_something_changes(answers: ReadyAnswers) -> None:
    """Whoever asks meanwhile waits for the same answer; whoever asks after a change does not."""
    filling = begun(answers)
    assert answers.under_way((b"/t", "br")) is filling
    assert answers.under_way((b"/t", "")) is None
    answers.drop(frozenset({Changed(1, 8)}))
    assert answers.under_way((b"/t", "br")) is filling
    answers.drop(frozenset({THREAD}))
    assert answers.under_way((b"/t", "br")) is None
    newer = begun(answers)
    answers.end(filling)
    assert answers.under_way((b"/t", "br")) is newer
    ended(answers, newer)
    assert answers.under_way((b"/t", "br")) is None
    assert is_kept(answers)


@pytest.mark.anyio
async def test_before_it_is_read_any_change_may_be_its_own(answers: ReadyAnswers) -> None:
    """While nobody knows which thread it will show, it is not shared with who asks after a change."""
    filling = answers.begin((b"/t", "br"))
    answers.drop(frozenset({Changed(9, 9)}))
    assert answers.under_way((b"/t", "br")) is None
    answers.end(filling)


@pytest.mark.anyio
async def test_who_waits_for_nothing_is_told_so(answers: ReadyAnswers) -> None:
    """An answer that came to nothing ends the waiting."""
    filling = answers.begin((b"/t", "br"))
    answers.end(filling)
    assert await filling.made is None


@pytest.mark.anyio
async def test_nothing_is_kept_beyond_its_moment(answers: ReadyAnswers, clock: SteppedClock) -> None:
    """A thread that closes by itself is answered anew from then on."""
    filling = begun(answers)
    filling.until = clock.now() + 1000
    ended(answers, filling)
    clock.step(999)
    assert is_kept(answers)
    clock.step(1)
    assert not is_kept(answers)
    assert answers.numbers().size == 0


@pytest.mark.anyio
async def test_the_least_lately_used_goes_first(clock: SteppedClock) -> None:
    """Beyond its bound the memory lets go of what nobody asked for the longest."""
    answers = ReadyAnswers(clock, 4 * (OVERHEAD + 10_000))
    for target in (b"/1", b"/2", b"/3"):
        ended(answers, begun(answers, target), b"x" * 9_000)
    assert is_kept(answers, b"/1")
    for target in (b"/4", b"/5"):
        ended(answers, begun(answers, target), b"x" * 9_000)
    assert [is_kept(answers, target) for target in (b"/1", b"/2", b"/3", b"/4", b"/5")] == [
        True,
        False,
        True,
        True,
        True,
    ]


@pytest.mark.anyio
async def test_the_bound_holds_whatever_comes(clock: SteppedClock) -> None:
    """Never more bytes than allowed; what alone is larger is not kept, and crowds out nothing."""
    answers = ReadyAnswers(clock, 100_000)
    for number in range(500):
        ended(answers, begun(answers, b"/%d" % number, shows=Changed(1, number)), b"x" * (number * 37 % 9_000))
        assert answers.numbers().size <= 100_000
    before = answers.numbers()
    assert before.answers > 5
    ended(answers, begun(answers), b"x" * 100_000)
    assert (answers.numbers().answers, answers.numbers().size) == (before.answers, before.size)


@pytest.mark.anyio
async def test_the_same_answer_twice_counts_once(answers: ReadyAnswers) -> None:
    """Two that were made at once leave one."""
    one, other = begun(answers), begun(answers)
    ended(answers, one)
    size = answers.numbers().size
    ended(answers, other)
    assert (answers.numbers().answers, answers.numbers().size) == (1, size)
    answers.drop(frozenset({THREAD}))
    assert answers.numbers() == Numbers(0, 0, 1_000_000, 0, 2, 1, 0)


@pytest.mark.anyio
async def test_what_is_counted_is_what_it_takes(clock: SteppedClock) -> None:
    """The bound is one of memory: an answer takes no more than it is counted for."""
    answers = ReadyAnswers(clock, 50_000_000)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(2_000):
        target = b"/api/v1/sites/blog/thread?url=https%%3A%%2F%%2Fblog.example%%2F%d" % number
        filling = answers.begin((target, "br"))
        keys = Changed(1, key=f"url:https://blog.example/{number}"), Changed(1, number)
        filling.shows = frozenset({Changed(1), *keys})
        ended(answers, filling, bytes(1_000))
    took = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    counted = answers.numbers().size
    assert 0.6 * counted < took <= counted
