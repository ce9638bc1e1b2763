"""From what was typed to what may be stored: every field cleaned, every wrong one named."""

from collections.abc import Callable
from typing import Any

from chimein.rules.checking import checked
from chimein.rules.emails import clean_email
from chimein.rules.facts import Comment, Site, Thread
from chimein.rules.frozen import dataclass
from chimein.rules.names import clean_name
from chimein.rules.page_urls import PageAddress, explicit_key, page_address
from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.texts import clean_text, clean_title
from chimein.rules.verdicts import told_state
from chimein.rules.websites import clean_website

DEEPEST = 100
SHORTEST_KEY, LONGEST_KEY = 16, 128
REPEATED_WITHIN_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Typed:
    """A new comment as it came, field by field."""

    url: str
    thread: str | None
    title: str | None
    parent: str | None
    name: str
    email: str
    website: str | None
    text: str
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A new comment that may be stored."""

    address: PageAddress
    explicit_key: str | None
    title: str
    name: str
    email: str
    website: str | None
    text: str
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class EditedDraft:
    """New words that may be stored."""

    name: str
    website: str | None
    text: str


def draft_of(typed: Typed, site: Site) -> Draft:
    """Clean every field but the parent, which is looked at where it is read. Raises `Invalid` with the first wrong one.

    So a post costs no more than its checks; what else is wrong with one that is refused, `check_all` knows.
    """
    return Draft(**{field: check() for field, check in _checks(typed, site).items()})


def check_all(typed: Typed, site: Site, thread: Thread | None, parent: Comment | None) -> None:
    """Look at every field. `parent` is what `typed.parent` leads to. Raises `Invalid` with all wrong fields."""
    checked({**_checks(typed, site), "parent": lambda: check_parent(typed.parent, parent, thread)})


def edited_draft_of(name: str, website: str | None, text: str, site: Site) -> EditedDraft:
    """Clean the fields of an edit. Raises `Invalid` with all wrong fields."""
    values = checked(
        {
            "name": lambda: clean_name(name),
            "website": lambda: clean_website(website),
            "text": _text_check(text, site),
        }
    )
    return EditedDraft(**values)


def check_parent(wanted: str | None, parent: Comment | None, thread: Thread | None) -> None:
    """A reply answers a comment of the same thread that stands for whoever answers, not too deep."""
    if not wanted:
        return
    if parent is None or thread is None or parent.thread_id != thread.id or parent.kind != "comment":
        raise Invalid({"parent": FieldError("foreign-parent", "The comment you answer is not in this conversation.")})
    if told_state(parent.state, parent.reasons) != "published":
        raise Invalid({"parent": FieldError("parent-gone", "The comment you answer is no longer there.")})
    if parent.depth >= DEEPEST:
        raise Invalid({"parent": FieldError("too-deep", "This branch is too deep; answer a comment further up.")})


def idempotency_key(key: str | None) -> str | None:
    """A client's own name for its try. Source: draft-ietf-httpapi-idempotency-key-header-07."""
    if not key:
        return None
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY or not key.isprintable():
        detail = f"An idempotency key has {SHORTEST_KEY} to {LONGEST_KEY} characters."
        raise Invalid({"idempotency_key": FieldError("invalid-key", detail)})
    return key


def _checks(typed: Typed, site: Site) -> dict[str, Callable[[], Any]]:
    return {
        "address": lambda: page_address(typed.url, site.origins),
        "explicit_key": lambda: explicit_key(typed.thread) if typed.thread else None,
        "title": lambda: clean_title(typed.title or ""),
        "name": lambda: _name_beside(typed.email, typed.name),
        "email": lambda: clean_email(typed.email),
        "website": lambda: clean_website(typed.website),
        "text": _text_check(typed.text, site),
        "idempotency_key": lambda: idempotency_key(typed.idempotency_key),
    }


def _name_beside(email: str, raw: str) -> str:
    # Whoever mixes up the two fields would publish what they were promised stays private.
    name, address = clean_name(raw), email.strip().casefold()
    if "@" in address and address in name.casefold():
        detail = "This is your email address. Names are public; please give another one."
        raise Invalid({"name": FieldError("not-a-name", detail)})
    return name


def _text_check(text: str, site: Site) -> Callable[[], str]:
    settings = site.settings
    return lambda: clean_text(text, min_length=settings.min_length, max_length=settings.max_length)
