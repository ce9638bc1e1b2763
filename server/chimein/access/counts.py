"""Counts of many pages for a list of links."""

from collections.abc import Iterable

from chimein.rules.facts import Site
from chimein.rules.page_urls import page_address
from chimein.rules.refusals import Invalid
from chimein.store.calls import Transaction
from chimein.store.reads.sites import site_by_key
from chimein.store.reads.threads import counts_by_keys


def counts_for_reader(key: str, urls: Iterable[str]) -> Transaction[dict[str, int]]:
    """Published comments by address, as asked for; a page that is not the site's or has none counts 0.

    One statement however many addresses, of which there may be 100.
    """
    site = yield from site_by_key(key)
    keys = {url: _key(url, site) for url in urls}
    wanted = list(dict.fromkeys(found for found in keys.values() if found is not None))
    counts = (yield from counts_by_keys(site.site_id, wanted)) if wanted else {}
    return {url: counts.get(found or "", 0) for url, found in keys.items()}


def _key(url: str, site: Site) -> str | None:
    try:
        return page_address(url, site.origins).key
    except Invalid:
        return None
