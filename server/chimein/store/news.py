"""What a committed transaction changed for readers, told to whoever keeps answers ready.

Which queries change what readers see stands here, in one table; tests/store/test_news.py holds it to the SQL files.
Nothing here knows an engine: an engine notes what a transaction asks for, and tells it after its COMMIT and before
anybody is answered.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, Protocol, TypeVar

from chimein.figures import StoreFigures
from chimein.store.calls import Call, Rows, Store, Transaction, steps_of

LOG = logging.getLogger("chimein.store")
T = TypeVar("T")


class Changed(NamedTuple):
    """A thread, a key that leads to a thread or will, or (with neither) everything of a site."""

    site_id: int
    thread_id: int = 0
    key: str = ""


Reading = Callable[[Call, Rows], Iterable[Changed]]
Listener = Callable[[frozenset[Changed]], None]


class News:
    """Where an engine tells what was committed. Listeners are called in the event loop and must not wait."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Tell this one too, from now on."""
        self._listeners.append(listener)

    def tell(self, changed: Iterable[Changed]) -> None:
        """These are on the disk, or may be: where a commit's fate is unknown, telling is the safe side."""
        news = frozenset(changed)
        for listener in self._listeners if news else ():
            try:
                listener(news)
            except Exception:
                # The commit stands, and the writer must go on.
                LOG.exception("a listener failed")


class TellingStore(Store, Protocol):
    """A store whose commits are told, those of other processes too."""

    news: News
    figures: StoreFigures

    async def sizes(self) -> Mapping[str, int]:
        """What it takes on the disk, by part (`database`, `wal`), in bytes."""
        ...


def noting(transaction: Transaction[T], noted: set[Changed]) -> Transaction[T]:
    """The same transaction; what it changes for readers is added to `noted` as it goes."""
    return watching(transaction, _changes, noted)


def watching(transaction: Transaction[T], see: Reading, seen: set[Changed]) -> Transaction[T]:
    """The same transaction; what `see` says of each query and its rows is added to `seen` as it goes."""
    try:
        steps = steps_of(transaction)
        asked = next(steps)
        while True:
            rows = yield asked
            seen.update(see(asked, rows))
            asked = steps.send(rows)
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        transaction.close()


def _changes(asked: Call, rows: Rows) -> Iterable[Changed]:
    reading = CHANGES.get(asked.name)
    return reading(asked, rows) if reading is not None else ()


def _thread(asked: Call, _: Rows) -> Iterable[Changed]:
    return (Changed(asked.params["site_id"], asked.params["id"]),)


def _counted(asked: Call, rows: Rows) -> Iterable[Changed]:
    return _thread(asked, rows) if asked.params["seen"] else ()


def _key(asked: Call, _: Rows) -> Iterable[Changed]:
    # The thread too: once it has an id of its owner's, other ids no longer fall back to it.
    site_id = asked.params["site_id"]
    return Changed(site_id, key=asked.params["key"]), Changed(site_id, asked.params["thread_id"])


def _led(asked: Call, rows: Rows) -> Iterable[Changed]:
    return (*_key(asked, rows), Changed(asked.params["site_id"], asked.params["into"]))


def _threads(asked: Call, rows: Rows) -> Iterable[Changed]:
    return [Changed(asked.params["site_id"], thread_id) for (thread_id,) in rows]


def _site(asked: Call, _: Rows) -> Iterable[Changed]:
    return (Changed(asked.params["site_id"]),)


CHANGES: Mapping[str, Reading] = {
    "count_up_thread": _counted,
    "touch_thread": _thread,
    "touch_threads_of_persona": _threads,
    "set_doors_of_thread": _thread,
    "set_merged_into": _thread,
    "recount_thread": _thread,
    "add_thread_key": _key,
    "lead_thread_key": _led,
    "remove_thread_key": _key,
    "change_site": _site,
    "add_origin": _site,
    "remove_origins": _site,
    "remove_site_of_site": _site,
    "add_ban": _site,
    "lift_ban": _site,
    "lead_ban": _site,
    "lead_bans": _site,
    "remove_ban_of_site": _site,
}
"""A thread's bytes change only with its version or its site's, so these are the queries that raise one, and those that
say which thread an address leads to."""
