"""A decision about everything that a filter means: a part at a time, so that posts go on; one act a site."""

from dataclasses import dataclass

from chimein.access.desk import sites_of
from chimein.access.queue_finder import finder
from chimein.actions.decide_comment import Decided, Decision, Stage, decide_next
from chimein.rules.facts import Site
from chimein.rules.queue import QueueFilter
from chimein.rules.refusals import NotFound, RoleTooSmall
from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.acts import Done
from chimein.web.desk.deeds import ActOf, Hand, done_by


@dataclass(frozen=True, slots=True)
class DecidingAll:
    """Everything that a filter means, as it was at a moment."""

    wanted: QueueFilter
    state: Decided
    upto: int
    """Epoch milliseconds: what came later was not seen and is left alone."""


async def decide_all(hand: Hand, wish: DecidingAll) -> list[ActOf]:
    """An act for each site that had any. Raises `NotFound`, `RoleTooSmall`; what is done by then is done."""

    def whose() -> Transaction[list[Site]]:
        staff = yield from hand.who()
        seen = yield from sites_of(staff)
        asked = [site for site in seen if not wish.wanted.site_ids or site.site_id in wish.wanted.site_ids]
        if not asked:
            raise NotFound("There is no such site here.")
        decided = [site for site in asked if staff.may(site.site_id, "moderate")]
        if not decided:
            raise RoleTooSmall
        return decided

    asked = await hand.instance.store.read(whose())
    acts = [await _decide_on(hand, site, wish) for site in asked]
    return [act for act in acts if act.done.changed]


async def _decide_on(hand: Hand, site: Site, wish: DecidingAll) -> ActOf:
    stage = Stage()
    while True:
        stage = await done_by(hand, _step(hand, site, wish, stage))
        if stage.last is None:
            return ActOf(site, Done(stage.act_id or 0, stage.changed))


@repeatable
def _step(hand: Hand, site: Site, wish: DecidingAll, stage: Stage) -> Transaction[Stage]:
    staff = yield from hand.who()
    find = finder(staff, site.site_id, wish.wanted, wish.upto)
    return (yield from decide_next(site.site_id, find, stage, Decision(wish.state), hand.doing(staff)))
