"""What a decision changed, kept so that it can be taken back as a whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from chimein.rules.accounts import Actor
from chimein.store.calls import Transaction, call
from chimein.store.writes.audit import Deed, Seal, note

UNDO_MS = 30 * 24 * 3_600_000
"""For so long an act can be undone (30 days)."""


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


def record(site_id: int, verb: str, doing: Doing, changes: Sequence[Change]) -> Transaction[Done]:
    """Keep the changes under one act. The audit gets a row for each thing, or one for a bulk."""
    act_id = doing.new_id()
    yield from call(
        "add_act",
        site_id=site_id,
        id=act_id,
        account_id=doing.actor.account_id,
        verb=verb,
        done_at=doing.at,
        changed=len(changes),
    )
    for position, change in enumerate(changes):
        yield from call(
            "add_act_change",
            site_id=site_id,
            act_id=act_id,
            position=position,
            kind=change.kind,
            thread_id=change.thread_id,
            subject_id=change.subject_id,
            was=msgspec.json.encode(change.was).decode(),
            became=msgspec.json.encode(change.became).decode(),
        )
    for deed in _deeds(site_id, verb, doing, act_id, changes):
        yield from note(deed, doing.seal)
    return Done(act_id, len(changes))


def _deeds(site_id: int, verb: str, doing: Doing, act_id: int, changes: Sequence[Change]) -> list[Deed]:
    return [
        Deed(
            site_id=site_id,
            at=doing.at,
            actor=doing.actor,
            verb=verb,
            thread_id=change.thread_id,
            comment_id=change.subject_id if change.kind in ("state", "words", "pin") else None,
            person_id=change.subject_id if change.kind == "person" else None,
            act_id=act_id,
            detail=_states(change),
        )
        for change in changes
    ]


def _states(change: Change) -> dict[str, str | int | None]:
    # Words and addresses never enter the audit.
    if change.kind != "state":
        return {"what": change.kind}
    return {"was": change.was["state"], "became": change.became["state"]}
