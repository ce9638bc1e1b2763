"""Bans as the desk shows them."""

from dataclasses import dataclass

from chimein.render.times import iso, words_of_time
from chimein.rules.bans import Ban

KINDS = (
    ("word", "A word"),
    ("address", "An address pattern"),
    ("network", "A network"),
    ("person", "A person"),
)
VERDICTS = (("held", "hold it for a decision"), ("spam", "treat it as spam"), ("rejected", "reject it"))


@dataclass(frozen=True, slots=True)
class BanView:
    """A row of the list."""

    id: str
    kind: str
    what: str
    person: str
    """The number of whom it concerns, if it is somebody."""
    verdict: str
    is_shadow: bool
    note: str
    hits: int
    hit_at: str
    hit_words: str
    until: str
    stands: bool


def ban_view(ban: Ban, now: int) -> BanView:
    """A ban in words."""
    return BanView(
        id=str(ban.id),
        kind=dict(KINDS)[ban.kind].removeprefix("A ").removeprefix("An "),
        what=ban.pattern or ("somebody" if ban.kind == "person" else "a comment's network"),
        person=str(ban.person_id or ""),
        verdict=dict(VERDICTS)[ban.verdict],
        is_shadow=ban.is_shadow,
        note=ban.note,
        hits=ban.hits,
        hit_at=iso(ban.hit_at) if ban.hit_at else "",
        hit_words=words_of_time(ban.hit_at) if ban.hit_at else "",
        until=_until(ban),
        stands=ban.stands(now),
    )


def _until(ban: Ban) -> str:
    if ban.lifted_at is not None:
        return f"lifted on {words_of_time(ban.lifted_at)[:10]}"
    return "until it is lifted" if ban.expires_at is None else f"until {words_of_time(ban.expires_at)[:10]}"
