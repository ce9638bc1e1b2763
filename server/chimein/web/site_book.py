"""The sites, remembered until they change: every post and preflight asks for one, and they hardly ever do.

What it answers is never older than the last change that this process was told of: of its own before anybody is
answered, of another's as soon as the database tells.
"""

from dataclasses import replace

from chimein.access.sites import site_for_reader, writable
from chimein.rules.facts import Site
from chimein.store.calls import Transaction, repeatable
from chimein.store.news import Changed, TellingStore
from chimein.store.reads.bans import bans_standing

MOST_SITES = 10_000


@repeatable
def _with_bans(key: str) -> Transaction[Site]:
    # So that a post is weighed by what nobody had to ask for, and costs nothing where there is none.
    site = yield from site_for_reader(key)
    return replace(site, bans=(yield from bans_standing(site.site_id)))


class SiteBook:
    """Sites by their public keys."""

    def __init__(self, store: TellingStore, own: frozenset[str]) -> None:
        """`own`: the instance's own origins, from which every site may be written to."""
        self._store = store
        self._own = own
        self._sites: dict[str, Site] = {}
        self._changes = 0
        store.news.listen(self._forget)

    async def site(self, key: str) -> Site:
        """The site. Raises `NotFound`, `Unavailable`."""
        known = self._sites.get(key)
        if known is not None:
            return known
        changes = self._changes
        site = await self._store.read(_with_bans(key))
        if changes == self._changes:
            # Else it may be what was there before the change.
            self._keep(site)
        return site

    async def for_writer(self, key: str, origin: str | None, more: frozenset[str] = frozenset()) -> Site:
        """The site, for a request that wants to write from `origin`; `more` origins are the instance's own too.

        Raises `NotFound`, `OriginNotAllowed`, `Unavailable`.
        """
        return writable(await self.site(key), origin, self._own | more)

    def _keep(self, site: Site) -> None:
        if len(self._sites) >= MOST_SITES:
            self._sites.clear()
        self._sites[site.key] = site

    def _forget(self, news: frozenset[Changed]) -> None:
        changed = {change.site_id for change in news if not change.thread_id and not change.key}
        if changed:
            self._changes += 1
            self._sites = {key: site for key, site in self._sites.items() if site.site_id not in changed}
