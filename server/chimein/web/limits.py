"""How often one network may knock, and how much a site takes in all. Nothing of an address is kept but its bucket.

One process, one memory: buckets that have refilled are forgotten.
"""

from dataclasses import dataclass

from chimein.rules.limits import Allowance, decide, network_of
from chimein.rules.refusals import TooManyRequests

POSTS = Allowance(burst=10, every=10.0)
CHANGES = Allowance(burst=30, every=5.0)
PREVIEWS = Allowance(burst=40, every=1.0)
SITE_POSTS = Allowance(burst=200, every=0.5)
MOST_BUCKETS = 100_000


@dataclass(frozen=True, slots=True)
class Knock:
    """Who wants what: the site's key, the verb that is limited, the peer's address."""

    site: str
    verb: str
    address: str


class Limiter:
    """Counts knocks. `enabled=False` lets everything pass, for measurements on loopback."""

    def __init__(self, *, enabled: bool, most_buckets: int = MOST_BUCKETS) -> None:
        self._enabled = enabled
        self._most_buckets = most_buckets
        self._arrivals: dict[tuple[str, ...], float] = {}

    def admit(self, knock: Knock, allowance: Allowance, now: float) -> None:
        """Let one pass at `now` (monotonic seconds). Raises `TooManyRequests` with the seconds to wait."""
        if not self._enabled:
            return
        self._spend((knock.verb, knock.site, network_of(knock.address)), allowance, now)
        if knock.verb == "post":
            self._spend((knock.verb, knock.site), SITE_POSTS, now)

    def _spend(self, bucket: tuple[str, ...], allowance: Allowance, now: float) -> None:
        decision = decide(self._arrivals.get(bucket, 0.0), now, allowance)
        if not decision.allowed:
            raise TooManyRequests(retry_after=max(1, int(decision.wait + 0.999)))
        self._arrivals[bucket] = decision.arrival
        if len(self._arrivals) > self._most_buckets:
            self._forget(now)

    def _forget(self, now: float) -> None:
        kept = {bucket: arrival for bucket, arrival in self._arrivals.items() if arrival > now}
        self._arrivals = kept if len(kept) <= self._most_buckets else {}
