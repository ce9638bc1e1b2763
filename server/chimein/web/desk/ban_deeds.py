"""Bans made and lifted, by pages and programs."""

from dataclasses import dataclass

from chimein.access.desk import comment_for, site_for
from chimein.actions.ban import NewBan, ban, lift_ban
from chimein.rules.bans import BanKind, BanVerdict, clean_pattern
from chimein.rules.facts import Comment
from chimein.rules.refusals import FieldError, Invalid
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.bans import ban_by_id, network_of_comment
from chimein.store.reads.persons import persona_by_id
from chimein.web.desk.deeds import ActOf, Hand, done_by


@dataclass(frozen=True, slots=True)
class BanWish:
    """What is not wanted on a site: a pattern, or the writer (or the network) of a comment."""

    site: str
    kind: BanKind
    verdict: BanVerdict
    pattern: str | None = None
    comment: str | None = None
    """A comment's public id; then there is no pattern."""
    is_shadow: bool = False
    note: str = ""
    days: int | None = None
    """None: until it is lifted."""


async def add_ban(hand: Hand, wish: BanWish) -> ActOf:
    """Ban it from now on. Raises `Invalid`, `NotFound`, `RoleTooSmall`."""
    pattern = None if wish.comment else clean_pattern(wish.kind, _needed(wish))

    @repeatable
    def banned() -> Transaction[ActOf]:
        staff = yield from hand.who()
        site = yield from site_for(staff, wish.site, "moderate")
        person_id, mark = None, None
        if wish.comment:
            found = yield from comment_for(staff, wish.comment, "moderate", wish.site)
            person_id, mark = yield from _shown_by(found.comment, wish.kind)
        new = NewBan(
            wish.kind, wish.verdict, person_id, pattern, mark, is_shadow=wish.is_shadow, note=wish.note, days=wish.days
        )
        return ActOf(site, (yield from ban(site.site_id, new, hand.doing(staff))))

    return await done_by(hand, banned())


async def end_ban(hand: Hand, key: str, ban_id: int) -> ActOf:
    """Let it weigh no more. Raises `NotFound`, `RoleTooSmall`."""

    @repeatable
    def lifted() -> Transaction[ActOf]:
        staff = yield from hand.who()
        site = yield from site_for(staff, key, "moderate")
        return ActOf(site, (yield from lift_ban((yield from ban_by_id(site.site_id, ban_id)), hand.doing(staff))))

    return await done_by(hand, lifted())


def _needed(wish: BanWish) -> str:
    if wish.kind == "person":
        raise Invalid({"kind": FieldError("needs-a-comment", "A person is banned from one of their comments.")})
    return wish.pattern or ""


def _shown_by(comment: Comment, kind: BanKind) -> Transaction[tuple[int | None, bytes | None]]:
    if kind == "network":
        return None, (yield from network_of_comment(comment))
    if kind != "person" or comment.persona_id is None:
        raise Invalid({"kind": FieldError("not-a-choice", "Of a comment, its writer or their network can be banned.")})
    return (yield from persona_by_id(comment.site_id, comment.persona_id)).person_id, None
