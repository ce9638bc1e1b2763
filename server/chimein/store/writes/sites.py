"""Writes what a site is. Whoever changes it, and whoever takes that back, does it here: pictures follow the setting."""

from dataclasses import asdict
from typing import Any

import msgspec

from chimein.rules.facts import Site
from chimein.rules.site_settings import SiteSettings, from_stored, to_stored
from chimein.store.calls import Transaction, call

Facts = dict[str, Any]
"""A site's name, its origins, and each of its settings."""
TOGETHER = ("min_length", "max_length")
"""Settings of which one limits the other."""
GRACE_MS = 120_000
"""A new persona has a delivery of its own; only what that left undone is swept up."""


def facts_of(site: Site, settings: SiteSettings | None = None) -> Facts:
    """What can be changed of a site; with other settings than it has, where some are given."""
    return {"name": site.name, "origins": list(site.origins), **asdict(settings or site.settings)}


def write_site(site: Site, facts: Facts, now: int) -> Transaction[None]:
    """Let the site be so. All facts are there, and clean."""
    settings = {name: value for name, value in facts.items() if name not in ("name", "origins")}
    if facts["origins"] != list(site.origins):
        yield from call("remove_origins", site_id=site.site_id)
        for position, origin in enumerate(facts["origins"]):
            yield from call("add_origin", site_id=site.site_id, position=position, origin=origin)
    stored = msgspec.json.encode(to_stored(from_stored(settings))).decode()
    yield from call("change_site", site_id=site.site_id, name=facts["name"], settings=stored)
    if settings["avatars"] != site.settings.avatars:
        # All are to be asked for, or dropped, as the setting now says; the worker's next sweep finds them.
        yield from call("await_avatars_of_site", site_id=site.site_id, due_at=now - GRACE_MS)
