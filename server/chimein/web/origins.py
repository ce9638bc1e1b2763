"""Cross-origin manners: who may read an answer, who may write, and what preflights are told."""

from dataclasses import dataclass

from litestar.types import HTTPScope

from chimein.access.sites import site_for_reader
from chimein.gateways.clock import Clock
from chimein.rules.origins import may_write
from chimein.rules.refusals import NotFound, Unavailable
from chimein.store.calls import Store

REMEMBERED_SECONDS = 1.0
MOST_SITES = 10_000
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key",
    "Access-Control-Max-Age": "86400",
}
EXPOSED = "ETag, Retry-After, Idempotency-Replayed"
PREFIX = "/api/v1/sites/"


@dataclass(frozen=True, slots=True)
class _Remembered:
    origins: tuple[str, ...]
    until: float


class OriginBook:
    """The origins of each site, remembered for a second: headers only; whether a write may happen, `access` decides."""

    def __init__(self, store: Store, clock: Clock, own: frozenset[str]) -> None:
        self._store = store
        self._clock = clock
        self._own = own
        self._sites: dict[str, _Remembered] = {}

    async def headers_for(self, scope: HTTPScope, origin: str | None) -> dict[str, str]:
        """The cross-origin headers of the answer to this request, the same for successes and errors."""
        path, method = scope["path"], scope["method"]
        if not path.startswith(PREFIX):
            return {}
        if method in ("GET", "HEAD"):
            return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED}
        headers = {"Vary": "Origin", "Access-Control-Expose-Headers": EXPOSED}
        if origin is not None and await self._allows(path.removeprefix(PREFIX).partition("/")[0], origin):
            headers["Access-Control-Allow-Origin"] = origin
        return headers

    async def _allows(self, key: str, origin: str) -> bool:
        now = self._clock.monotonic()
        known = self._sites.get(key)
        if known is None or known.until < now:
            known = _Remembered(await self._origins(key), now + REMEMBERED_SECONDS)
            if len(self._sites) >= MOST_SITES:
                self._sites.clear()
            self._sites[key] = known
        return may_write(origin, known.origins, self._own)

    async def _origins(self, key: str) -> tuple[str, ...]:
        try:
            return (await self._store.read(site_for_reader(key))).origins
        except (NotFound, Unavailable):
            return ()
