"""Cards of the queue as the templates show them: states, reasons and histories in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from minijinja import Markup

from chimein.render.times import iso, words_of_time
from chimein.rules.cards import Card, Said
from chimein.rules.facts import NOBODY, State
from chimein.rules.queue import QueueState

Verb = tuple[str, str, str, str]
"""What is sent, what the button says, its key, its kind."""
APPROVE: Verb = ("approve", "Approve", "a", "good")
REJECT: Verb = ("reject", "Reject", "d", "")
SPAM: Verb = ("spam", "Spam", "s", "bad")
VERBS: Mapping[State, tuple[Verb, ...]] = {
    "held": (APPROVE, REJECT, SPAM),
    "spam": (("approve", "Not spam", "a", "good"), REJECT),
    "published": (REJECT, SPAM),
    "rejected": (APPROVE, SPAM),
    "withdrawn": (),
    "erased": (),
}
TABS: Mapping[QueueState, str] = {
    "held": "Held",
    "spam": "Spam",
    "reported": "Reported",
    "published": "Published",
    "rejected": "Rejected",
    "withdrawn": "Withdrawn",
}
STATE_WORDS: Mapping[State, tuple[str, str]] = {
    "held": ("held", "warn"),
    "published": ("published", "good"),
    "rejected": ("rejected", "bad"),
    "spam": ("spam", "bad"),
    "withdrawn": ("taken back by its writer", ""),
    "erased": ("erased", ""),
}
REASONS: Mapping[str, tuple[str, str]] = {
    "first-comment": ("First comment", "warn"),
    "every-comment": ("Every comment is held here", ""),
    "repeated-text": ("Said before in this conversation", "warn"),
    "honeypot": ("Filled in a field that people do not see", "bad"),
    "ban-word": ("A banned word", "bad"),
    "ban-person": ("A banned person", "bad"),
    "ban-address": ("A banned address", "bad"),
    "ban-network": ("A banned network", "bad"),
    "ban-above": ("Answers what a ban hides", "bad"),
    "shadow": ("Its writer sees it as published", ""),
}
DONE: Mapping[str, str] = {
    "approve": "Approved",
    "reject": "Rejected",
    "spam": "Marked as spam",
    "hold": "Held",
    "reply": "Answered",
    "undo": "Taken back",
    "edit": "Saved",
    "pin": "Pinned",
    "unpin": "Pinned no longer",
    "trust": "Trusted from now on",
    "distrust": "Trusted no longer",
    "ban": "Banned",
    "note": "Noted",
    "open": "Open again",
    "closed": "Closed",
    "locked": "Locked",
    "alias": "Added",
    "merge": "Merged",
    "split": "Split",
    "move": "Moved",
    "lift_ban": "Lifted",
}
"""What is said of a verb that was carried out."""


@dataclass(frozen=True, slots=True)
class Above:
    """What a comment answers, in one line."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as the template shows it."""

    id: str
    name: str
    website: str | None
    website_label: str
    avatar: str
    at: str
    at_words: str
    thread_href: str
    thread_title: str
    site_name: str
    above: Above | None
    beside: str
    """How many stand beside it, in words; empty where none does, or where they are shown anyway."""
    href: str
    html: Markup
    state: State
    state_label: str
    state_kind: str
    reasons: Sequence[tuple[str, str]]
    person_href: str
    ban_href: str
    has_page: bool
    """Whether it stands, or waits, on a page where it can be decided on in place."""
    history: str
    address: str
    revisions: int
    decided: str
    verbs: Sequence[Verb]
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Beholder:
    """Who looks: whether they may decide on this card, and what they may see of the address."""

    may_decide: bool
    address: str = ""
    names_sites: bool = True
    says_state: bool = False
    """Whether the state is not plain from the queue that the card is in."""


def card_view(card: Card, eyes: Beholder) -> CardView:
    """The card for one pair of eyes."""
    label, kind = STATE_WORDS[card.state] if eyes.says_state else ("", "")
    return CardView(
        id=card.public_id,
        name=card.name or NOBODY,
        website=card.website,
        website_label=urlsplit(card.website or "").netloc,
        avatar=avatar_href(card),
        at=iso(card.posted_at),
        at_words=words_of_time(card.posted_at),
        thread_href=f"/admin/threads/{card.thread.public_id}?{urlencode({'site': card.site.key})}",
        thread_title=card.thread.title or card.thread.url.partition("://")[2].rstrip("/"),
        site_name=card.site.name if eyes.names_sites else "",
        above=Above(card.parent.name or NOBODY, card.parent.excerpt) if card.parent else None,
        beside="" if eyes.says_state else beside_words(card.siblings),
        href=f"/admin/comments/{card.public_id}",
        html=Markup(card.html),
        state=card.state,
        state_label=label,
        state_kind=kind,
        reasons=[REASONS.get(code, (code.replace("-", " "), "warn")) for code in card.reasons],
        person_href=f"/admin/people/{card.site.key}/{card.writer.person_id}" if card.writer else "",
        ban_href=_ban_href(card),
        has_page=card.state in ("held", "published"),
        history=history_of(card),
        address=eyes.address,
        revisions=card.revisions,
        decided=_decided(card),
        verbs=VERBS[card.state],
        may_decide=eyes.may_decide,
    )


@dataclass(frozen=True, slots=True)
class SaidView:
    """Another comment near the one that is decided on."""

    id: str
    name: str
    at: str
    at_words: str
    state_label: str
    state_kind: str
    words: str


def said_view(said: Said) -> SaidView:
    """A neighbour as the template shows it."""
    label, kind = ("", "") if said.state == "published" else STATE_WORDS[said.state]
    at = said.posted_at
    return SaidView(said.public_id, said.name or NOBODY, iso(at), words_of_time(at), label, kind, said.excerpt)


def beside_words(siblings: int) -> str:
    """What the link to a comment's siblings says."""
    return "" if not siblings else "1 comment beside it" if siblings == 1 else f"{siblings:,} comments beside it"


def avatar_href(card: Card) -> str:
    """Its writer's picture, from this instance; pings and the site's own words have the neutral one."""
    if card.writer is None:
        return "/avatar/0/80"
    return f"/avatar/{card.writer.avatar_id}/80?v={card.writer.avatar_version}"


def history_of(card: Card) -> str:
    """What is known of the writer on this site, in a few words."""
    if card.badge == "site":
        return "the site itself"
    if card.writer is None:
        return "a mention from another page"
    counts = card.writer.history.counts
    parts = [f"{counts.get(state, 0)} {word}" for state, word in _COUNTED if counts.get(state)]
    since = words_of_time(card.writer.history.first_seen)[:10]
    if card.writer.trusted_at is not None:
        parts.insert(0, "trusted")
    return f"{', '.join(parts) or 'nothing before'} · here since {since}"


_COUNTED: tuple[tuple[State, str], ...] = (
    ("published", "published"),
    ("held", "held"),
    ("rejected", "rejected"),
    ("spam", "spam"),
)


def _ban_href(card: Card) -> str:
    about = {"site": card.site.key, "comment": card.public_id}
    return f"/admin/bans?{urlencode(about)}" if card.writer else ""


def _decided(card: Card) -> str:
    if card.act is None:
        return ""
    return f"{DONE.get(card.act.verb, card.act.verb)} by {card.act.by or 'the shell'}"
