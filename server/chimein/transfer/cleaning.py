"""A foreign system's words as they may be stored here: what cannot stay as it is is mended and counted, not refused."""

import re
from collections import Counter
from dataclasses import dataclass

import msgspec

from chimein.messages.records import CommentRecord
from chimein.render.body import LONGEST_SOURCE, RENDERER_VERSION, render_body
from chimein.rules.emails import clean_email
from chimein.rules.names import MOST_CODE_POINTS
from chimein.rules.refusals import Invalid
from chimein.rules.texts import LONGEST_TITLE, clean_text, clean_title
from chimein.rules.websites import clean_website

MOST_VOTES = 2**31 - 1
_LINE_BREAK = re.compile(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is stored of a record's own words."""

    name: str
    website: str | None
    email: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text in the forms that are stored beside its source."""

    tree: str
    html: str
    version: int


def cleaned(record: CommentRecord, noticed: Counter[str]) -> Cleaned:
    """The record's words; `noticed` learns what had to be mended."""
    return Cleaned(
        name=name_of(record.name, noticed) if record.kind == "comment" else title_of(record.name),
        website=cleaned_website(record.website, noticed),
        email=_email(record.email, noticed),
        text=storable(record.text),
    )


def name_of(raw: str, noticed: Counter[str]) -> str:
    """The name as the old system showed it, unless it would disturb what stands beside it; empty for nobody.

    It is laxer than `clean_name`: nobody is there who could be asked for a better one.
    """
    if not raw.strip():
        noticed["no-name"] += 1
        return ""
    try:
        name = clean_text(_LINE_BREAK.sub(" ", raw), min_length=0, max_length=len(raw)).strip()
    except Invalid:
        noticed["unusable-name"] += 1
        return ""
    if name != raw.strip() or len(name) > MOST_CODE_POINTS:
        noticed["unusable-name"] += 1
    return name[:MOST_CODE_POINTS].rstrip()


def title_of(raw: str) -> str:
    """A page's title, cut where it is too long."""
    return clean_title(" ".join(raw.split())[:LONGEST_TITLE])


def storable(text: str) -> str:
    """Without the two things that no database takes."""
    return _UNSTORABLE.sub("\ufffd", text)


def rendered(text: str, source_format: str) -> Rendered:
    """What readers see; of a text beyond all measure, its beginning."""
    shown = text if len(text) <= LONGEST_SOURCE else text[: LONGEST_SOURCE - 1] + "…"
    body = render_body(shown, source_format)
    return Rendered(msgspec.json.encode(body.tree).decode(), body.html, RENDERER_VERSION)


def votes(count: int) -> int:
    """Nobody can have fewer than no votes."""
    return min(max(count, 0), MOST_VOTES)


def cleaned_website(raw: str | None, noticed: Counter[str]) -> str | None:
    """An address that can be a link, or none."""
    try:
        return clean_website(raw)
    except Invalid:
        noticed["unusable-website"] += 1
        return None


def _email(raw: str | None, noticed: Counter[str]) -> str | None:
    if raw is None or not raw.strip():
        return None
    try:
        return clean_email(raw)
    except Invalid:
        noticed["unusable-email"] += 1
        return None
