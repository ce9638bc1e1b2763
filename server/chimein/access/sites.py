"""Sites, for those who read them and those who write to them."""

from chimein.rules.facts import Site
from chimein.rules.origins import may_write
from chimein.rules.refusals import OriginNotAllowed
from chimein.store.calls import Transaction
from chimein.store.reads.sites import site_by_key


def site_for_reader(key: str) -> Transaction[Site]:
    """Any site is public to read."""
    return (yield from site_by_key(key))


def site_for_writer(key: str, origin: str | None, own: frozenset[str]) -> Transaction[Site]:
    """A site, for a request that wants to write from `origin`; `own` are the instance's own origins.

    Without an origin there is no browser to be abused, and no cookie that could be. Raises `OriginNotAllowed`.
    """
    site = yield from site_by_key(key)
    if not may_write(origin, site.origins, own):
        raise OriginNotAllowed
    return site
