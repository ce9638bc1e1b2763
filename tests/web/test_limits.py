"""The limiter's memory."""

import pytest

from chimein.rules.limits import Allowance
from chimein.rules.refusals import TooManyRequests
from chimein.web.limits import SITE_POSTS, Knock, Limiter

TWO = Allowance(burst=2, every=10.0)


def knock(address: str = "192.0.2.1", verb: str = "change", site: str = "blog") -> Knock:
    """One knock."""
    return Knock(site, verb, address)


def test_a_bucket_is_of_one_verb_site_and_network() -> None:
    """Another verb, site or network is another bucket."""
    limiter = Limiter(enabled=True)
    for _ in range(2):
        limiter.admit(knock(), TWO, 0.0)
    for other in (knock(verb="preview"), knock(site="other"), knock("192.0.3.1"), knock("2001:db8::1"), knock("")):
        limiter.admit(other, TWO, 0.0)
    with pytest.raises(TooManyRequests) as refused:
        limiter.admit(knock("192.0.2.99"), TWO, 0.0)
    assert refused.value.retry_after == 10


def test_waiting_helps_exactly_as_long_as_was_said() -> None:
    """After the seconds of Retry-After one more passes, a moment before it does not."""
    limiter = Limiter(enabled=True)
    for _ in range(2):
        limiter.admit(knock(), TWO, 100.0)
    with pytest.raises(TooManyRequests):
        limiter.admit(knock(), TWO, 109.9)
    limiter.admit(knock(), TWO, 110.0)


def test_a_site_as_a_whole_has_an_allowance_for_posts() -> None:
    """However many networks knock, a site takes only so many posts at once."""
    limiter = Limiter(enabled=True)
    for number in range(SITE_POSTS.burst):
        limiter.admit(knock(f"10.{number // 250}.{number % 250}.1", "post"), TWO, 0.0)
    with pytest.raises(TooManyRequests):
        limiter.admit(knock("192.0.2.1", "post"), TWO, 0.0)


def test_memory_is_bounded_and_fresh_buckets_survive() -> None:
    """Beyond the bound, buckets that have refilled are forgotten, and nobody is freed by it who must wait."""
    limiter = Limiter(enabled=True, most_buckets=100)
    for number in range(100):
        limiter.admit(knock(f"10.0.{number}.1"), TWO, 0.0)
    late = 1000.0
    for _ in range(2):
        limiter.admit(knock("192.0.2.1"), TWO, late)
    assert len(limiter._arrivals) < 10
    with pytest.raises(TooManyRequests):
        limiter.admit(knock("192.0.2.1"), TWO, late)


def test_limits_can_be_lifted() -> None:
    """A limiter that is not enabled lets everything pass."""
    limiter = Limiter(enabled=False)
    for _ in range(1000):
        limiter.admit(knock(verb="post"), TWO, 0.0)
