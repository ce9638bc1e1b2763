"""What somebody at the desk wants to see of a queue: read from an address, and written back into one.

A filter is a value, so that a page, a bulk and a link to both mean the same comments. Nothing here asks the database:
which sites there are for whoever asks is given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeVar, cast
from urllib.parse import urlencode

from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.whole_numbers import LARGEST, is_whole_number

T = TypeVar("T")
QueueState = Literal["held", "spam", "reported", "published", "rejected", "withdrawn"]
QueueOrder = Literal["oldest", "newest"]
STATES: tuple[QueueState, ...] = ("held", "spam", "reported", "published", "rejected", "withdrawn")
AWAITING: frozenset[QueueState] = frozenset({"held", "reported"})
"""Where somebody waits for a decision, and so who waits longest comes first."""
LONGEST_WORDS = 200
LATEST = LARGEST
"""Later than any moment, higher than any id."""
Place = tuple[int, int]
"""Where a comment stands in a queue of one site: (posted_at, id)."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which comments, and in which order. Times are epoch milliseconds; `until` is not part of what is shown."""

    state: QueueState = "held"
    site_ids: tuple[int, ...] = ()
    """None named: every site that the account sees."""
    thread: str | None = None
    """A thread's public id."""
    person_id: int | None = None
    """Whose personas wrote it: a person of the one site that is named then."""
    words: str | None = None
    reason: str | None = None
    """One of the verdict's reasons."""
    since: int | None = None
    until: int | None = None
    order: QueueOrder = "oldest"

    @property
    def between(self) -> tuple[Place, Place]:
        """The places between which these comments stand; neither belongs to it."""
        high = (LATEST, LATEST) if self.until is None else (self.until, -1)
        return (self.since or 0, -1), high


@dataclass(frozen=True, slots=True)
class Cursor:
    """Beyond which comment a page begins. Several sites share one order: by time, then by id, then by site."""

    posted_at: int
    id: int
    site_id: int
    backwards: bool = False
    """The page that comes before it, not after."""

    def text(self) -> str:
        """As it stands in an address."""
        return f"{'before' if self.backwards else 'after'}.{self.posted_at}.{self.id}.{self.site_id}"

    def upwards_on(self, site_id: int) -> Place:
        """Behind which place a site's part begins, where times rise."""
        # Of two sites' comments with the same place, the one with the higher number comes later.
        return self.posted_at, self.id - (site_id > self.site_id)

    def downwards_on(self, site_id: int) -> Place:
        """Before which place a site's part begins, where times fall."""
        return self.posted_at, min(self.id + (site_id < self.site_id), LATEST)


def first_order(state: QueueState) -> QueueOrder:
    """The order of a queue of which nobody said another."""
    return "oldest" if state in AWAITING else "newest"


def cursor_of(text: str) -> Cursor:
    """The cursor that `text` says. Raises `Invalid`."""
    way, *numbers = text.split(".")
    if way not in ("after", "before") or len(numbers) != 3 or not all(map(is_whole_number, numbers)):
        raise Invalid({"cursor": FieldError("not-a-place", "This page's address is incomplete. Begin at the first.")})
    posted_at, comment_id, site_id = map(int, numbers)
    return Cursor(posted_at, comment_id, site_id, backwards=way == "before")


def filter_of(params: Mapping[str, Sequence[str]], sites: Mapping[str, int]) -> QueueFilter:
    """The filter that an address asks for; `sites` are those that the account sees, by key.

    What is empty was not filled in. Raises `Invalid` with a sentence for each wrong parameter.
    """
    errors: dict[str, FieldError] = {}

    def read(name: str, reader: Callable[[str], T], otherwise: T) -> T:
        given = [text.strip() for text in params.get(name, ()) if text.strip()]
        try:
            return reader(given[-1]) if given else otherwise
        except _Wrong as wrong:
            errors[name] = wrong.error
            return otherwise

    state: QueueState = read("state", _state, "held")
    found = QueueFilter(
        state=state,
        thread=read("thread", _thread, None),
        person_id=read("person", _person, None),
        words=read("words", _words, None),
        reason=read("reason", _reason, None),
        since=read("since", _day, None),
        until=read("until", _day_after, None),
        order=read("order", _order, first_order(state)),
    )
    found = replace(found, site_ids=_sites(params.get("site", ()), sites, errors))
    _check_together(found, errors)
    if errors:
        raise Invalid(errors)
    return found


