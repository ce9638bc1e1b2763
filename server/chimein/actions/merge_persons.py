"""Two persons of a site are one: the site knows that two addresses, or an address and a name of old, are somebody's."""

from chimein.rules.facts import Person
from chimein.rules.refusals import FieldError, Invalid
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.acts import Change, Doing, Done, record


@repeatable
def merge_persons(source: Person, target: Person, doing: Doing) -> Transaction[Done]:
    """What the source wrote, and writes from now on, is the target's; its address stays sealed, its pictures its own.

    Raises `Invalid`.
    """
    _check(source, target)
    ids = {"site_id": source.site_id, "person_id": source.id, "into": target.id}
    yield from call("merge_personas", **ids)
    merged = yield from call("lead_merged_persons", **ids)
    yield from call("set_person_merged", site_id=source.site_id, id=source.id, into=target.id)
    bans = yield from call("lead_bans", **ids)
    was = {"merged": [own for (own,) in merged], "bans": [own for (own,) in bans]}
    change = Change("person", None, source.id, was, {"into": target.id})
    return (yield from record(source.site_id, "merge_persons", doing, [change]))


def _check(source: Person, target: Person) -> None:
    if source.site_id != target.site_id:
        raise Invalid({"into": FieldError("other-site", "Both persons must be of one site.")})
    if source.id == target.id:
        raise Invalid({"into": FieldError("same-person", "This is one person already.")})
