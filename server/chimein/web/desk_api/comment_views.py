"""Facts of the queue as the messages that programs read."""

from typing import cast

from chimein.gateways.keys import InstanceKeys, SealedEmail
from chimein.messages.desk_comments import (
    CommentInContext,
    DeskAudit,
    DeskComment,
    DeskLastAct,
    DeskThread,
    DeskWriter,
    NearBy,
    Queue,
    Revision,
)
from chimein.render.times import iso
from chimein.rules.accounts import ActorKind
from chimein.rules.cards import AuditLine, Card, InContext, LastAct, QueuePage, Replaced, Said, SealedAddress, Writer
from chimein.rules.masking import masked
from chimein.rules.queue import STATES, Cursor


def queue_view(page: QueuePage, keys: InstanceKeys) -> Queue:
    """A page of the queue."""
    return Queue(
        comments=[comment_view(card, keys) for card in page.cards],
        counts={state: page.count(state) for state in STATES},
        next=_cursor(page.next),
        previous=_cursor(page.previous),
    )


def context_view(found: InContext, keys: InstanceKeys) -> CommentInContext:
    """A comment with what is around it."""
    return CommentInContext(
        comment=comment_view(found.card, keys),
        ancestors=[_near_by(said) for said in found.ancestors],
        before=[_near_by(said) for said in found.before],
        after=[_near_by(said) for said in found.after],
        revisions=[_revision(replaced) for replaced in found.revisions],
        audit=[_audit(line) for line in found.audit],
    )


def comment_view(card: Card, keys: InstanceKeys) -> DeskComment:
    """A comment as who decides reads it."""
    return DeskComment(
        id=card.public_id,
        site=card.site.key,
        thread=_thread(card),
        kind=card.kind,
        depth=card.depth,
        state=card.state,
        state_at=iso(card.state_at),
        state_by=card.state_by,
        reasons=list(card.reasons),
        badge=card.badge,
        name=card.name,
        website=card.website,
        text=card.source_text,
        format=card.source_format,
        html=card.html,
        posted_at=iso(card.posted_at),
        edited_at=time_or_none(card.edited_at),
        pinned_at=time_or_none(card.pinned_at),
        revisions=card.revisions,
        replies=card.replies,
        parent=None if card.parent is None else _near_by(card.parent),
        writer=None if card.writer is None else _writer(card.writer, keys),
        act=None if card.act is None else _last_act(card.act),
    )


def time_or_none(moment: int | None) -> str | None:
    """A moment, where there is one."""
    return None if moment is None else iso(moment)


def _thread(card: Card) -> DeskThread:
    thread = card.thread
    return DeskThread(
        id=thread.public_id,
        url=thread.url,
        title=thread.title,
        closed_at=time_or_none(thread.closed_at),
        locked_at=time_or_none(thread.locked_at),
    )


def _writer(writer: Writer, keys: InstanceKeys) -> DeskWriter:
    return DeskWriter(
        person=str(writer.person_id),
        address=None if writer.address is None else _hint(writer.address, keys),
        is_trusted=writer.trusted_at is not None,
        is_confirmed=writer.confirmed_at is not None,
        first_seen=iso(writer.history.first_seen),
        comments=dict(writer.history.counts),
    )


def _hint(sealed: SealedAddress, keys: InstanceKeys) -> str:
    email = SealedEmail(sealed.cipher, sealed.wrapped_key, sealed.key_version)
    return masked(keys.open_email(sealed.site_id, sealed.person_id, email))


def _last_act(act: LastAct) -> DeskLastAct:
    return DeskLastAct(act=str(act.act_id), verb=act.verb, done_at=iso(act.done_at), changed=act.changed, by=act.by)


def _near_by(said: Said) -> NearBy:
    return NearBy(
        id=said.public_id, name=said.name, state=said.state, posted_at=iso(said.posted_at), excerpt=said.excerpt
    )


def _revision(replaced: Replaced) -> Revision:
    return Revision(
        name=replaced.name,
        website=replaced.website,
        text=replaced.source_text,
        replaced_at=iso(replaced.replaced_at),
    )


def _audit(line: AuditLine) -> DeskAudit:
    return DeskAudit(
        seq=line.seq,
        at=iso(line.at),
        actor=cast("ActorKind", line.actor),
        account=line.account,
        verb=line.verb,
        act=None if line.act_id is None else str(line.act_id),
        detail=dict(line.detail),
    )


def _cursor(cursor: Cursor | None) -> str | None:
    return None if cursor is None else cursor.text()
