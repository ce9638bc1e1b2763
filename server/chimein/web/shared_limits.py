"""The same limits where several processes serve one database: they count together, in a table of it.

What a process was told to be full it refuses by itself until there is room, so that a flood does not reach the
database. It may be fuller by then, never emptier.
"""

from chimein.actions.spend_allowance import Bucket, spend_allowance
from chimein.gateways.clock import Clock
from chimein.gateways.keys import InstanceKeys
from chimein.rules.limits import Allowance
from chimein.rules.refusals import NotFound, TooManyRequests
from chimein.store.calls import Store
from chimein.store.reads.sites import site_by_key
from chimein.web.limits import MOST_BUCKETS, OF_INSTANCE, Knock, Program, buckets_of

DAY_MS = 86_400_000
NO_SITE = 0
"""As whose the buckets of programs are counted; no site has this number."""
MOST_SITES = 100_000


class SharedLimiter:
    """Counts in the database, by marks that only the instance's secret could tell anything of, and that for a day."""

    def __init__(self, store: Store, keys: InstanceKeys, clock: Clock) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._room_at: dict[Bucket, int] = {}
        self._numbers: dict[str, int] = {}

    async def admit(self, knock: Knock | Program, allowance: Allowance) -> None:
        """Let one pass. Raises `TooManyRequests` with the seconds to wait."""
        try:
            site_id = await self._site_of(knock)
        except NotFound:
            return  # who asks for the site next says so
        now = self._clock.now()
        wanted = [(self._bucket(site_id, name, now), allowed) for name, allowed in buckets_of(knock, allowance)]
        for bucket, _ in wanted:
            _refuse(self._room_at.get(bucket, 0) - now)
        for bucket, allowed in wanted:
            wait = await self._store.tally(spend_allowance(bucket, allowed, now))
            if wait:
                self._remember(bucket, now + wait, now)
            _refuse(wait)

    def _remember(self, bucket: Bucket, room_at: int, now: int) -> None:
        if len(self._room_at) >= MOST_BUCKETS:
            self._room_at = {each: until for each, until in self._room_at.items() if until > now}
        if len(self._room_at) < MOST_BUCKETS:
            self._room_at[bucket] = room_at

    async def _site_of(self, knock: Knock | Program) -> int:
        if knock.site == OF_INSTANCE:
            return NO_SITE
        return self._numbers.get(knock.site) or await self._number(knock.site)

    async def _number(self, key: str) -> int:
        site = await self._store.read(site_by_key(key))
        if len(self._numbers) >= MOST_SITES:
            self._numbers.clear()
        self._numbers[key] = site.site_id
        return site.site_id

    def _bucket(self, site_id: int, name: str, now: int) -> Bucket:
        return Bucket(site_id, self._keys.network_mark(site_id, now // DAY_MS, name))


def _refuse(wait_ms: int) -> None:
    if wait_ms > 0:
        raise TooManyRequests(retry_after=-(-wait_ms // 1000))
