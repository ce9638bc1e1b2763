"""A decision about everything that a filter means: a part at a time, so that posts go on; one act a site.

A request works on it for `Settings.bulk_seconds` and then says how far it came; the next one goes on from there, under
the same acts. So no size is too large for a request, and whatever is done when somebody stops can be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chimein.access.desk import sites_of
from chimein.access.queue_finder import finder
from chimein.actions.decide_comment import Decided, Decision, Stage, decide_next
from chimein.rules.bulks import Progress, not_a_place, progress_of
from chimein.rules.facts import Site
from chimein.rules.queue import QueueFilter
from chimein.rules.refusals import NotFound, RoleTooSmall, TokenWrong
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.acts import act_by_id
from chimein.store.writes.acts import Done
from chimein.web.desk.deeds import ActOf, Hand, done_by
from chimein.wiring import Instance

PURPOSE = "bulk"


@dataclass(frozen=True, slots=True)
class DecidingAll:
    """Everything that a filter means, as it was at a moment."""

    wanted: QueueFilter
    state: Decided
    upto: int
    """Epoch milliseconds: what came later was not seen and is left alone."""
    cursor: str = ""
    """What the answer before said of where it goes on; empty: it begins."""


@dataclass(frozen=True, slots=True)
class DecidedSoFar:
    """An act for each site that had any, and where to go on if it is not through."""

    acts: Sequence[ActOf]
    cursor: str = ""


async def decide_all(hand: Hand, wish: DecidingAll) -> DecidedSoFar:
    """As much as fits into one request. Raises `Invalid`, `NotFound`, `RoleTooSmall`; what is done by then is done."""
    instance, (account_id, sites) = hand.instance, await hand.instance.store.read(_whose(hand, wish))
    progress = _begun(instance, wish, account_id)
    clock, until = instance.clock, instance.clock.monotonic() + instance.settings.bulk_seconds
    for site in sites:
        while progress.site_id <= site.site_id:
            progress = await done_by(hand, _step(hand, site, wish, progress))
            if clock.monotonic() >= until and progress.site_id <= sites[-1].site_id:
                return _told(sites, progress, instance.keys.signed(PURPOSE, progress.text()))
    return _told(sites, progress)


def _whose(hand: Hand, wish: DecidingAll) -> Transaction[tuple[int, list[Site]]]:
    staff = yield from hand.who()
    seen = yield from sites_of(staff)
    asked = [site for site in seen if not wish.wanted.site_ids or site.site_id in wish.wanted.site_ids]
    if not asked:
        raise NotFound("There is no such site here.")
    decided = [site for site in asked if staff.may(site.site_id, "moderate")]
    if not decided:
        raise RoleTooSmall
    return staff.account.id, sorted(decided, key=lambda site: site.site_id)


def _begun(instance: Instance, wish: DecidingAll, account_id: int) -> Progress:
    if not wish.cursor:
        return Progress(account_id, wish.state, wish.upto)
    try:
        progress = progress_of(instance.keys.text_signed(PURPOSE, wish.cursor))
    except TokenWrong:
        raise not_a_place() from None
    if (progress.account_id, progress.state) != (account_id, wish.state):
        raise not_a_place()
    return progress


@repeatable
def _step(hand: Hand, site: Site, wish: DecidingAll, progress: Progress) -> Transaction[Progress]:
    staff = yield from hand.who()
    find = finder(staff, site.site_id, wish.wanted, progress.upto)
    stage = yield from _stage(site, progress)
    stage = yield from decide_next(site.site_id, find, stage, Decision(wish.state), hand.doing(staff))
    return progress.after(site.site_id, (stage.act_id, stage.changed), stage.last)


def _stage(site: Site, progress: Progress) -> Transaction[Stage]:
    act_id, changed = progress.part_on(site.site_id)
    stage = Stage(progress.last if progress.site_id == site.site_id else None, act_id, changed)
    if act_id is not None and (yield from act_by_id(site.site_id, act_id)).undone_at is not None:
        # Taken back meanwhile: nothing can be added to it that could still be taken back.
        return replace(stage, act_id=None, changed=0)
    return stage


def _told(sites: Sequence[Site], progress: Progress, cursor: str = "") -> DecidedSoFar:
    by_id = {site.site_id: site for site in sites}
    parts = [part for part in progress.parts if part[0] in by_id]
    return DecidedSoFar([ActOf(by_id[site_id], Done(act, changed)) for site_id, act, changed in parts], cursor)
