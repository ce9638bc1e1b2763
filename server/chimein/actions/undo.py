"""What an act changed is brought back, the last change first; what somebody changed since is left alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chimein.rules.audits import UNDO_MS
from chimein.rules.refusals import TooLateToUndo
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.reads.acts import act_by_id
from chimein.store.writes.acts import Change, Doing, changes_to_undo, deeds_of
from chimein.store.writes.audit import note_all
from chimein.store.writes.restoring_bans import restore_ban
from chimein.store.writes.restoring_comments import restore_pin, restore_state, restore_trust, restore_words
from chimein.store.writes.restoring_persons import restore_person
from chimein.store.writes.restoring_places import restore_birth, restore_place
from chimein.store.writes.restoring_sites import restore_site
from chimein.store.writes.restoring_threads import restore_doors, restore_keys, restore_merged

AT_ONCE = 500
"""Changes of one transaction, so that taking back thousands holds up no post."""
Restorer = Callable[[int, Change, Doing], Transaction[bool]]
"""Brings one thing of a site back; False: it was changed since."""
RESTORERS: Mapping[str, Restorer] = {
    "state": restore_state,
    "words": restore_words,
    "pin": restore_pin,
    "trust": restore_trust,
    "ban": restore_ban,
    "thread": restore_doors,
    "key": restore_keys,
    "merge": restore_merged,
    "place": restore_place,
    "birth": restore_birth,
    "person": restore_person,
    "site": restore_site,
}
"""By the kind of a change. Each lives in `store/writes/restoring_….py`, beside what its verb writes."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What one step came to."""

    undone: int
    left_alone: int
    more: bool = False
    """Whether the act is so large that another step must follow."""


@repeatable
def undo(site_id: int, act_id: int, doing: Doing, at_once: int = AT_ONCE) -> Transaction[Undone]:
    """Take an act back, or the next `at_once` changes of it; nothing, where that was done already.

    Whoever stops in between goes on by asking again. Raises `NotFound`, `TooLateToUndo`.
    """
    act = yield from act_by_id(site_id, act_id)
    if act.undone_at is not None:
        return Undone(0, 0)
    if doing.at - act.done_at > UNDO_MS:
        raise TooLateToUndo
    standing = yield from changes_to_undo(site_id, act_id, at_once + 1)
    brought_back = []
    for position, change in standing[:at_once]:
        restored = yield from RESTORERS[change.kind](site_id, change, doing)
        yield from call("settle_change", site_id=site_id, act_id=act_id, position=position, undone=int(restored))
        brought_back += [_reversed(change)] if restored else []
    yield from note_all(deeds_of(site_id, "undo", doing, act_id, brought_back), doing.seal)
    more = len(standing) > at_once
    if not more:
        yield from call("settle_act", site_id=site_id, id=act_id, undone_at=doing.at)
    return Undone(len(brought_back), min(len(standing), at_once) - len(brought_back), more)


def _reversed(change: Change) -> Change:
    return Change(change.kind, change.thread_id, change.subject_id, change.became, change.was)
