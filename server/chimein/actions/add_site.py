"""A website gets a place for its conversations."""

from collections.abc import Sequence
from dataclasses import dataclass

from chimein.rules.facts import Site
from chimein.rules.page_urls import clean_origin
from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.site_names import clean_site_name
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.sites import site_by_key


@dataclass(frozen=True, slots=True)
class NewSite:
    """What the owner typed, and a key that nobody has."""

    key: str
    name: str
    origins: tuple[str, ...]
    created_at: int


@repeatable
def add_site(new: NewSite) -> Transaction[Site]:
    """Add the site with default settings. Raises `Invalid` for a name or an origin that will not do."""
    name, origins = clean_site_name(new.name), _clean_origins(new.origins)
    rows = yield from call("add_site", key=new.key, name=name, settings="{}", created_at=new.created_at)
    for position, origin in enumerate(origins):
        yield from call("add_origin", site_id=rows[0][0], position=position, origin=origin)
    return (yield from site_by_key(new.key))


def _clean_origins(typed: Sequence[str]) -> list[str]:
    if not typed:
        raise Invalid(
            {"origin": FieldError("required", "A site needs at least one origin, such as https://example.org.")}
        )
    return list(dict.fromkeys(clean_origin(origin) for origin in typed))
