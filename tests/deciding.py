"""A moderator of a served instance, whose verbs run in the server's own store as the desk and the shell run them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from chimein.access.moderating import comment_for_owner, comments_for_owner, writings_of
from chimein.actions.decide_comment import Decided, Decision, Stage, decide_comments, decide_next
from chimein.actions.undo import AT_ONCE, Undone, undo
from chimein.rules.accounts import SHELL, Actor
from chimein.rules.facts import Comment, Site, State
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.sites import site_by_key
from chimein.store.writes.acts import Doing, Done
from recounting import recounted
from running import Running
from visiting import Json, rows

T = TypeVar("T")
Verb = Callable[[Site, Comment, Doing], Transaction[T]]
STANDING = "select state, state_at, state_by, number, shown from comment where public_id = ?"


class Moderator:
    """Decides on the site `key`, as `actor`, at the time of the server's clock moved by `later` milliseconds."""

    def __init__(self, house: Running, key: str, actor: Actor = SHELL, later: int = 0) -> None:
        self.house, self.key, self.actor, self.later = house, key, actor, later

    @property
    def site(self) -> Site:
        """The site as it is."""
        return self.house.read(site_by_key(self.key))

    @property
    def doing(self) -> Doing:
        """This moderator, now."""
        instance = self.house.instance
        return Doing(self.actor, instance.clock.now() + self.later, instance.mint.new, instance.keys.audit_seal)

    def decides(self, state: Decided, *posted: Json, seen: State | None = None, act: int | None = None) -> Done:
        """All of what `says` gave gets that state."""
        ids, doing, key = [each["comment"]["id"] for each in posted], self.doing, self.key

        @repeatable
        def transaction() -> Transaction[Done]:
            ((site, found),) = yield from comments_for_owner(ids, key)
            return (yield from decide_comments(site.site_id, found, Decision(state, seen), doing, act))

        return self.house.write(transaction())

    def decides_writings(self, state: Decided, posted: Json, upto: int, stage: Stage) -> Stage:
        """The next two comments of whoever wrote this one get that state."""

        def verb(site: Site, comment: Comment, doing: Doing) -> Transaction[Stage]:
            find = yield from writings_of(comment, upto)
            return (yield from decide_next(site.site_id, find, replace(stage, at_once=2), Decision(state), doing))

        return self.does(verb, posted)

    def does(self, verb: Verb[T], posted: Json) -> T:
        """A verb on one comment."""
        public_id, doing, key = posted["comment"]["id"], self.doing, self.key

        @repeatable
        def transaction() -> Transaction[T]:
            found = yield from comment_for_owner(public_id, key)
            return (yield from verb(found.site, found.comment, doing))

        return self.house.write(transaction())

    def undoes(self, act: int, at_once: int = AT_ONCE) -> Undone:
        """Takes an act back, or its next part."""
        return self.house.write(undo(self.site.site_id, act, self.doing, at_once))

    def standing(self, posted: Json) -> tuple[Any, ...]:
        """State, when, by whom, number and whether it is shown, seen by an independent connection."""
        return rows(self.house.database, STANDING, posted["comment"]["id"])[0]

    def audit(self) -> list[tuple[Any, ...]]:
        """Actor, account, verb, comment, act and detail of every row."""
        query = "select actor, account_id, verb, comment_id, act_id, detail from audit where site_id = ? order by seq"
        return rows(self.house.database, query, self.site.site_id)

    def assert_counted(self) -> None:
        """Every counter of the site equals a recount."""
        assert recounted(self.house, self.key) == []
