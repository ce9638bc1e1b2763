"""The owner changes what a site is called, where it may be embedded, or how it behaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from chimein.rules.facts import Site
from chimein.rules.page_urls import clean_origin
from chimein.rules.site_settings import changed, to_stored
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.sites import site_by_key


@dataclass(frozen=True, slots=True)
class SiteChange:
    """What is to be different; empty: as it was."""

    assignments: Mapping[str, str] = field(default_factory=dict)
    origins: Sequence[str] = ()


@repeatable
def change_site(key: str, change: SiteChange) -> Transaction[Site]:
    """Apply the change at once or not at all. Raises `NotFound`, `Invalid`, `WrongSetting`."""
    site = yield from site_by_key(key)
    settings = changed(site.settings, change.assignments)
    if change.origins:
        yield from _replace_origins(site, change.origins)
    stored = msgspec.json.encode(to_stored(settings)).decode()
    yield from call("change_site", site_id=site.site_id, name=site.name, settings=stored)
    return (yield from site_by_key(key))


def _replace_origins(site: Site, typed: Sequence[str]) -> Transaction[None]:
    origins = dict.fromkeys(clean_origin(origin) for origin in typed)
    yield from call("remove_origins", site_id=site.site_id)
    for position, origin in enumerate(origins):
        yield from call("add_origin", site_id=site.site_id, position=position, origin=origin)
