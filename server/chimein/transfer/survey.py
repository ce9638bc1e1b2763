"""The first pass over a file: is it whole, how much is in it, and which pages come in several pieces.

Nothing is stored while this runs, so a file that is broken near its end leaves nothing behind.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from chimein.messages.records import CommentRecord, Record, ThreadRecord
from chimein.rules.page_urls import explicit_key
from chimein.rules.refusals import Invalid
from chimein.transfer.places import Place, Places


@dataclass(slots=True)
class Survey:
    """What a file holds."""

    comments: int = 0
    parts: Counter[str] = field(default_factory=Counter)
    """How many pieces of the file lead to the same thread, by `destination`."""


@dataclass(frozen=True, slots=True)
class Part:
    """A page as the file has it, with its comments and where it belongs."""

    thread: ThreadRecord
    place: Place
    comments: list[CommentRecord] = field(default_factory=list)

    @property
    def destination(self) -> str:
        """What two pieces share that belong to one thread."""
        if self.place.address is None:
            return ""
        return owner_key(self.thread) or self.place.address.key


def survey(records: Iterator[Record], places: Places) -> Survey:
    """Read everything once. Raises `UnreadableFile`."""
    found = Survey()
    for record in records:
        if isinstance(record, CommentRecord):
            found.comments += 1
        else:
            found.parts[Part(record, places.place(record.url)).destination] += 1
    return found


def threads_of(records: Iterator[Record], places: Places, found: Survey) -> Iterator[Part]:
    """The file's threads one by one; a thread in several pieces is held back until its last piece has come."""
    held: dict[str, Part] = {}
    left = found.parts.copy()
    for part in _parts(records, places):
        name = part.destination
        left[name] -= 1
        first = held.setdefault(name, part) if name else part
        if first is not part:
            first.comments.extend(part.comments)
        if not name or left[name] == 0:
            held.pop(name, None)
            yield first


def owner_key(thread: ThreadRecord) -> str | None:
    """The key of the thread that its owner named, if the name is one."""
    if thread.explicit_id is None:
        return None
    try:
        return explicit_key(thread.explicit_id)
    except Invalid:
        return None


def _parts(records: Iterator[Record], places: Places) -> Iterator[Part]:
    current: Part | None = None
    for record in records:
        if isinstance(record, ThreadRecord):
            if current is not None:
                yield current
            current = Part(record, places.place(record.url))
        elif current is not None:
            current.comments.append(record)
    if current is not None:
        yield current
