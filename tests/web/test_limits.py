"""The limiter's memory."""

import pytest

from chimein.rules.limits import Allowance
from chimein.rules.refusals import TooManyRequests
from chimein.web.limits import SITE_POSTS, Knock, Limiter, NoLimits, Program
from clocks import SteppedClock

pytestmark = pytest.mark.anyio

TWO = Allowance(burst=2, every=10.0)


@pytest.fixture
def clock() -> SteppedClock:
    """A clock that is set by hand."""
    return SteppedClock()


def knock(address: str = "192.0.2.1", verb: str = "change", site: str = "blog") -> Knock:
    """One knock."""
    return Knock(site, verb, address)


async def test_a_bucket_is_of_one_verb_site_and_network(clock: SteppedClock) -> None:
    """Another verb, site or network is another bucket."""
    limiter = Limiter(clock)
    for _ in range(2):
        await limiter.admit(knock(), TWO)
    for other in (knock(verb="preview"), knock(site="other"), knock("192.0.3.1"), knock("2001:db8::1"), knock("")):
        await limiter.admit(other, TWO)
    with pytest.raises(TooManyRequests) as refused:
        await limiter.admit(knock("192.0.2.99"), TWO)
    assert refused.value.retry_after == 10


async def test_waiting_helps_exactly_as_long_as_was_said(clock: SteppedClock) -> None:
    """After the seconds of Retry-After one more passes, a moment before it does not."""
    limiter = Limiter(clock)
    for _ in range(2):
        await limiter.admit(knock(), TWO)
    clock.step(9_900)
    with pytest.raises(TooManyRequests):
        await limiter.admit(knock(), TWO)
    clock.step(100)
    await limiter.admit(knock(), TWO)


async def test_a_program_has_an_allowance_of_its_own(clock: SteppedClock) -> None:
    """By its token's number alone."""
    limiter = Limiter(clock)
    for _ in range(2):
        await limiter.admit(Program(7), TWO)
    await limiter.admit(Program(8), TWO)
    with pytest.raises(TooManyRequests) as refused:
        await limiter.admit(Program(7), TWO)
    assert refused.value.retry_after == 10


async def test_a_site_as_a_whole_has_an_allowance_for_posts(clock: SteppedClock) -> None:
    """However many networks knock, a site takes only so many posts at once."""
    limiter = Limiter(clock)
    for number in range(SITE_POSTS.burst):
        await limiter.admit(knock(f"10.{number // 250}.{number % 250}.1", "post"), TWO)
    with pytest.raises(TooManyRequests):
        await limiter.admit(knock("192.0.2.1", "post"), TWO)


async def test_memory_is_bounded_and_fresh_buckets_survive(clock: SteppedClock) -> None:
    """Beyond the bound, buckets that have refilled are forgotten, and nobody is freed by it who must wait."""
    limiter = Limiter(clock, most_buckets=100)
    for number in range(100):
        await limiter.admit(knock(f"10.0.{number}.1"), TWO)
    clock.step(1_000_000)
    for _ in range(2):
        await limiter.admit(knock("192.0.2.1"), TWO)
    assert len(limiter._arrivals) < 10
    with pytest.raises(TooManyRequests):
        await limiter.admit(knock("192.0.2.1"), TWO)


async def test_limits_can_be_lifted() -> None:
    """Who lifts them lets everything pass."""
    for _ in range(1000):
        await NoLimits().admit(knock(verb="post"), TWO)
