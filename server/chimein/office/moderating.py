"""Does what moderators ask from the shell, with an opened instance. All sites are the owner's."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import msgspec

from chimein.access.moderating import CommentOfOwner, comment_for_owner, comments_for_owner
from chimein.actions.decide_comment import Decision, decide_comments
from chimein.actions.reply_as_site import Reply, reply_as_site
from chimein.actions.undo import undo
from chimein.office.moderating_verbs import (
    ActRef,
    ActView,
    DecideComments,
    Decided,
    Replied,
    ReplyToComment,
    ShowActs,
    UndoneSome,
    UndoSome,
)
from chimein.render.body import RENDERER_VERSION, Body, render_body
from chimein.render.times import iso
from chimein.rules.accounts import SHELL
from chimein.rules.refusals import NotFound
from chimein.rules.setting_controls import LONGEST_TEXT
from chimein.rules.texts import clean_text
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.acts import NEWEST, acts_before
from chimein.store.reads.sites import site_by_key
from chimein.store.writes.acts import Doing, Done
from chimein.wiring import Instance


def doing(instance: Instance) -> Doing:
    """The shell, now."""
    return Doing(SHELL, instance.clock.now(), instance.mint.new, instance.keys.audit_seal)


def act_number(text: str) -> int:
    """An act as people name it. Raises `NotFound`."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise NotFound("There is no such decision here.")
    return int(text)


async def _decide_comments(instance: Instance, verb: DecideComments) -> Decided:
    decision, at_work = Decision(verb.state), doing(instance)

    @repeatable
    def all_or_none() -> Transaction[list[tuple[str, Done]]]:
        done = []
        for site, found in (yield from comments_for_owner(verb.ids, verb.site)):
            one = yield from decide_comments(site.site_id, found, decision, at_work)
            done.append((site.key, one))
        return done

    done = await instance.store.write(all_or_none())
    return Decided(
        changed=sum(one.changed for _, one in done),
        acts=[ActRef(site=key, act=str(one.act_id)) for key, one in done if one.changed],
    )


async def _reply(instance: Instance, verb: ReplyToComment) -> Replied:
    text = clean_text(verb.text, min_length=1, max_length=LONGEST_TEXT)
    body: Body = await instance.off_loop.run(partial(render_body, text, "markdown"))
    reply = Reply(text, msgspec.json.encode(body.tree).decode(), body.html, RENDERER_VERSION)
    at_work = doing(instance)

    @repeatable
    def answered() -> Transaction[tuple[CommentOfOwner, str, Done]]:
        found = yield from comment_for_owner(verb.parent, verb.site)
        public_id, done = yield from reply_as_site(found.site, found.thread, found.comment, reply, at_work)
        return found, public_id, done

    found, public_id, done = await instance.store.write(answered())
    return Replied(id=public_id, act=ActRef(site=found.site.key, act=str(done.act_id)))


async def _undo(instance: Instance, verb: UndoSome) -> UndoneSome:
    site = await instance.store.read(site_by_key(verb.site))
    done = await instance.store.write(undo(site.site_id, act_number(verb.act), doing(instance)))
    return UndoneSome(undone=done.undone, left_alone=done.left_alone, more=done.more)


async def _show_acts(instance: Instance, verb: ShowActs) -> list[ActView]:
    site = await instance.store.read(site_by_key(verb.site))
    found = await instance.store.read(acts_before(site.site_id, NEWEST, verb.limit))
    return [
        ActView(
            act=str(act.id),
            verb=act.verb,
            done_at=iso(act.done_at),
            changed=act.changed,
            undone_at=None if act.undone_at is None else iso(act.undone_at),
            account=act.account_id,
        )
        for act in found
    ]


MODERATING: Mapping[type[Any], Callable[[Instance, Any], Awaitable[Any]]] = {
    DecideComments: _decide_comments,
    ReplyToComment: _reply,
    UndoSome: _undo,
    ShowActs: _show_acts,
}
