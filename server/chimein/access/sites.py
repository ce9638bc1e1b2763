"""Sites, for those who read them and those who write to them."""

from chimein.rules.facts import Site
from chimein.rules.origins import may_write
from chimein.rules.refusals import OriginNotAllowed
from chimein.store.calls import Transaction
from chimein.store.reads.sites import site_by_key


def site_for_reader(key: str) -> Transaction[Site]:
    """Any site is public to read."""
    return (yield from site_by_key(key))


def writable(site: Site, origin: str | None, own: frozenset[str]) -> Site:
    """The site itself, if a request from `origin` may write to it; `own` are the instance's own origins.

    Without an origin there is no browser to be abused, and no cookie that could be. Raises `OriginNotAllowed`.
    """
    if not may_write(origin, site.origins, own):
        raise OriginNotAllowed
    return site
