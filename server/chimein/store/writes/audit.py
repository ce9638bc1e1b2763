"""The audit: who did what, row after row, each sealed together with the one before. Nothing here changes a row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from chimein.rules.accounts import Actor
from chimein.store.calls import Transaction, call

Seal = Callable[[bytes], bytes]
"""A keyed hash of some bytes; the key is not in the database."""
FIRST_SEAL = b""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody did. `detail` holds ids, states and names of settings; never an address, never a text."""

    site_id: int
    at: int
    actor: Actor
    verb: str
    thread_id: int | None = None
    comment_id: int | None = None
    person_id: int | None = None
    act_id: int | None = None
    detail: Mapping[str, str | int | None] = field(default_factory=dict)


def note(deed: Deed, seal: Seal) -> Transaction[None]:
    """Write the deed down behind the last one of its site."""
    yield from note_all([deed], seal)


def note_all(deeds: Sequence[Deed], seal: Seal) -> Transaction[None]:
    """Write deeds of one site down in their order, behind its last one."""
    if not deeds:
        return
    rows = yield from call("last_of_audit", site_id=deeds[0].site_id)
    seq, before = rows[0] if rows else (0, FIRST_SEAL)
    for deed in deeds:
        seq += 1
        columns = {**_columns(deed), "detail": msgspec.json.encode(dict(deed.detail)).decode()}
        before = seal(sealed_bytes(bytes(before), (deed.site_id, seq, *columns.values())))
        yield from call("add_to_audit", site_id=deed.site_id, seq=seq, **columns, seal=before)


def sealed_bytes(before: bytes, columns: tuple[object, ...]) -> bytes:
    """What a row's seal covers: the seal before it, and all of the row in one unambiguous form."""
    return before + msgspec.json.encode(columns)


def _columns(deed: Deed) -> dict[str, object]:
    # In the order in which they are sealed.
    return {
        "at": deed.at,
        "account_id": deed.actor.account_id,
        "actor": deed.actor.kind,
        "verb": deed.verb,
        "thread_id": deed.thread_id,
        "comment_id": deed.comment_id,
        "person_id": deed.person_id,
        "act_id": deed.act_id,
    }
