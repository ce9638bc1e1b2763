"""Brings back what an act did to persons. Each tells whether it could."""

from chimein.store.calls import Transaction, call
from chimein.store.reads.persons import person_by_id
from chimein.store.writes.acts import Change, Doing


def restore_person(site_id: int, change: Change, _: Doing) -> Transaction[bool]:
    """A merged person is itself again, with what was written under its address since; whoever it may be by now."""
    source = yield from person_by_id(site_id, change.subject_id)
    if source is None or source.merged_into is None:
        return False
    yield from call("set_person_merged", site_id=site_id, id=source.id, into=None)
    yield from call("return_personas", site_id=site_id, person_id=source.id, into=source.id)
    for person_id in change.was["merged"]:
        earlier = yield from person_by_id(site_id, person_id)
        if earlier is not None and earlier.merged_into == source.merged_into:
            yield from call("set_person_merged", site_id=site_id, id=person_id, into=source.id)
            yield from call("return_personas", site_id=site_id, person_id=person_id, into=source.id)
    for ban in change.was["bans"]:
        yield from call("lead_ban", site_id=site_id, id=ban, person_id=source.merged_into, into=source.id)
    return True
