"""What is done at the desk, by a page or by a program, in one transaction each: who asks is read, the thing is obtained
with the right to it, and the verb is carried out. A role that was taken away a moment ago does nothing any more.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

import msgspec

from chimein.access.desk import Obtained, comment_for, site_for
from chimein.actions.decide_comment import Decided, Decision, decide_comments
from chimein.actions.reply_as_site import Reply, reply_as_site
from chimein.actions.undo import Undone, undo
from chimein.render.body import RENDERER_VERSION, Body, render_body
from chimein.rules.accounts import Staff
from chimein.rules.facts import Comment, Site, State
from chimein.rules.setting_controls import LONGEST_TEXT
from chimein.rules.texts import clean_text
from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.acts import Doing, Done
from chimein.wiring import Instance

Who = Callable[[], Transaction[Staff]]
"""Who asks, read anew: `signed_in` of a session, or the account behind a token."""
STATES: Mapping[str, Decided] = {"approve": "published", "reject": "rejected", "spam": "spam", "hold": "held"}
"""What the verbs make of a comment."""


class OnSite(NamedTuple):
    """An act, and on which site it can be undone."""

    site: Site
    done: Done


def doing_of(instance: Instance, staff: Staff) -> Doing:
    """What every verb is given: who, when, with which pen."""
    return Doing(staff.actor, instance.clock.now(), instance.mint.new, instance.keys.audit_seal)


async def decide(
    instance: Instance, who: Who, public_ids: Iterable[str], verb: str, seen: State | None = None
) -> list[OnSite]:
    """Give comments another state, all or none: an act for each site. Raises `Outdated`, `AlreadyGone`, `NotFound`."""
    decision, ids = Decision(STATES[verb], seen), list(dict.fromkeys(public_ids))

    @repeatable
    def all_or_none() -> Transaction[list[OnSite]]:
        staff = yield from who()
        by_site: dict[int, list[Obtained]] = {}
        for public_id in ids:
            found = yield from comment_for(staff, public_id, "moderate")
            by_site.setdefault(found.site.site_id, []).append(found)
        done = []
        for several in by_site.values():
            site, comments = several[0].site, _comments(several)
            act = yield from decide_comments(site.site_id, comments, decision, doing_of(instance, staff))
            done.append(OnSite(site, act))
        return done

    return await instance.store.write(all_or_none())


async def reply(instance: Instance, who: Who, public_id: str, text: str) -> tuple[str, OnSite]:
    """Answer as the site; the answer's public id, and the act. Raises `Invalid`, `NotFound`."""
    clean = clean_text(text, min_length=1, max_length=LONGEST_TEXT)
    body: Body = await instance.off_loop.run(partial(render_body, clean, "markdown"))
    words = Reply(clean, msgspec.json.encode(body.tree).decode(), body.html, RENDERER_VERSION)

    @repeatable
    def answered() -> Transaction[tuple[str, OnSite]]:
        staff = yield from who()
        found = yield from comment_for(staff, public_id, "moderate")
        new_id, act = yield from reply_as_site(
            found.site, found.thread, found.comment, words, doing_of(instance, staff)
        )
        return new_id, OnSite(found.site, act)

    return await instance.store.write(answered())


async def take_back(instance: Instance, who: Who, site_key: str, act_id: int) -> Undone:
    """Undo an act, however large. Raises `TooLateToUndo`, `NotFound`."""

    @repeatable
    def step() -> Transaction[Undone]:
        staff = yield from who()
        site = yield from site_for(staff, site_key, "moderate")
        return (yield from undo(site.site_id, act_id, doing_of(instance, staff)))

    total = Undone(0, 0, more=True)
    while total.more:
        part = await instance.store.write(step())
        total = Undone(total.undone + part.undone, total.left_alone + part.left_alone, part.more)
    return total


def _comments(several: Iterable[Obtained]) -> list[Comment]:
    return [one.comment for one in several]
