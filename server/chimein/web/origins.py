"""Cross-origin manners: who may read an answer, who may write, and what preflights are told."""

from litestar.types import HTTPScope

from chimein.rules.refusals import NotFound, OriginNotAllowed, Unavailable
from chimein.web.site_book import SiteBook

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key",
    "Access-Control-Max-Age": "86400",
}
EXPOSED = "ETag, Retry-After, Idempotency-Replayed"
FOR_READERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED}
PREFIX = "/api/v1/sites/"
DESK = ("/admin", "/api/v1/admin")


def preflight(path: str) -> dict[str, str]:
    """What a browser is told that asks before it asks: at the desk, that no other origin has anything to ask."""
    return {} if path.startswith(DESK) else PREFLIGHT


class CrossOrigin:
    """Says in headers what browsers may do with an answer; whether a write may happen, `access` decides."""

    def __init__(self, sites: SiteBook) -> None:
        self._sites = sites

    async def headers_for(self, scope: HTTPScope, origin: str | None) -> dict[str, str]:
        """The cross-origin headers of the answer to this request, the same for successes and errors."""
        path, method = scope["path"], scope["method"]
        if not path.startswith(PREFIX):
            return {}
        if method in ("GET", "HEAD"):
            return FOR_READERS.copy()
        return await self.headers_for_writer(path.removeprefix(PREFIX).partition("/")[0], origin)

    async def headers_for_writer(self, key: str, origin: str | None) -> dict[str, str]:
        """Those of the answer to a page that wants to write to this site."""
        headers = {"Vary": "Origin", "Access-Control-Expose-Headers": EXPOSED}
        if origin is not None and await self._allows(key, origin):
            headers["Access-Control-Allow-Origin"] = origin
        return headers

    async def _allows(self, key: str, origin: str) -> bool:
        try:
            await self._sites.for_writer(key, origin)
        except (NotFound, OriginNotAllowed, Unavailable):
            return False
        return True
