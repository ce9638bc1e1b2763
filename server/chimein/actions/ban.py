"""A moderator says who or what is not wanted on a site, and takes that back."""

from dataclasses import dataclass

from chimein.rules.bans import LONGEST_NOTE, Ban, BanKind, BanVerdict
from chimein.rules.refusals import FieldError, Invalid
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.acts import Change, Doing, Done, record

LONGEST_DAYS = 36_500
DAY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class NewBan:
    """What is banned: a person, a keyed hash of a network, or a cleaned pattern; and what comes of meeting it."""

    kind: BanKind
    verdict: BanVerdict
    person_id: int | None = None
    pattern: str | None = None
    network_mark: bytes | None = None
    is_shadow: bool = False
    """Its writer is told that the comment was published; nobody else sees it."""
    note: str = ""
    """For moderators."""
    days: int | None = None
    """None: until it is lifted."""


@repeatable
def ban(site_id: int, new: NewBan, doing: Doing) -> Transaction[Done]:
    """Ban it from now on. Raises `Invalid`."""
    if len(new.note) > LONGEST_NOTE:
        raise Invalid({"note": FieldError("too-long", f"A note has at most {LONGEST_NOTE} characters.")})
    if new.days is not None and not 1 <= new.days <= LONGEST_DAYS:
        raise Invalid({"days": FieldError("wrong-count", f"A ban lasts from 1 to {LONGEST_DAYS} days.")})
    ban_id = doing.new_id()
    yield from call(
        "add_ban",
        site_id=site_id,
        id=ban_id,
        kind=new.kind,
        person_id=new.person_id,
        pattern=new.pattern,
        network_mark=new.network_mark,
        verdict=new.verdict,
        is_shadow=int(new.is_shadow),
        note=new.note,
        account_id=doing.actor.account_id,
        created_at=doing.at,
        expires_at=None if new.days is None else doing.at + new.days * DAY_MS,
    )
    # To take it back is to lift it.
    change = Change("ban", None, ban_id, {"lifted_at": doing.at}, {"lifted_at": None})
    return (yield from record(site_id, "ban", doing, [change]))


@repeatable
def lift_ban(standing: Ban, doing: Doing) -> Transaction[Done]:
    """Let it weigh no more. What it decided stays as it is."""
    if standing.lifted_at is not None:
        return Done(0, 0)
    yield from call("lift_ban", site_id=standing.site_id, id=standing.id, lifted_at=doing.at)
    change = Change("ban", None, standing.id, {"lifted_at": None}, {"lifted_at": doing.at})
    return (yield from record(standing.site_id, "lift_ban", doing, [change]))
