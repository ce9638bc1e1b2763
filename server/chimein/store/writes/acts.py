"""What a decision changed, kept so that it can be taken back as a whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from chimein.rules.accounts import Actor
from chimein.store.calls import Transaction, call
from chimein.store.writes.audit import Deed, Seal, note_all

OF_COMMENTS = ("state", "words", "pin", "place")
"""The kinds of changes whose subject is a comment."""


@dataclass(frozen=True, slots=True)
class Change:
    """How one thing was, and how an act left it. The kind says which action knows how to bring it back."""

    kind: str
    thread_id: int | None
    subject_id: int
    was: Any
    became: Any


@dataclass(frozen=True, slots=True)
class Doing:
    """Who decides what, when, and with which pen: what every action of the desk is given."""

    actor: Actor
    at: int
    new_id: Callable[[], int]
    seal: Seal


@dataclass(frozen=True, slots=True)
class Done:
    """An act that stands: its number, for undoing it, and how many things it changed."""

    act_id: int
    changed: int


def record(
    site_id: int, verb: str, doing: Doing, changes: Sequence[Change], act_id: int | None = None
) -> Transaction[Done]:
    """Keep the changes under one act: a new one, or one that goes on. The audit gets a row for each thing.

    Nothing changed: nothing is kept, and a new act gets no number (0).
    """
    if not changes:
        return Done(act_id or 0, 0)
    act, first = (
        yield from _begun(site_id, verb, doing, len(changes))
        if act_id is None
        else _continued(site_id, act_id, len(changes))
    )
    for position, change in enumerate(changes, first):
        yield from call(
            "add_act_change",
            site_id=site_id,
            act_id=act,
            position=position,
            kind=change.kind,
            thread_id=change.thread_id,
            subject_id=change.subject_id,
            was=msgspec.json.encode(change.was).decode(),
            became=msgspec.json.encode(change.became).decode(),
        )
    yield from note_all(deeds_of(site_id, verb, doing, act, changes), doing.seal)
    return Done(act, len(changes))


def _begun(site_id: int, verb: str, doing: Doing, changed: int) -> Transaction[tuple[int, int]]:
    act_id = doing.new_id()
    yield from call(
        "add_act",
        site_id=site_id,
        id=act_id,
        account_id=doing.actor.account_id,
        verb=verb,
        done_at=doing.at,
        changed=changed,
    )
    return act_id, 0


def _continued(site_id: int, act_id: int, more: int) -> Transaction[tuple[int, int]]:
    rows = yield from call("add_to_act", site_id=site_id, id=act_id, more=more)
    return act_id, rows[0][0] - more


def deeds_of(site_id: int, verb: str, doing: Doing, act_id: int, changes: Sequence[Change]) -> list[Deed]:
    """What the audit says of an act: a row for each thing, by number."""
    return [
        Deed(
            site_id=site_id,
            at=doing.at,
            actor=doing.actor,
            verb=verb,
            thread_id=change.thread_id,
            comment_id=change.subject_id if change.kind in OF_COMMENTS else None,
            person_id=change.subject_id if change.kind == "person" else None,
            act_id=act_id,
            detail=_detail(change),
        )
        for change in changes
    ]


def _detail(change: Change) -> dict[str, str | int | None]:
    # Words and addresses never enter the audit.
    if change.kind == "state":
        return {"was": change.was["state"], "became": change.became["state"]}
    if change.kind in OF_COMMENTS:
        return {"what": change.kind}
    if change.kind == "site":
        return {"what": " ".join(change.became)}
    return {"what": change.kind, "id": change.subject_id}


def changes_to_undo(site_id: int, act_id: int, limit: int) -> Transaction[list[tuple[int, Change]]]:
    """Up to `limit` changes of an act that still stand, the last one first, each with its position."""
    rows = yield from call("changes_to_undo", site_id=site_id, act_id=act_id, limit=limit)
    return [
        (position, Change(kind, thread_id, subject_id, msgspec.json.decode(was), msgspec.json.decode(became)))
        for position, kind, thread_id, subject_id, was, became in rows
    ]
