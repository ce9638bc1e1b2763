"""The values in a WordPress export's fields, each turned into ours by one function. Pure."""

import html
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from chimein.messages.records import Kind, RecordState

NO_MOMENT = -1
"""No date at all: no export holds anything from before 1970."""

PUBLIC_STATUSES = frozenset({"", "publish", "inherit", "static"})
"""`inherit` is what an attachment says; `static` a page of 2005."""

INTERNAL_TYPES = frozenset(
    {"note", "order_note", "action_log", "webhook_delivery", "edd_payment_note", "give_payment_note"}
)
"""What WordPress and shops keep in the table of comments although no reader was ever meant to see it."""

KINDS: dict[str, Kind] = {"pingback": "pingback", "trackback": "trackback"}

STATES: dict[str, RecordState] = {
    "1": "published",
    "approve": "published",
    "approved": "published",
    "spam": "spam",
    "trash": "rejected",
    "post-trashed": "rejected",
}


def kind_of(comment_type: str) -> Kind:
    """What plugins invented (reviews, likes with words) was a comment to its readers."""
    return KINDS.get(comment_type, "comment")


def state_of(comment_approved: str) -> RecordState:
    """What is not known to have been approved waits for a moderator."""
    return STATES.get(comment_approved, "held")


def first_moment(*dates: str) -> int:
    """Epoch milliseconds of the first date that is one, all of them taken as UTC; else `NO_MOMENT`."""
    return next((moment for moment in map(_moment, dates) if moment != NO_MOMENT), NO_MOMENT)


def plain(text: str) -> str:
    """WordPress keeps names and titles as HTML (`Tom &amp; Ann`); ours are text."""
    return html.unescape(text).strip()


def email_of(text: str) -> str | None:
    """Pingbacks and old hand-made files have none, or something else in its place."""
    return text if "@" in text.strip("@") and " " not in text else None


def website_of(text: str) -> str | None:
    """Old WordPress forms filled `http://` in for whoever left the field empty."""
    return None if text in {"", "http://", "https://"} else html.unescape(text)


def blog_of(address: str) -> str:
    """`blog.example.org`, or `example.org/blog` where several blogs share a host."""
    parts = urlsplit(address)
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"


def _moment(text: str) -> int:
    try:
        when = parsedate_to_datetime(text) if "," in text else datetime.fromisoformat(text)
    except ValueError:
        return NO_MOMENT
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(NO_MOMENT, int(aware.timestamp()) * 1000)
