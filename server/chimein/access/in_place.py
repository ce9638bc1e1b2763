"""How a moderator obtains things from a page of a host: by the visit, and never more than the role allows now."""

from dataclasses import dataclass, replace

from chimein.access.desk import signed_in, site_for
from chimein.access.threads import thread_for_reader
from chimein.rules.accounts import Staff
from chimein.rules.cards import Card, SiteName
from chimein.rules.queue import QueueFilter
from chimein.rules.refusals import SignInFirst, VisitOver
from chimein.rules.visits import IN_PLACE, Visit
from chimein.store.calls import Transaction
from chimein.store.reads.queue import MOST_CARDS, cards_of_site, standing_in_queue


@dataclass(frozen=True, slots=True)
class HeldHere:
    """What awaits a decision on one page, the oldest first, and whether there is more."""

    cards: tuple[Card, ...]
    is_more: bool


def visitor_of(visit: Visit, now: int) -> Transaction[Staff]:
    """Who visits, with the roles as they are now, and on this site alone. Raises `VisitOver`."""
    if now >= visit.until:
        raise VisitOver
    try:
        staff = yield from signed_in(visit.session, now)
    except SignInFirst:
        raise VisitOver from None
    return replace(staff, limited_to=IN_PLACE, only_site=visit.site_id)


def held_on_page(staff: Staff, key: str, url: str, explicit: str | None) -> Transaction[HeldHere]:
    """What is held in the conversation of a page. Raises `NotFound`, `RoleTooSmall`, `Invalid`."""
    site = yield from site_for(staff, key, "moderate")
    found = yield from thread_for_reader(key, url, explicit)
    if found.thread is None:
        return HeldHere((), is_more=False)
    wanted = QueueFilter(state="held", site_ids=(site.site_id,), thread=found.thread.public_id)
    standing = yield from standing_in_queue(site.site_id, wanted, wanted.between, "oldest", MOST_CARDS + 1)
    ids = [each.public_id for each in standing[:MOST_CARDS]]
    name = SiteName(site.site_id, site.key, site.name)
    cards = (yield from cards_of_site(name, ids, with_addresses=False)) if ids else []
    by_id = {card.public_id: card for card in cards}
    return HeldHere(tuple(by_id[public_id] for public_id in ids), len(standing) > MOST_CARDS)
