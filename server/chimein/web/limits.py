"""How often one network may knock, and how much a site takes in all. Nothing of an address is kept but its bucket.

One process, one memory: buckets that have refilled are forgotten. Several processes count together in
`web/shared_limits.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Protocol

from chimein.gateways.clock import Clock
from chimein.rules.limits import Allowance, decide, network_of
from chimein.rules.refusals import TooManyRequests

POSTS = Allowance(burst=10, every=10.0)
CHANGES = Allowance(burst=30, every=5.0)
PREVIEWS = Allowance(burst=40, every=1.0)
SITE_POSTS = Allowance(burst=200, every=0.5)
PROGRAMS = Allowance(burst=300, every=0.2)
"""Of one token, whatever it asks for."""
OF_INSTANCE = ""
"""Instead of a site's key, for what is counted for none."""
MOST_BUCKETS = 100_000


@dataclass(frozen=True, slots=True)
class Knock:
    """Who wants what: the site's key, the verb that is limited, the peer's address."""

    site: str
    verb: str
    address: str


@dataclass(frozen=True, slots=True)
class Program:
    """Whoever shows an API token, from wherever: it knocks by the token's number, at no site."""

    token_id: int
    site: ClassVar[str] = OF_INSTANCE


class Limits(Protocol):
    """Whoever counts."""

    async def admit(self, knock: Knock | Program, allowance: Allowance) -> None:
        """Let one pass. Raises `TooManyRequests` with the seconds to wait."""
        ...


class NoLimits:
    """Lets everything pass, for measurements on loopback."""

    async def admit(self, _knock: Knock | Program, _allowance: Allowance) -> None:
        """Count nothing."""


class Limiter:
    """Counts in the memory of this process alone."""

    def __init__(self, clock: Clock, most_buckets: int = MOST_BUCKETS) -> None:
        self._clock = clock
        self._most_buckets = most_buckets
        self._arrivals: dict[tuple[str, str], float] = {}

    async def admit(self, knock: Knock | Program, allowance: Allowance) -> None:
        """Let one pass. Raises `TooManyRequests` with the seconds to wait."""
        now = self._clock.monotonic()
        for name, allowed in buckets_of(knock, allowance):
            self._spend((knock.site, name), allowed, now)

    def _spend(self, bucket: tuple[str, str], allowance: Allowance, now: float) -> None:
        decision = decide(self._arrivals.get(bucket, 0.0), now, allowance)
        if not decision.allowed:
            raise TooManyRequests(retry_after=max(1, int(decision.wait + 0.999)))
        self._arrivals[bucket] = decision.arrival
        if len(self._arrivals) > self._most_buckets:
            self._forget(now)

    def _forget(self, now: float) -> None:
        kept = {bucket: arrival for bucket, arrival in self._arrivals.items() if arrival > now}
        self._arrivals = kept if len(kept) <= self._most_buckets else {}


def buckets_of(knock: Knock | Program, allowance: Allowance) -> Iterator[tuple[str, Allowance]]:
    """What a knock fills: a token's bucket, or at its site its network's, and for a post that of all networks."""
    if isinstance(knock, Program):
        yield f"program|{knock.token_id}", allowance
        return
    yield f"{knock.verb}|{network_of(knock.address)}", allowance
    if knock.verb == "post":
        yield knock.verb, SITE_POSTS
