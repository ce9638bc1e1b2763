"""Answers kept ready as the bytes that go over the wire, until what they show changes; bounded by memory.

Exactness rests on four rules, each with a test that fails without it: what a commit changed is dropped before the
commit is acknowledged; what was begun before a change is not kept after it; nor is it shared with whoever asks after
it; and what will close by itself is kept no longer than that. Everything here happens in the event loop and never
waits, so there are no locks.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from chimein.gateways.clock import Clock
from chimein.store.news import Changed

Key = tuple[bytes, str]
"""A request's target as it came, and the encoding of the answer."""
Header = tuple[bytes, bytes]
MEGABYTE = 1024 * 1024
OVERHEAD = 1_800
"""Bytes of bookkeeping that one answer costs beside its own (measured)."""
OK_LINE = b"HTTP/1.1 200 OK\r\n"
NOT_MODIFIED_LINE = b"HTTP/1.1 304 Not Modified\r\n"
_OF_A_BODY = (b"content-type", b"content-length", b"content-encoding")


class Dated:
    """Bytes of an answer with the present Date in its place: joined once a second, not once an answer."""

    __slots__ = ("_bytes", "_date", "_line")

    def __init__(self, line: bytes, rest: bytes) -> None:
        self._bytes = line + rest
        self._line = len(line)
        self._date = b""

    def at(self, date: bytes) -> bytes:
        """The whole of it. `date` is compared by identity."""
        if date is not self._date:
            rest = memoryview(self._bytes)[self._line + len(self._date) :]
            self._bytes = b"".join((self._bytes[: self._line], date, rest))
            self._date = date
        return self._bytes

    def rest(self) -> bytes:
        """What follows the Date."""
        return self._bytes[self._line + len(self._date) :]

    def __len__(self) -> int:
        return len(self._bytes)


class Ready:
    """One complete answer, and what makes it old."""

    __slots__ = ("bare", "body_bytes", "changes", "etag", "key", "until", "whole")

    def __init__(self, filling: "Filling", headers: Iterable[Header], body: bytes) -> None:
        kept = list(headers)
        self.key = filling.key
        self.changes = filling.shows
        self.until = filling.until
        self.etag = next(value for name, value in kept if name == b"etag")
        self.body_bytes = len(body)
        self.whole = Dated(OK_LINE, _lines(kept) + body)
        self.bare = Dated(NOT_MODIFIED_LINE, _lines(each for each in kept if each[0] not in _OF_A_BODY))

    @property
    def size(self) -> int:
        """Bytes of memory it takes, roughly."""
        return len(self.whole) + len(self.bare) + len(self.key[0]) + OVERHEAD

    def headers(self) -> list[Header]:
        """The headers of the 200, without Date."""
        return _headers(self.whole.rest().partition(b"\r\n\r\n")[0])

    def bare_headers(self) -> list[Header]:
        """The headers of the 304, without Date."""
        return _headers(self.bare.rest().partition(b"\r\n\r\n")[0])

    def body(self) -> bytes:
        """The body of the 200."""
        rest = self.whole.rest()
        return rest[len(rest) - self.body_bytes :]


@dataclass(slots=True, eq=False)
class Filling:
    """An answer that is being made. Whoever makes it says what it shows and until when that holds."""

    key: Key
    shows: frozenset[Changed] = frozenset()
    until: int | None = None
    """Epoch milliseconds; None: until a change."""
    changed: set[Changed] = field(default_factory=set)
    """What was committed since it was begun."""
    made: asyncio.Future[Ready | None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the memory holds and what it was worth."""

    answers: int
    size: int
    most_bytes: int
    found: int
    missed: int
    dropped: int
    crowded_out: int


class ReadyAnswers:
    """The memory. `drop` is to be told of every commit (`News.listen`)."""

    def __init__(self, clock: Clock, most_bytes: int) -> None:
        self._clock = clock
        self._most_bytes = most_bytes
        self._size = 0
        self._kept: OrderedDict[Key, Ready] = OrderedDict()
        self._showing: dict[Changed, set[Key]] = {}
        self._open: set[Filling] = set()
        self._newest: dict[Key, Filling] = {}
        self._found = self._missed = self._dropped = self._crowded_out = 0

    def find(self, key: Key) -> Ready | None:
        """The answer, if it is ready."""
        ready = self._kept.get(key)
        if ready is None:
            return None
        if ready.until is not None and self._clock.now() >= ready.until:
            self._remove(ready)
            return None
        self._kept.move_to_end(key)
        self._found += 1
        return ready

    def under_way(self, key: Key) -> Filling | None:
        """The making of this answer, if it has begun and who asks now may share it."""
        filling = self._newest.get(key)
        return filling if filling is not None and self.is_still_true(filling) else None

    def begin(self, key: Key) -> Filling:
        """Begin to make an answer; what is read for it must be read after this. `end` must follow."""
        self._missed += 1
        filling = Filling(key)
        self._open.add(filling)
        self._newest[key] = filling
        return filling

    def keep(self, filling: Filling, ready: Ready) -> None:
        """The answer was made: share it, and keep it unless what it shows has changed meanwhile."""
        if filling.made.done():
            return
        filling.made.set_result(ready)
        if self.is_still_true(filling) and ready.size <= self._most_bytes:
            self._add(ready)

    def end(self, filling: Filling) -> None:
        """Nothing more will come of this, and perhaps nothing came of it."""
        self._open.discard(filling)
        if self._newest.get(filling.key) is filling:
            del self._newest[filling.key]
        if not filling.made.done():
            filling.made.set_result(None)

    def drop(self, changed: frozenset[Changed]) -> None:
        """These have changed: forget what shows them."""
        for filling in self._open:
            filling.changed |= changed
        for change in changed:
            for key in tuple(self._showing.get(change, ())):
                self._remove(self._kept[key])
                self._dropped += 1

    def is_still_true(self, filling: Filling) -> bool:
        """Whether nothing was committed since it was begun that it shows, or might yet show."""
        return not filling.changed or (bool(filling.shows) and filling.changed.isdisjoint(filling.shows))

    def numbers(self) -> Numbers:
        """For those who operate the instance."""
        return Numbers(
            answers=len(self._kept),
            size=self._size,
            most_bytes=self._most_bytes,
            found=self._found,
            missed=self._missed,
            dropped=self._dropped,
            crowded_out=self._crowded_out,
        )

    def _add(self, ready: Ready) -> None:
        old = self._kept.get(ready.key)
        if old is not None:
            self._remove(old)
        self._kept[ready.key] = ready
        self._size += ready.size
        for change in ready.changes:
            self._showing.setdefault(change, set()).add(ready.key)
        while self._size > self._most_bytes:
            self._remove(next(iter(self._kept.values())))
            self._crowded_out += 1

    def _remove(self, ready: Ready) -> None:
        del self._kept[ready.key]
        self._size -= ready.size
        for change in ready.changes:
            keys = self._showing[change]
            keys.discard(ready.key)
            if not keys:
                del self._showing[change]


def _lines(headers: Iterable[Header]) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers) + b"\r\n"


def _headers(lines: bytes) -> list[Header]:
    pairs = (line.partition(b": ") for line in lines.split(b"\r\n"))
    return [(name, value) for name, _, value in pairs]
