"""The worker over a real store, with a clock that is set by hand and Gravatar on loopback."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from chimein.effects.effect import Effect, Parts, TryAgain
from chimein.effects.every import EFFECTS
from chimein.effects.waits import DAY_MS, REFRESH_MS
from chimein.gateways.gravatar import email_sha256
from chimein.store.calls import call
from chimein.store.reads.deliveries import Due, next_due_at
from chimein.store.writes.sites import GRACE_MS
from chimein.worker.deliveries import LEASE_MS
from chimein.worker.pruning import KEPT_MS
from chimein.worker.pruning import PAUSE_SECONDS as PRUNING_SECONDS
from chimein.worker.upstream import FAILURES_IN_A_ROW, PAUSE_SECONDS
from chimein.worker.worker import AT_ONCE, Worker
from effects.household import SITE, Household
from gateways.gravatar_server import Behaviour, GravatarServer, png

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.org"
PATIENCE = 10


@asynccontextmanager
async def at_work(house: Household, effect: Effect | None = None) -> AsyncIterator[Worker]:
    """A worker that is stopped in the end, with the true effects or one of the test's own under the true name."""
    worker = Worker(house, EFFECTS if effect is None else {"fetch_avatar": effect})
    await worker.start()
    try:
        yield worker
    finally:
        await worker.stop()


async def rest(worker: Worker) -> None:
    """Wake it, and wait until there is nothing more to do now."""
    worker.wake()
    async with asyncio.timeout(PATIENCE):
        await worker.rested()


class Recorder:
    """An effect that notes its turns and ends as it is told."""

    def __init__(self, *endings: str | Exception) -> None:
        self.turns: list[Due] = []
        self.started = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.at_once = 0
        self.most_at_once = 0
        self._endings = list(endings)

    async def run(self, _: Parts, due: Due) -> str:
        """One turn."""
        self.turns.append(due)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.started.set()
        try:
            await self.may_end.wait()
        finally:
            self.at_once -= 1
        ending = self._endings.pop(0) if self._endings else "done"
        if isinstance(ending, Exception):
            raise ending
        return ending

    def effect(self, *waits_ms: int) -> Effect:
        """As the worker takes it."""
        return Effect(self.run, upstream="gravatar", waits_ms=waits_ms)


async def outcome_of(house: Household) -> tuple[str, str]:
    """(state, outcome) of the one delivery."""
    (row,) = await house.store.read(call("delivery_log", site_id=SITE, limit=10))
    return row[2], row[3]


async def test_a_post_gets_its_picture_when_the_worker_is_told(house: Household, upstream: GravatarServer) -> None:
    """Waking is enough: the picture is fetched, kept, and the delivery is done, in one go."""
    upstream.serve(email_sha256(EMAIL), Behaviour.HIT)
    async with at_work(house) as worker:
        await rest(worker)
        posted = await house.post(EMAIL)
        await rest(worker)
        assert (await house.picture(posted)).small == png(80)
        assert await house.delivery_states() == {"done": 1}
        assert await outcome_of(house) == ("done", "hit")


async def test_what_was_posted_before_the_start_is_found(house: Household, upstream: GravatarServer) -> None:
    """Nothing needs to be told to a new process."""
    upstream.serve(email_sha256(EMAIL), Behaviour.HIT)
    posted = await house.post(EMAIL)
    async with at_work(house) as worker, asyncio.timeout(PATIENCE):
        await worker.rested()
        assert (await house.picture(posted)).small == png(80)


async def test_a_failure_waits_longer_each_time_and_then_ends(house: Household) -> None:
    """Tries follow the effect's waits exactly; after the last the delivery has failed for good."""
    again = [TryAgain("timeout", upstream_answered=True) for _ in range(4)]
    recorder = Recorder(*again)
    await house.post(EMAIL)
    async with at_work(house, recorder.effect(1_000, 5_000)) as worker:
        await rest(worker)
        assert [due.tries for due in recorder.turns] == [1]
        assert await outcome_of(house) == ("pending", "timeout")
        assert await house.store.read(next_due_at("fetch_avatar")) == house.clock.now() + 1_000
        house.clock.step(999)
        await rest(worker)
        assert len(recorder.turns) == 1
        house.clock.step(1)
        await rest(worker)
        assert await house.store.read(next_due_at("fetch_avatar")) == house.clock.now() + 5_000
        house.clock.step(5_000)
        await rest(worker)
        assert [due.tries for due in recorder.turns] == [1, 2, 3]
        assert await outcome_of(house) == ("failed", "timeout")
        house.clock.step(DAY_MS)
        await rest(worker)
        assert len(recorder.turns) == 3


async def test_a_crash_is_survived_and_logged_without_its_words(
    house: Household, caplog: pytest.LogCaptureFixture
) -> None:
    """A defect in an effect becomes an outcome; the log says where, and repeats nothing of what it said."""
    recorder = Recorder(ValueError(f"cannot ask for {EMAIL}"), "hit")
    await house.post(EMAIL)
    with caplog.at_level(logging.DEBUG):
        async with at_work(house, recorder.effect(1_000)) as worker:
            await rest(worker)
            assert await outcome_of(house) == ("pending", "crashed")
            house.clock.step(1_000)
            await rest(worker)
            assert await outcome_of(house) == ("done", "hit")
    crash = next(record for record in caplog.records if record.message == "effect_crashed")
    assert vars(crash)["at"].startswith("ValueError at test_worker.py:")
    assert crash.exc_info is None
    assert all(EMAIL not in repr(vars(record)) for record in caplog.records)


