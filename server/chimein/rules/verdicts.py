"""What the rules say of a new or changed comment: publish, hold or spam, and why. Nothing is published before this."""

from dataclasses import dataclass
from typing import Literal

from chimein.rules.site_settings import Moderation

VerdictState = Literal["published", "held", "spam"]


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state that a comment gets, and every reason for it."""

    state: VerdictState
    reasons: tuple[str, ...]


def judge(moderation: Moderation, signals: Signals) -> Verdict:
    """Weigh the signals under a site's way of moderating."""
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
