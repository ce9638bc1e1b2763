"""A moderator at work in a running server's own store, without a desk between."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from chimein.access.moderating import ThreadOfOwner, comment_for_owner, thread_for_owner
from chimein.rules.accounts import SHELL
from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.acts import Change, Doing, Done
from chimein.store.writes.comments import Judged, set_state
from chimein.store.writes.restoring_threads import restore_doors, restore_keys, restore_merged
from running import Running
from visiting import rows

Restorer = Callable[[int, Change, Doing], Transaction[bool]]
RESTORERS: Mapping[str, Restorer] = {
    "thread": restore_doors,
    "key": restore_keys,
    "merge": restore_merged,
}


class Moderator:
    """Decides on the threads of one site."""

    def __init__(self, house: Running, site: str) -> None:
        self.house, self.site = house, site
        self.site_id: int = rows(house.database, "select site_id from site where key = ?", site)[0][0]

    def doing(self) -> Doing:
        """Who decides, and when."""
        instance = self.house.instance
        return Doing(SHELL, instance.clock.now(), instance.mint.new, instance.keys.audit_seal)

    def thread(self, name: str) -> ThreadOfOwner:
        """The thread as it is now."""
        return self.house.read(thread_for_owner(name, self.site))

    def does(self, verb: Callable[..., Transaction[Done]], name: str, *wish: Any) -> Done:
        """Do this with the thread of that name."""

        @repeatable
        def done() -> Transaction[Done]:
            found = yield from thread_for_owner(name, self.site)
            return (yield from verb(found.thread, *wish, self.doing()))

        return self.house.write(done())

    def publishes(self, public_id: str) -> None:
        """Let a comment be read."""

        @repeatable
        def published() -> Transaction[None]:
            found = yield from comment_for_owner(public_id, self.site)
            yield from set_state(found.comment, Judged("published", self.doing().at, "shell"))

        self.house.write(published())

    def undoes(self, done: Done) -> list[bool]:
        """Take an act back; for each change whether it could be."""
        query = """select kind, thread_id, subject_id, was, became from act_change
            where site_id = ? and act_id = ? order by position desc"""
        found = rows(self.house.database, query, self.site_id, done.act_id)
        changes = [
            Change(kind, thread_id, subject, msgspec.json.decode(was), msgspec.json.decode(became))
            for kind, thread_id, subject, was, became in found
        ]

        @repeatable
        def undone() -> Transaction[list[bool]]:
            came_back: list[bool] = []
            for change in changes:
                came_back += [(yield from RESTORERS[change.kind](self.site_id, change, self.doing()))]
            return came_back

        return self.house.write(undone())

    def asks(self, query: str, *params: Any) -> list[tuple[Any, ...]]:
        """What an independent connection finds."""
        return rows(self.house.database, query, *params)

    def audited(self) -> list[tuple[Any, ...]]:
        """What the audit says, in order."""
        query = "select verb, actor, thread_id, comment_id, detail from audit where site_id = ? order by seq"
        return rows(self.house.database, query, self.site_id)
