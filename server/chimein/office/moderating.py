"""Does what moderators ask from the shell, with an opened instance. All sites are the owner's."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import msgspec

from chimein.access.moderating import (
    CommentOfOwner,
    comment_for_owner,
    comments_for_owner,
    writer_of,
    writings_of,
)
from chimein.access.queue_finder import finder_for_owner
from chimein.actions.decide_comment import Decision, Stage, decide_comments, decide_next
from chimein.actions.pin_comment import pin_comment, unpin_comment
from chimein.actions.reply_as_site import Reply, reply_as_site
from chimein.actions.reword_comment import Rewording, reword_comment
from chimein.actions.trust_persona import distrust_persona, trust_persona
from chimein.actions.undo import undo
from chimein.office.moderating_verbs import (
    ActRef,
    ActView,
    BulkStage,
    DecideComments,
    Decided,
    DecideMatching,
    DecideWritings,
    Replied,
    ReplyToComment,
    RewordComment,
    ShowActs,
    ShowHistory,
    TendComment,
    UndoneSome,
    UndoSome,
    Version,
)
from chimein.render.body import RENDERER_VERSION, Body, render_body
from chimein.render.times import iso
from chimein.rules.accounts import SHELL
from chimein.rules.facts import Comment, Persona, Revision
from chimein.rules.names import clean_name
from chimein.rules.posting import EditedDraft
from chimein.rules.queue import filter_of
from chimein.rules.refusals import NotFound
from chimein.rules.setting_controls import LONGEST_TEXT
from chimein.rules.texts import clean_text, text_mark
from chimein.rules.websites import clean_website
from chimein.rules.whole_numbers import is_whole_number
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.acts import NEWEST, acts_before
from chimein.store.reads.comments import revisions_of
from chimein.store.reads.sites import site_by_key
from chimein.store.writes.acts import Doing, Done
from chimein.wiring import Instance


def doing(instance: Instance) -> Doing:
    """The shell, now."""
    return Doing(SHELL, instance.clock.now(), instance.mint.new, instance.keys.audit_seal)


def act_number(text: str) -> int:
    """An act as people name it. Raises `NotFound`."""
    if not is_whole_number(text):
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


async def _decide_writings(instance: Instance, verb: DecideWritings) -> BulkStage:
    at_work, seen = doing(instance), verb.stage
    stage = Stage(seen.last, None if seen.act is None else act_number(seen.act), seen.changed)

    @repeatable
    def next_part() -> Transaction[tuple[str, Stage]]:
        found = yield from comment_for_owner(verb.writer_of, verb.site)
        find = yield from writings_of(found.comment, verb.upto)
        return found.site.key, (yield from decide_next(found.site.site_id, find, stage, Decision(verb.state), at_work))

    return _stage_view(*await instance.store.write(next_part()))


async def _decide_matching(instance: Instance, verb: DecideMatching) -> BulkStage:
    at_work, seen = doing(instance), verb.stage
    stage = Stage(seen.last, None if seen.act is None else act_number(seen.act), seen.changed)

    @repeatable
    def next_part() -> Transaction[Stage]:
        site = yield from site_by_key(verb.site)
        wanted = filter_of({**verb.where, "site": [site.key]}, {site.key: site.site_id})
        find = finder_for_owner(site.site_id, wanted, verb.upto)
        return (yield from decide_next(site.site_id, find, stage, Decision(verb.state), at_work))

    return _stage_view(verb.site, await instance.store.write(next_part()))


def _stage_view(key: str, after: Stage) -> BulkStage:
    act = None if after.act_id is None else str(after.act_id)
    return BulkStage(last=after.last, act=act, site=key, changed=after.changed)


async def _tend(instance: Instance, verb: TendComment) -> Decided:
    at_work = doing(instance)

    @repeatable
    def tended() -> Transaction[tuple[str, Done]]:
        found = yield from comment_for_owner(verb.id, verb.site)
        return found.site.key, (yield from _TENDING[verb.wish](found.comment, at_work))

    return _decided(*await instance.store.write(tended()))


async def _reword(instance: Instance, verb: RewordComment) -> Decided:
    found = await instance.store.read(comment_for_owner(verb.id, verb.site))
    comment, at_work = found.comment, doing(instance)
    text = comment.source_text if verb.text is None else verb.text
    name = comment.name if verb.name is None else clean_name(verb.name)
    website = comment.website if verb.website is None else clean_website(verb.website)
    draft = EditedDraft(name, website, clean_text(text, min_length=1, max_length=LONGEST_TEXT))
    body: Body = await instance.off_loop.run(partial(render_body, draft.text, "markdown"))
    tree = msgspec.json.encode(body.tree).decode()
    words = Rewording(draft, tree, body.html, RENDERER_VERSION, text_mark(draft.text))

    @repeatable
    def reworded() -> Transaction[Done]:
        fresh = yield from comment_for_owner(verb.id, verb.site)
        return (yield from reword_comment(fresh.comment, words, at_work))

    return _decided(found.site.key, await instance.store.write(reworded()))


async def _show_history(instance: Instance, verb: ShowHistory) -> list[Version]:
    def history() -> Transaction[tuple[Comment, list[Revision]]]:
        found = yield from comment_for_owner(verb.id, verb.site)
        return found.comment, (yield from revisions_of(found.comment))

    comment, before = await instance.store.read(history())
    former = [
        Version(
            name=one.name,
            website=one.website,
            text=one.source_text,
            replaced_at=iso(one.replaced_at),
            replaced_by=one.replaced_by or "writer",
        )
        for one in before
    ]
    now = Version(
        name=comment.name, website=comment.website, text=comment.source_text, replaced_at=None, replaced_by=None
    )
    return [*former, now]


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


def _of_writer(
    change: Callable[[Persona, Doing], Transaction[Done]],
) -> Callable[[Comment, Doing], Transaction[Done]]:
    def changed(comment: Comment, at_work: Doing) -> Transaction[Done]:
        persona = yield from writer_of(comment)
        return (yield from change(persona, at_work))

    return changed


_TENDING: Mapping[str, Callable[[Comment, Doing], Transaction[Done]]] = {
    "pin": pin_comment,
    "unpin": unpin_comment,
    "trust": _of_writer(trust_persona),
    "distrust": _of_writer(distrust_persona),
}


def _decided(key: str, done: Done) -> Decided:
    acts = [ActRef(site=key, act=str(done.act_id))] if done.changed else []
    return Decided(changed=done.changed, acts=acts)


MODERATING: Mapping[type[Any], Callable[[Instance, Any], Awaitable[Any]]] = {
    DecideComments: _decide_comments,
    DecideWritings: _decide_writings,
    DecideMatching: _decide_matching,
    TendComment: _tend,
    RewordComment: _reword,
    ShowHistory: _show_history,
    ReplyToComment: _reply,
    UndoSome: _undo,
    ShowActs: _show_acts,
}
