"""The desk's queue as facts: where comments stand, how many there are, and cards of those that are shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import zip_longest
from typing import Any, NamedTuple, cast

from chimein.rules.cards import (
    COUNTED,
    Card,
    Counts,
    History,
    LastAct,
    Said,
    SealedAddress,
    SiteName,
    ThreadOnCard,
    Writer,
)
from chimein.rules.facts import Kind, SourceFormat, State
from chimein.rules.queue import Place, QueueFilter, QueueOrder, QueueState
from chimein.rules.searching import wish
from chimein.store.calls import Transaction, call

MOST_CARDS = 50
_SLOTS = tuple(f"id_{number:02}" for number in range(MOST_CARDS))
_COUNTED: tuple[QueueState, ...] = ("held", "spam", "published", "rejected", "withdrawn")


class Standing(NamedTuple):
    """Where a comment stands in the queue of its site."""

    posted_at: int
    id: int
    public_id: str


def site_names() -> Transaction[dict[int, SiteName]]:
    """Every site of the instance by its number, in one statement."""
    rows = yield from call("list_sites")
    return {row[0]: SiteName(row[0], row[1], row[2]) for row in rows}


def standing_in_queue(
    site_id: int, wanted: QueueFilter, between: tuple[Place, Place], order: QueueOrder, limit: int
) -> Transaction[list[Standing]]:
    """The first `limit` comments of a site that a filter means, between two places that do not belong to it."""
    if wanted.state == "reported":
        return []
    (low_at, low_id), (high_at, high_id) = between
    by, named = _led_by(site_id, wanted, wanted.state)
    rows = yield from call(
        f"queue_of_{by}_{order}",
        site_id=site_id,
        state=wanted.state,
        low_at=low_at,
        low_id=low_id,
        high_at=high_at,
        high_id=high_id,
        reason=wanted.reason or "",
        limit=limit,
        **named,
    )
    return [Standing(*row) for row in rows]


def _led_by(site_id: int, wanted: QueueFilter, state: State) -> tuple[str, dict[str, Any]]:
    """Which of the filter's parts leads the search, and what that query wants to know beside the rest."""
    named: dict[str, Any] = {"thread": wanted.thread or ""}
    if wanted.words is not None:
        return "words", {**named, "person_id": wanted.person_id or 0, "match": wish(site_id, state, wanted.words)}
    if wanted.person_id is not None:
        return "person", {**named, "person_id": wanted.person_id}
    return ("thread", named) if wanted.thread else ("site", {})


def counts_of_site(site_id: int) -> Transaction[Counts]:
    """How many comments are in each state; more than `COUNTED` are not counted any further."""
    rows = yield from call("count_by_state", site_id=site_id, most=COUNTED + 1)
    counts: dict[QueueState, int] = dict(zip(_COUNTED, rows[0], strict=True))
    return {**counts, "reported": 0}


def cards_of_site(site: SiteName, public_ids: Sequence[str], *, with_addresses: bool) -> Transaction[list[Card]]:
    """The cards of at most `MOST_CARDS` comments of a site, in no order; three statements however many they are."""
    rows = yield from call("cards", site_id=site.site_id, **_slots(public_ids))
    if not rows:
        return []
    found = [_CardRow(*row) for row in rows]
    persons = dict.fromkeys(row.person_id for row in found if row.person_id is not None)
    histories = yield from histories_of(site.site_id, persons)
    acts = yield from call("acts_of_comments", site_id=site.site_id, **_slots([row.id for row in found]))
    last = {row[0]: LastAct(*row[1:]) for row in acts}
    return [
        _card(site, row, _writer(site.site_id, row, histories, with_addresses=with_addresses), last.get(row.id))
        for row in found
    ]


def histories_of(site_id: int, person_ids: Iterable[int]) -> Transaction[Mapping[int, History]]:
    """What each of at most `MOST_CARDS` persons wrote; who wrote nothing is left out."""
    wanted = list(person_ids)
    rows = (yield from call("histories", site_id=site_id, **_slots(wanted))) if wanted else []
    found: dict[int, History] = {}
    for person_id, state, count, first in rows:
        before = found.get(person_id)
        since = first if before is None else min(first, before.first_seen)
        found[person_id] = History({**(before.counts if before else {}), state: count}, since)
    return found


class _CardRow(NamedTuple):
    thread_id: int
    id: int
    public_id: str
    depth: int
    kind: Kind
    state: State
    state_at: int
    state_by: str
    reasons: str
    shown: int
    shown_children: int
    badge: str | None
    name: str
    website: str | None
    source_text: str
    source_format: SourceFormat
    html: str
    posted_at: int
    edited_at: int | None
    pinned_at: int | None
    revisions: int
    decided_by: str | None
    thread_public_id: str
    thread_url: str
    thread_title: str
    roots: int
    closed_at: int | None
    locked_at: int | None
    parent_public_id: str | None
    parent_name: str | None
    parent_state: State | None
    parent_posted_at: int | None
    parent_excerpt: str | None
    parent_shown_children: int | None
    persona_id: int | None
    avatar_id: str | None
    avatar_version: int | None
    trusted_at: int | None
    confirmed_at: int | None
    person_id: int | None
    note: str | None
    cipher: bytes | None
    wrapped_key: bytes | None
    key_version: int | None


def _card(site: SiteName, row: _CardRow, writer: Writer | None, act: LastAct | None) -> Card:
    parent = _parent(row)
    at_same_place = 0 if row.kind != "comment" else row.roots if parent is None else parent.shown_children
    return Card(
        site=site,
        thread=ThreadOnCard(
            row.thread_id,
            row.thread_public_id,
            row.thread_url,
            row.thread_title,
            row.roots,
            row.closed_at,
            row.locked_at,
        ),
        reasons=tuple(row.reasons.split()),
        replies=row.shown_children,
        siblings=max(at_same_place - bool(row.shown), 0),
        parent=parent,
        writer=writer,
        act=act,
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
    )


_PARENT = slice(_CardRow._fields.index("parent_public_id"), _CardRow._fields.index("persona_id"))
_AS_THEY_ARE = [field.name for field in fields(Card) if field.name in _CardRow._fields and field.name != "reasons"]


def _parent(row: _CardRow) -> Said | None:
    return None if row.parent_public_id is None else Said(*cast("Any", row[_PARENT]))


def _writer(site_id: int, row: _CardRow, histories: Mapping[int, History], *, with_addresses: bool) -> Writer | None:
    if row.persona_id is None or row.person_id is None or row.avatar_id is None:
        return None
    return Writer(
        persona_id=row.persona_id,
        person_id=row.person_id,
        avatar_id=row.avatar_id,
        avatar_version=row.avatar_version or 1,
        trusted_at=row.trusted_at,
        confirmed_at=row.confirmed_at,
        note=row.note,
        history=histories[row.person_id],
        address=_address(site_id, row.person_id, row) if with_addresses else None,
    )


def _address(site_id: int, person_id: int, row: _CardRow) -> SealedAddress | None:
    if row.cipher is None or row.wrapped_key is None or row.key_version is None:
        return None
    return SealedAddress(site_id, person_id, bytes(row.cipher), bytes(row.wrapped_key), row.key_version)


def _slots(values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip_longest(_SLOTS, values))
