"""Up to where a standby must have replayed the primary's log before it may show what has changed.

A change is told after its commit; from then on a copy that lacks it must not be read, or an old answer would be kept
as new. Positions are bytes of the write-ahead log. Nothing here knows a database.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from chimein.store.calls import Call, Rows, Transaction
from chimein.store.news import Changed, Reading, watching

T = TypeVar("T")
UNPLACED = 2**64
"""Beyond every position: changed, and it is not known yet where in the log."""
ALL = -1
EVERYTHING = Changed(ALL)


class Fences:
    """What changed lately, and where in the log."""

    def __init__(self) -> None:
        self._at: dict[Changed, int] = {}
        self._unplaced: set[Changed] = set()
        self._floor = 0

    def raise_(self, changed: Iterable[Changed]) -> None:
        """These have changed: nobody may show them before it is known from where on they are seen."""
        for change in changed:
            self._at[change] = UNPLACED
            self._unplaced.add(change)

    def take_unplaced(self) -> frozenset[Changed]:
        """What has changed before now; the primary's position is to be asked for after this, and given to `place`."""
        taken, self._unplaced = frozenset(self._unplaced), set()
        return taken

    def place(self, taken: frozenset[Changed], position: int | None) -> None:
        """They are all seen from `position` on, except those that changed again; None: it could not be learnt."""
        if position is None:
            self._unplaced |= taken
            return
        self._at.update((change, position) for change in taken - self._unplaced)

    def take_down(self, position: int) -> None:
        """Whoever may be asked has replayed up to here; who comes later must have, too."""
        passed = [change for change, at in self._at.items() if at <= position]
        for change in passed:
            self._floor = max(self._floor, self._at.pop(change))

    @property
    def are_up(self) -> bool:
        """Whether there are any."""
        return bool(self._at)

    def position_for(self, looked: Iterable[Changed]) -> int:
        """Where one must have come to have seen all changes of what was looked at."""
        return max((self._position(look) for look in looked), default=self._floor)

    def _position(self, look: Changed) -> int:
        if look.site_id == ALL:
            found = list(self._at.values())
        elif look.thread_id == ALL:
            found = [at for change, at in self._at.items() if change.site_id == look.site_id]
        else:
            found = [self._at[change] for change in (look, Changed(look.site_id)) if change in self._at]
        return max(found, default=self._floor)


def looking(transaction: Transaction[T], looked: set[Changed]) -> Transaction[T]:
    """The same transaction; what it looks at is added to `looked` as it goes."""
    return watching(transaction, _looks, looked)


def _looks(asked: Call, rows: Rows) -> Iterable[Changed]:
    """What a query looks at; as much as possible where that is not known better."""
    reading = LOOKS.get(asked.name)
    if reading is not None:
        found = tuple(reading(asked, rows))
        if found:
            return found
    site_id = asked.params.get("site_id")
    if site_id is None:
        return (EVERYTHING,)
    return (Changed(site_id, asked.params.get("thread_id", ALL)),)


def _site(_: Call, rows: Rows) -> Iterable[Changed]:
    return [Changed(row[0]) for row in rows]


def _thread_found(_: Call, rows: Rows) -> Iterable[Changed]:
    return [Changed(row[0], row[1]) for row in rows]


def _by_key(asked: Call, rows: Rows) -> Iterable[Changed]:
    return [Changed(asked.params["site_id"], key=asked.params["key"]), *_thread_found(asked, rows)]


def _own_site(asked: Call, _: Rows) -> Iterable[Changed]:
    return (Changed(asked.params["site_id"]),)


LOOKS: Mapping[str, Reading] = {
    "site_by_key": _site,
    "origins_of_site": _own_site,
    "thread_by_key": _by_key,
    "thread_by_id": _thread_found,
    "thread_by_public_id": _thread_found,
    "comment_by_public_id": _thread_found,
}
"""Queries that look at less than their parameters tell. Rows of the last four begin with site and thread; where there
are none, anything of the site might have been found."""
