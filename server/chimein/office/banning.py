"""Does what the shell asks about bans, with an opened instance."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from chimein.access.moderating import comment_for_owner, writer_of
from chimein.actions.ban import NewBan, ban, lift_ban
from chimein.office.banning_verbs import AddBan, Banned, BanView, LiftBan, ShowBans
from chimein.office.moderating import act_number, doing
from chimein.office.moderating_verbs import ActRef
from chimein.render.times import iso
from chimein.rules.bans import Ban, clean_pattern
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.bans import ban_by_id, bans_of_site, network_of_comment
from chimein.store.reads.sites import site_by_key
from chimein.store.writes.acts import Done
from chimein.wiring import Instance


async def _add_ban(instance: Instance, verb: AddBan) -> Banned:
    at_work = doing(instance)
    pattern = None if verb.pattern is None else clean_pattern(verb.kind, verb.pattern)

    @repeatable
    def banned() -> Transaction[Done]:
        site = yield from site_by_key(verb.site)
        person_id, mark = yield from _of_comment(verb)
        new = NewBan(
            verb.kind, verb.verdict, person_id, pattern, mark, is_shadow=verb.shadow, note=verb.note, days=verb.days
        )
        return (yield from ban(site.site_id, new, at_work))

    return _banned(verb.site, await instance.store.write(banned()))


def _of_comment(verb: AddBan) -> Transaction[tuple[int | None, bytes | None]]:
    if verb.comment is None:
        return None, None
    found = yield from comment_for_owner(verb.comment, verb.site)
    if verb.kind == "person":
        return (yield from writer_of(found.comment)).person_id, None
    return None, (yield from network_of_comment(found.comment))


async def _lift_ban(instance: Instance, verb: LiftBan) -> Banned:
    at_work, number = doing(instance), act_number(verb.ban)

    @repeatable
    def lifted() -> Transaction[Done]:
        site = yield from site_by_key(verb.site)
        return (yield from lift_ban((yield from ban_by_id(site.site_id, number)), at_work))

    return _banned(verb.site, await instance.store.write(lifted()))


async def _show_bans(instance: Instance, verb: ShowBans) -> list[BanView]:
    site = await instance.store.read(site_by_key(verb.site))
    now = instance.clock.now()
    return [_view(each, now) for each in await instance.store.read(bans_of_site(site.site_id))]


BANNING: Mapping[type[Any], Callable[[Instance, Any], Awaitable[Any]]] = {
    AddBan: _add_ban,
    LiftBan: _lift_ban,
    ShowBans: _show_bans,
}


def _banned(key: str, done: Done) -> Banned:
    return Banned(changed=done.changed, act=ActRef(site=key, act=str(done.act_id)) if done.changed else None)


def _view(each: Ban, now: int) -> BanView:
    return BanView(
        ban=str(each.id),
        kind=each.kind,
        pattern=each.pattern,
        person=each.person_id,
        verdict=each.verdict,
        shadow=each.is_shadow,
        note=each.note,
        hits=each.hits,
        hit_at=_time(each.hit_at),
        created_at=iso(each.created_at),
        expires_at=_time(each.expires_at),
        lifted_at=_time(each.lifted_at),
        stands=each.stands(now),
    )


def _time(at: int | None) -> str | None:
    return None if at is None else iso(at)
