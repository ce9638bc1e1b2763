"""The arithmetic of limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.rules.limits import Allowance, decide, network_of


@given(
    st.integers(1, 20),
    st.integers(1, 100),
    st.lists(st.integers(0, 50), min_size=1, max_size=100),
)
def test_no_window_lets_more_pass_than_allowed(burst: int, every: int, gaps: list[int]) -> None:
    """In any stretch of time at most the burst and one for each period passes, and whoever waited passes."""
    allowance = Allowance(burst, float(every))
    arrival, now = 0.0, 0.0
    passed: list[float] = []
    for gap in gaps:
        now += gap
        decision = decide(arrival, now, allowance)
        arrival = decision.arrival
        if decision.allowed:
            passed.append(now)
        else:
            assert decision.wait > 0
            assert decide(arrival, now + decision.wait, allowance).allowed
    for first, start in enumerate(passed):
        for last in range(first, len(passed)):
            assert last - first + 1 <= burst + (passed[last] - start) / every + 1e-6


def test_a_refusal_costs_nothing() -> None:
    """Knocking in vain does not make the wait longer."""
    allowance = Allowance(1, 10.0)
    arrival = decide(0.0, 0.0, allowance).arrival
    waits = [decide(arrival, 1.0, allowance).wait for _ in range(3)]
    assert waits == [9.0] * 3


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("192.0.2.255", "192.0.2.0/24"),
        ("192.0.3.1", "192.0.3.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("nonsense", "unknown"),
        ("192.0.2.77:80", "unknown"),
    ],
)
def test_neighbours_share_a_network(address: str, network: str) -> None:
    """IPv4 counts by /24, IPv6 by /64, IPv4 inside IPv6 as IPv4; what is no address shares one bucket."""
    assert network_of(address) == network
