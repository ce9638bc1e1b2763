"""Persons for whoever moderates from the shell: every site of the instance is the owner's."""

import re

from chimein.rules.facts import Person, Site
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction
from chimein.store.reads.comments import comment_by_public_id
from chimein.store.reads.persons import person_by_id, persona_by_id
from chimein.store.reads.sites import all_sites, site_by_key

_NUMBER = re.compile(r"[0-9]{1,18}")


def person_for_owner(name: str, key: str | None) -> Transaction[Person]:
    """Who wrote the comment with this public id, or has this number; where it was merged, who it is by now.

    On the site with `key`, or on whichever has it. Raises `NotFound`.
    """
    sites = (yield from all_sites()) if key is None else [(yield from site_by_key(key))]
    for site in sites:
        person = yield from _person(site, name)
        if person is not None and person.merged_into is not None:
            person = yield from person_by_id(site.site_id, person.merged_into)
        if person is not None:
            return person
    raise NotFound(f"There is no person {name} here, and no comment {name} that a person wrote.")


def _person(site: Site, name: str) -> Transaction[Person | None]:
    comment = yield from comment_by_public_id(site.site_id, name)
    if comment is not None and comment.persona_id is not None:
        persona = yield from persona_by_id(site.site_id, comment.persona_id)
        return (yield from person_by_id(site.site_id, persona.person_id))
    return (yield from person_by_id(site.site_id, int(name))) if _NUMBER.fullmatch(name) else None
