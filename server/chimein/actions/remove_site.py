"""The owner removes a site with everything that was ever said on it."""

from chimein.rules.facts import Site
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.sites import site_by_key

# Each before what it points to.
TABLES = (
    "act_change",
    "act",
    "audit",
    "ban",
    "comment_network",
    "number_alias",
    "comment_alias",
    "comment_revision",
    "comment",
    "search_doc",
    "search_due",
    "avatar",
    "persona",
    "person_key",
    "person",
    "thread_key",
    "thread",
    "delivery",
    "event",
    "api_token",
    "account_link",
    "account_role",
    "site_origin",
    "site",
)


@repeatable
def remove_site(key: str) -> Transaction[Site]:
    """Remove it and return what it was. Raises `NotFound`."""
    site = yield from site_by_key(key)
    yield from call("unindex_site", site_id=site.site_id)
    for table in TABLES:
        yield from call(f"remove_{table}_of_site", site_id=site.site_id)
    return site
