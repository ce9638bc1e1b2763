"""Does what a verb says, with an opened instance. Whether it came through the socket makes no difference here."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from msgspec import structs

from chimein.access.importing import weigh_batch
from chimein.actions.add_site import NewSite, add_site
from chimein.actions.change_site import SiteChange, change_site
from chimein.actions.have_left import have_left
from chimein.actions.import_batch import Delivery, Newcomer, import_batch
from chimein.actions.leave import leave
from chimein.actions.remove_site import remove_site
from chimein.actions.render_again import NewRendering, OldRendering, old_renderings, render_again
from chimein.actions.stay import stay
from chimein.messages.batches import BatchPersona, StoreBatch, StoredBatch, WeighBatch, Weighed
from chimein.office.accounts import ACCOUNT_PERFORMERS
from chimein.office.banning import BANNING
from chimein.office.doctor import examine_page
from chimein.office.line import Refused
from chimein.office.moderating import MODERATING, doing
from chimein.office.snippets import show_snippets
from chimein.office.threads import LEADING
from chimein.office.tokens import TOKEN_PERFORMERS
from chimein.office.verbs import (
    AddSite,
    ChangeSite,
    Done,
    ExaminePage,
    HaveLeft,
    Leave,
    MoveView,
    RemoveSite,
    RenderedSome,
    RenderSome,
    ShowSites,
    ShowSnippets,
    SiteView,
    Stay,
    Verb,
)
from chimein.office.views import site_view
from chimein.render.body import RENDERER_VERSION
from chimein.rules.facts import Site
from chimein.rules.refusals import Invalid, Refusal
from chimein.rules.site_keys import KEY_BITS, site_key
from chimein.rules.site_settings import WrongSetting
from chimein.store.reads.moves import Move
from chimein.store.reads.sites import all_sites, site_by_key
from chimein.store.writes.persons import NewPersona, SealedAddress
from chimein.transfer.cleaning import rendered
from chimein.wiring import Instance


async def perform(instance: Instance, verb: Verb) -> Any:  # noqa: ANN401 - the caller knows its verb's answer
    """The verb's answer. Raises `Refused`."""
    try:
        return await _PERFORMERS[type(verb)](instance, verb)
    except Invalid as refused:
        raise Refused(refused.sentence) from refused
    except Refusal as refused:
        raise Refused(refused.detail) from refused
    except WrongSetting as refused:
        raise Refused(str(refused)) from refused


async def _add_site(instance: Instance, verb: AddSite) -> SiteView:
    new = NewSite(site_key(instance.randomness.bits(KEY_BITS)), verb.name, tuple(verb.origins), instance.clock.now())
    return _shown(instance, await instance.store.write(add_site(new)))


async def _show_sites(instance: Instance, verb: ShowSites) -> list[SiteView]:
    if verb.key is not None:
        return [_shown(instance, await instance.store.read(site_by_key(verb.key)))]
    return [_shown(instance, site) for site in await instance.store.read(all_sites())]


async def _change_site(instance: Instance, verb: ChangeSite) -> SiteView:
    change = SiteChange(verb.assignments, verb.origins, verb.name)
    changed = await instance.store.write(change_site(verb.key, change, doing(instance)))
    act = str(changed.done.act_id) if changed.done.changed else None
    return structs.replace(_shown(instance, changed.site), act=act)


async def _remove_site(instance: Instance, verb: RemoveSite) -> SiteView:
    return _shown(instance, await instance.store.write(remove_site(verb.key)))


async def _render_some(instance: Instance, verb: RenderSome) -> RenderedSome:
    site = await instance.store.read(site_by_key(verb.key))
    old = await instance.store.read(old_renderings(site.site_id, RENDERER_VERSION, verb.after, verb.limit))
    new = [await instance.off_loop.run(partial(_rendered_again, one)) for one in old]
    if not new:
        return RenderedSome(changed=0, last=None)
    await instance.store.write(render_again(new, RENDERER_VERSION))
    return RenderedSome(changed=len(new), last=(old[-1].thread_id, old[-1].comment_id))


async def _leave(instance: Instance, verb: Leave) -> MoveView:
    move = Move(verb.id, "leaving", verb.other, (), instance.clock.now())
    standing = await instance.store.write_alone(leave(move))
    if standing.side == "arriving":
        raise Refused("This database is itself being filled by `chimein move`, and not complete.")
    if standing.other != verb.other:
        raise Refused(f"This instance is moving to {standing.other} already.")
    return _move_view(standing)


async def _have_left(instance: Instance, verb: HaveLeft) -> Done:
    if not await instance.store.write_alone(have_left(verb.id)):
        raise Refused("This move was given up meanwhile. Empty the target and start again.")
    return Done(changed=1)


async def _stay(instance: Instance, _: Stay) -> MoveView:
    given_up = await instance.store.write_alone(stay())
    if given_up is None:
        raise Refused("There is no move to give up: everything is written here as ever.")
    if given_up.side == "arriving":
        raise Refused("This database is the target of a move. Give it up at its source, and empty this one.")
    return _move_view(given_up)


def _move_view(move: Move) -> MoveView:
    return MoveView(id=move.id, other=move.other, is_done=move.side == "left")


async def _weigh(instance: Instance, verb: WeighBatch) -> Weighed:
    site = await instance.store.read(site_by_key(verb.site))
    lookups = [instance.keys.email_lookup(site.site_id, email) for email in verb.emails]
    return await instance.store.read(weigh_batch(verb, lookups))


async def _store(instance: Instance, verb: StoreBatch) -> StoredBatch:
    site = await instance.store.read(site_by_key(verb.site))
    newcomers = _newcomers(instance, site, verb.personas)
    return await instance.store.write(import_batch(Delivery(verb, newcomers, instance.mint.new, instance.clock.now())))


_PERFORMERS: dict[type[Any], Callable[[Instance, Any], Awaitable[Any]]] = {
    AddSite: _add_site,
    ShowSites: _show_sites,
    ShowSnippets: show_snippets,
    ExaminePage: examine_page,
    ChangeSite: _change_site,
    RemoveSite: _remove_site,
    RenderSome: _render_some,
    Leave: _leave,
    HaveLeft: _have_left,
    Stay: _stay,
    WeighBatch: _weigh,
    StoreBatch: _store,
    **MODERATING,
    **LEADING,
    **BANNING,
    **ACCOUNT_PERFORMERS,
    **TOKEN_PERFORMERS,
}


def _shown(instance: Instance, site: Site) -> SiteView:
    return site_view(site, instance.public_url, instance.keys.feed_token(site.site_id, "held"))


def _rendered_again(old: OldRendering) -> NewRendering:
    new = rendered(old.source_text, old.source_format)
    return NewRendering(old, new.tree, new.html)


def _newcomers(instance: Instance, site: Site, personas: Sequence[BatchPersona]) -> list[Newcomer]:
    return [_newcomer(instance, site, persona) for persona in personas]


def _newcomer(instance: Instance, site: Site, persona: BatchPersona) -> Newcomer:
    random, mint = instance.randomness.token, instance.mint
    new = NewPersona(mint.new(), mint.new(), random(16), random(16))
    if persona.email is None:
        return Newcomer(new, None, wants_picture=False)
    sealed = instance.keys.seal_email(site.site_id, new.person_id, persona.email)
    lookup = instance.keys.email_lookup(site.site_id, persona.email)
    address = SealedAddress(lookup, sealed.cipher, sealed.wrapped_key, sealed.key_version)
    return Newcomer(new, address, persona.wants_picture)
