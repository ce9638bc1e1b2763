"""Counts of many pages for a list of links."""

from collections.abc import Iterable

from chimein.rules.page_urls import page_address
from chimein.rules.refusals import Invalid
from chimein.store.calls import Transaction
from chimein.store.reads.sites import site_by_key
from chimein.store.reads.threads import thread_by_key


def counts_for_reader(key: str, urls: Iterable[str]) -> Transaction[dict[str, int]]:
    """Published comments by address, as asked for; a page that is not the site's or has none counts 0."""
    site = yield from site_by_key(key)
    counts: dict[str, int] = {}
    for url in urls:
        try:
            page = page_address(url, site.origins)
        except Invalid:
            counts[url] = 0
            continue
        thread = yield from thread_by_key(site.site_id, page.key)
        counts[url] = thread.count if thread else 0
    return counts
