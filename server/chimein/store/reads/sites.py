"""Sites as facts."""

from functools import lru_cache

import msgspec

from chimein.rules.facts import Site
from chimein.rules.refusals import NotFound
from chimein.rules.site_settings import SiteSettings, from_stored
from chimein.store.calls import Row, Transaction, call


def site_by_key(key: str) -> Transaction[Site]:
    """The site with this public key. Raises `NotFound`."""
    rows = yield from call("site_by_key", key=key)
    if not rows:
        raise NotFound("There is no such site here.")
    return (yield from _with_origins(rows[0]))


def site_by_id(site_id: int) -> Transaction[Site]:
    """The site with this number. Raises `NotFound`."""
    rows = yield from call("site_by_id", site_id=site_id)
    if not rows:
        raise NotFound("There is no such site here.")
    return (yield from _with_origins(rows[0]))


def all_sites() -> Transaction[list[Site]]:
    """Every site of the instance, by number."""
    rows = yield from call("list_sites")
    sites = []
    for row in rows:
        sites.append((yield from _with_origins(row)))  # noqa: PERF401 - a comprehension cannot yield
    return sites


def _with_origins(row: Row) -> Transaction[Site]:
    site_id, key, name, settings, version, created_at, salt = row
    origins = yield from call("origins_of_site", site_id=site_id)
    return Site(
        site_id=site_id,
        key=key,
        name=name,
        settings=_settings(settings),
        version=version,
        created_at=created_at,
        origins=tuple(origin for (origin,) in origins),
        salt=salt,
    )


@lru_cache(maxsize=256)
def _settings(stored: str) -> SiteSettings:
    return from_stored(msgspec.json.decode(stored))