def query_of(found: QueueFilter, keys: Mapping[int, str], cursor: Cursor | None = None) -> str:
    """The filter as the query string that means it, with a page of it; `keys` are the sites' by number."""
    pairs: list[tuple[str, str | int | None]] = [
        ("state", found.state),
        *(("site", keys[site_id]) for site_id in found.site_ids),
        ("thread", found.thread),
        ("person", found.person_id),
        ("words", found.words),
        ("reason", found.reason),
        ("since", None if found.since is None else _date_of(found.since)),
        ("until", None if found.until is None else _date_of(found.until - 1)),
        ("order", None if found.order == first_order(found.state) else found.order),
        ("cursor", cursor.text() if cursor else None),
    ]
    return urlencode([(name, value) for name, value in pairs if value is not None])


def _check_together(found: QueueFilter, errors: dict[str, FieldError]) -> None:
    if found.since is not None and found.until is not None and found.since >= found.until:
        errors["until"] = FieldError("wrong-order", "The last day cannot be before the first one.")
    if found.person_id is not None and len(found.site_ids) != 1 and "site" not in errors:
        errors["person"] = FieldError("needs-a-site", "A person belongs to one site. Say which.")


class _Wrong(Exception):
    def __init__(self, error: FieldError) -> None:
        self.error = error


def _refused(code: str, detail: str) -> _Wrong:
    return _Wrong(FieldError(code, detail))


def _sites(given: Sequence[str], sites: Mapping[str, int], errors: dict[str, FieldError]) -> tuple[int, ...]:
    keys = list(dict.fromkeys(key.strip() for key in given if key.strip()))
    if unknown := [key for key in keys if key not in sites]:
        errors["site"] = FieldError("not-a-choice", f"There is no site “{unknown[0][:64]}” here.")
    return tuple(sorted(sites[key] for key in keys if key in sites))


def _state(text: str) -> QueueState:
    if text not in STATES:
        raise _refused("not-a-choice", f"The queues are: {', '.join(STATES)}.")
    return text


def _order(text: str) -> QueueOrder:
    if text not in ("oldest", "newest"):
        raise _refused("not-a-choice", "The order is oldest or newest.")
    return cast("QueueOrder", text)


def _thread(text: str) -> str:
    if not text.isascii() or not text.isalnum() or len(text) > 64:
        raise _refused("not-an-id", "This is no conversation's id.")
    return text


def _person(text: str) -> int:
    if not is_whole_number(text):
        raise _refused("not-an-id", "This is no person's number.")
    return int(text)


def _words(text: str) -> str:
    if len(text) > LONGEST_WORDS:
        raise _refused("too-long", f"Search for at most {LONGEST_WORDS} characters.")
    return " ".join(text.replace("\x00", " ").split()) or " "


def _reason(text: str) -> str:
    if not text.isascii() or not text.replace("-", "").isalnum() or text != text.lower() or len(text) > 64:
        raise _refused("not-a-choice", "Reasons are named in small letters and hyphens, such as first-comment.")
    return text


def _day(text: str) -> int:
    return _epoch_ms(_date(text))


def _day_after(text: str) -> int:
    return _epoch_ms(_date(text)) + _DAY_MS


def _date(text: str) -> date:
    try:
        if len(text) != 10:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise _refused("not-a-date", "Give a day as 2026-11-23.") from wrong


_DAY_MS = 86_400_000
_BEGINNING = date(1970, 1, 1)


def _epoch_ms(day: date) -> int:
    return max((day - _BEGINNING) // timedelta(days=1), 0) * _DAY_MS


def _date_of(moment: int) -> str:
    return datetime.fromtimestamp(moment // 1000, UTC).date().isoformat()
