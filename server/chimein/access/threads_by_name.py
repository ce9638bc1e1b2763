"""Threads by what people call them: a public id, the page's URL, or `id:` and the owner's own key."""

from chimein.rules.facts import Site, Thread
from chimein.rules.page_urls import explicit_key, page_address
from chimein.rules.refusals import Invalid
from chimein.store.calls import Transaction
from chimein.store.reads.threads import thread_by_key, thread_by_public_id


def is_key(name: str) -> bool:
    """Whether the name stands for a page rather than being a thread's public id."""
    return "://" in name or name.startswith("id:")


def key_named(site: Site, name: str) -> str:
    """The key that a page's URL, or an owner's own `id:`, stands for on this site. Raises `Invalid`."""
    if name.startswith("id:"):
        return explicit_key(name.removeprefix("id:"))
    return page_address(name, site.origins).key


def thread_named(site: Site, name: str) -> Transaction[Thread | None]:
    """The site's thread of this name, if there is one; where it was merged, still the one that went."""
    if not is_key(name):
        return (yield from thread_by_public_id(site.site_id, name))
    try:
        key = key_named(site, name)
    except Invalid:
        return None
    return (yield from thread_by_key(site.site_id, key))