async def test_a_few_run_at_once(house: Household) -> None:
    """However many are due, four run together and the others follow as these end."""
    recorder = Recorder()
    recorder.may_end.clear()
    for _ in range(AT_ONCE + 1):
        await house.post(EMAIL)
    async with at_work(house, recorder.effect()) as worker, asyncio.timeout(PATIENCE):
        while recorder.at_once < AT_ONCE:
            recorder.started.clear()
            await recorder.started.wait()
        recorder.may_end.set()
        await worker.rested()
        assert recorder.most_at_once == AT_ONCE
        assert await house.delivery_states() == {"done": AT_ONCE + 1}


async def test_stopping_breaks_off_and_gives_back(house: Household, upstream: GravatarServer) -> None:
    """A stop does not wait for a hanging upstream; what ran is due at once, and its try is not counted."""
    upstream.serve(email_sha256(EMAIL), Behaviour.HANG)
    await house.post(EMAIL)
    async with at_work(house) as worker:
        await asyncio.to_thread(upstream.wait_for_requests, 1)
        async with asyncio.timeout(1):
            await worker.stop()
    assert await house.delivery_states() == {"pending": 1}
    assert await house.store.read(next_due_at("fetch_avatar")) == house.clock.now()
    recorder = Recorder("hit")
    async with at_work(house, recorder.effect()) as worker, asyncio.timeout(PATIENCE):
        await worker.rested()
    assert [due.tries for due in recorder.turns] == [1]


async def test_what_a_dead_worker_held_is_due_after_its_lease(house: Household) -> None:
    """A process that ended in the middle leaves nothing undone."""
    await house.post(EMAIL)
    dead = Recorder()
    dead.may_end.clear()
    crashed = Worker(house, {"fetch_avatar": dead.effect()})
    await crashed.start()
    await dead.started.wait()
    assert await house.delivery_states() == {"running": 1}
    alive = Recorder("hit")
    async with at_work(house, alive.effect()) as worker:
        await rest(worker)
        assert alive.turns == []
        house.clock.step(LEASE_MS)
        await rest(worker)
        assert [due.tries for due in alive.turns] == [2]
        assert await outcome_of(house) == ("done", "hit")
    await crashed.stop()


async def test_an_old_picture_is_asked_for_again(house: Household, upstream: GravatarServer) -> None:
    """After a week or so the sweep refreshes a hit, without a new event or delivery."""
    upstream.serve(email_sha256(EMAIL), Behaviour.HIT)
    async with at_work(house) as worker:
        posted = await house.post(EMAIL)
        await rest(worker)
        asked = len(upstream.requests)
        house.clock.step(REFRESH_MS - DAY_MS)
        await rest(worker)
        assert len(upstream.requests) == asked
        house.clock.step(DAY_MS + GRACE_MS)
        upstream.serve(email_sha256(EMAIL), Behaviour.MISS)
        await rest(worker)
        assert (await house.picture(posted)).small is None
        assert await house.delivery_states() == {"done": 1}


async def test_an_imported_persona_gets_its_picture(house: Household, upstream: GravatarServer) -> None:
    """Whoever has an address and a memory that is due needs no delivery."""
    upstream.serve(email_sha256(EMAIL), Behaviour.HIT)
    await house.set_avatars("generated")
    posted = await house.post(EMAIL)
    assert await house.delivery_states() == {}
    await house.set_avatars("gravatar")
    await house.store.write(call("await_avatar", site_id=SITE, persona_id=posted.persona.id, due_at=1))
    async with at_work(house) as worker, asyncio.timeout(PATIENCE):
        await worker.rested()
        assert (await house.picture(posted)).large == png(160)


async def test_an_upstream_that_fails_is_left_alone(house: Household, upstream: GravatarServer) -> None:
    """After five failures in a row nobody is asked until the pause is over; then one try opens the way."""
    failing = [f"reader{number}@example.org" for number in range(FAILURES_IN_A_ROW)]
    for email in failing:
        upstream.serve(email_sha256(email), Behaviour.ERROR)
        await house.post(email)
    upstream.serve(email_sha256(EMAIL), Behaviour.HIT)
    async with at_work(house) as worker:
        await rest(worker)
        assert len(upstream.requests) == FAILURES_IN_A_ROW
        posted = await house.post(EMAIL)
        house.clock.step(2_000)
        await rest(worker)
        assert len(upstream.requests) == FAILURES_IN_A_ROW
        for email in failing:
            upstream.serve(email_sha256(email), Behaviour.HIT)
        for _ in range(3):
            house.clock.step(int(PAUSE_SECONDS * 1000))
            await rest(worker)
        assert (await house.picture(posted)).small == png(80)
        assert await house.delivery_states() == {"done": FAILURES_IN_A_ROW + 1}


async def test_readers_ask_nobody(house: Household, upstream: GravatarServer) -> None:
    """Only posts and time lead to questions: a picture that is read or waited for does not."""
    async with at_work(house) as worker:
        posted = await house.post(EMAIL)
        await rest(worker)
        asked = len(upstream.requests)
        assert asked == 1
        for _ in range(20):
            await house.picture(posted)
            await rest(worker)
        assert len(upstream.requests) == asked


async def test_the_log_of_deliveries_does_not_grow_for_ever(house: Household) -> None:
    """A worker at its work forgets how deliveries ended a month ago."""
    await house.post(EMAIL)
    async with at_work(house, Recorder("hit").effect()) as worker:
        await rest(worker)
        assert await house.delivery_states() == {"done": 1}
        house.clock.step(KEPT_MS)
        await rest(worker)
        assert await house.delivery_states() == {"done": 1}
        house.clock.step(int(PRUNING_SECONDS * 1000))
        await rest(worker)
        assert await house.delivery_states() == {}
