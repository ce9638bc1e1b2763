"""What the rules say of a new or changed comment: publish, hold or spam, and why. Nothing is published before this."""

from dataclasses import dataclass
from typing import Literal

from chimein.rules.bans import BENEATH, SHADOW, Ban
from chimein.rules.facts import State
from chimein.rules.site_settings import Moderation

VerdictState = Literal["published", "held", "spam", "rejected"]
_MILDEST_FIRST: tuple[VerdictState, ...] = ("published", "held", "spam", "rejected")


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a comment when it is judged. Trust comes from proof; a bare address proves nothing."""

    honeypot_filled: bool
    repeated: bool
    """The same words were said in this thread lately."""
    known_persona: bool
    """The writer proved to be a persona that was published before."""
    trusted_persona: bool = False
    """The writer proved to be a persona that a moderator trusts."""
    bans: tuple[Ban, ...] = ()
    """What it shows that the site does not want."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state that a comment gets, and every reason for it."""

    state: VerdictState
    reasons: tuple[str, ...]


def judge(moderation: Moderation, signals: Signals) -> Verdict:
    """Weigh the signals under a site's way of moderating. No ban is milder than what would have come without it."""
    verdict = _judged(moderation, signals)
    if not signals.bans:
        return verdict
    state = max(verdict.state, *(ban.verdict for ban in signals.bans), key=_MILDEST_FIRST.index)
    kinds = dict.fromkeys(f"ban-{ban.kind}" for ban in signals.bans)
    shadow = (SHADOW,) if any(ban.is_shadow for ban in signals.bans) else ()
    return Verdict(state, (*kinds, *shadow, *verdict.reasons))


def told_state(state: State, reasons: str) -> State:
    """What its writer is told of a comment's state: not that it met a ban, under a shadow not even that it waits."""
    named = reasons.split()
    if state not in ("held", "spam", "rejected") or not any(map(_names_ban, named)):
        return state
    return "published" if SHADOW in named else "held"


def is_shadowed(state: State, reasons: str) -> bool:
    """Whether it stands for its writer alone, who does not know that."""
    return state != "published" and told_state(state, reasons) == "published"


def beneath(parent: State, verdict: Verdict) -> Verdict:
    """What becomes of an answer. Where only its own writer sees the parent, it is shadowed too, and never milder."""
    if parent == "published":
        return verdict
    above: VerdictState = "held" if parent == "held" else "rejected" if parent == "rejected" else "spam"
    state = max(verdict.state, above, key=_MILDEST_FIRST.index)
    return Verdict(state, tuple(dict.fromkeys((BENEATH, SHADOW, *verdict.reasons))))


def reasons_after(before: str, verdict: Verdict) -> str:
    """The reasons of a comment that is judged again: a ban that it met stays known."""
    kept = [reason for reason in before.split() if reason == SHADOW or _names_ban(reason)]
    return " ".join(dict.fromkeys([*kept, *verdict.reasons])) or before


def _names_ban(reason: str) -> bool:
    return reason.startswith("ban-")


def _judged(moderation: Moderation, signals: Signals) -> Verdict:
    if signals.honeypot_filled:
        return Verdict("spam", ("honeypot",))
    reasons = []
    if moderation == "all" and not signals.trusted_persona:
        reasons.append("every-comment")
    if moderation == "first" and not (signals.known_persona or signals.trusted_persona):
        reasons.append("first-comment")
    if signals.repeated:
        reasons.append("repeated-text")
    return Verdict("held" if reasons else "published", tuple(reasons))
