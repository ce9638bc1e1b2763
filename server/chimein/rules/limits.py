"""How much of a thing is too much: the generic cell rate algorithm (ITU-T I.371), as plain arithmetic.

One number per bucket, the theoretical arrival time, is all the state there is.
"""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

CLOCKS_APART = 60.0
"""Seconds by which the clocks of processes that count together may differ."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` at once, then one each `every` seconds."""

    burst: int
    every: float


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it may pass, the bucket's new state, and how long to wait (seconds) if not."""

    allowed: bool
    arrival: float
    wait: float


def decide(arrival: float, now: float, allowance: Allowance) -> Decision:
    """Weigh one more request at `now` (monotonic seconds) against a bucket whose state is `arrival`."""
    expected = max(arrival, now) + allowance.every
    wait = expected - now - allowance.burst * allowance.every
    if wait > 0:
        return Decision(allowed=False, arrival=arrival, wait=wait)
    return Decision(allowed=True, arrival=expected, wait=0.0)


def network_of(address: str) -> str:
    """The network that shares a limit: /24 for IPv4, /64 for IPv6; mapped IPv4 counts as IPv4."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 64), strict=False))
