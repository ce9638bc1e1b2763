"""A moderator at work in a running server's own store, without a desk between."""

from collections.abc import Callable
from typing import Any

from chimein.access.moderating import ThreadOfOwner, comment_for_owner, thread_for_owner
from chimein.actions.undo import undo
from chimein.rules.accounts import SHELL
from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.acts import Doing, Done
from chimein.store.writes.comments import Judged, set_state
from recounting import recount
from running import Running
from visiting import rows


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

    def does_to(self, verb: Callable[..., Transaction[Done]], public_id: str, wish: Any) -> Done:
        """Do this with a comment and its thread."""

        @repeatable
        def done() -> Transaction[Done]:
            found = yield from comment_for_owner(public_id, self.site)
            return (yield from verb(found.comment, found.thread, wish, self.doing()))

        return self.house.write(done())

    def publishes(self, public_id: str, state: Any = "published") -> None:
        """Let a comment be read, or have another state."""

        @repeatable
        def published() -> Transaction[None]:
            found = yield from comment_for_owner(public_id, self.site)
            yield from set_state(found.comment, Judged(state, self.doing().at, "shell"))

        self.house.write(published())

    def undoes(self, done: Done) -> tuple[int, int]:
        """Take an act back: how much came back, and how much was left alone."""
        found = self.house.write(undo(self.site_id, done.act_id, self.doing()))
        return found.undone, found.left_alone

    def asks(self, query: str, *params: Any) -> list[tuple[Any, ...]]:
        """What an independent connection finds."""
        return rows(self.house.database, query, *params)

    def miscounted(self) -> list[str]:
        """What a recount contradicts in any thread; one may have given numbers that stand elsewhere now."""
        ids = self.asks("select id from thread where site_id = ?", self.site_id)
        wrong = [line for (own,) in ids for line in recount(self.asks, self.site_id, own)]
        return [line for line in wrong if not line.startswith("thread last_number")]

    def audited(self) -> list[tuple[Any, ...]]:
        """What the audit says, in order."""
        query = "select verb, actor, thread_id, comment_id, detail from audit where site_id = ? order by seq"
        return self.asks(query, self.site_id)
