"""Somebody changes what a site is called, where it may be embedded, or how it behaves; all of it can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chimein.rules.facts import Site
from chimein.rules.page_urls import clean_origin
from chimein.rules.site_names import clean_site_name
from chimein.rules.site_settings import changed
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.sites import site_by_key
from chimein.store.writes.acts import Change, Doing, Done, record
from chimein.store.writes.sites import TOGETHER, Facts, facts_of, write_site


@dataclass(frozen=True, slots=True)
class SiteChange:
    """What is to be different; empty: as it was."""

    assignments: Mapping[str, str] = field(default_factory=dict)
    origins: Sequence[str] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedSite:
    """The site as it is now, and the act that made it so (number 0: it was so already)."""

    site: Site
    done: Done


@repeatable
def change_site(key: str, change: SiteChange, doing: Doing) -> Transaction[ChangedSite]:
    """Apply the change at once or not at all. Raises `NotFound`, `Invalid`, `WrongSetting`."""
    site = yield from site_by_key(key)
    was = facts_of(site)
    became = was | _wanted(site, change)
    if became == was:
        return ChangedSite(site, Done(0, 0))
    yield from write_site(site, became, doing.at)
    done = yield from record(site.site_id, "change_site", doing, _changes(site.site_id, was, became))
    return ChangedSite((yield from site_by_key(key)), done)


def _wanted(site: Site, change: SiteChange) -> Facts:
    wanted: Facts = facts_of(site, changed(site.settings, change.assignments))
    if change.origins:
        wanted["origins"] = list(dict.fromkeys(clean_origin(origin) for origin in change.origins))
    if change.name is not None:
        wanted["name"] = clean_site_name(change.name)
    return wanted


def _changes(site_id: int, was: Facts, became: Facts) -> list[Change]:
    """One for each fact, so that each can be taken back by itself where others were changed since."""
    other = [name for name in became if became[name] != was[name]]
    groups = [[name for name in other if name in TOGETHER], *([name] for name in other if name not in TOGETHER)]
    return [
        Change("site", None, site_id, {name: was[name] for name in group}, {name: became[name] for name in group})
        for group in groups
        if group
    ]
