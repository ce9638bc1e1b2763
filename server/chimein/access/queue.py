"""The queue, for those who sign in: what the account sees, of all its sites at once or of some.

Each site is asked by itself, for one comment more than a page has, and the answers are merged: sites are few, and a
statement that is led to one site stays quick however many comments there are elsewhere. So a page costs the same
statements whatever its filter and whatever the size.
"""

from collections.abc import Sequence
from dataclasses import replace

from chimein.rules.accounts import Staff
from chimein.rules.cards import Card, Counts, InContext, QueuePage, Said, SiteName
from chimein.rules.facts import Comment
from chimein.rules.queue import Cursor, Place, QueueFilter, QueueOrder
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction
from chimein.store.reads import context
from chimein.store.reads.comments import comment_by_public_id
from chimein.store.reads.queue import MOST_CARDS, Standing, cards_of_site, counts_of_site, site_names, standing_in_queue

Found = tuple[Standing, SiteName]


def sites_seen(staff: Staff) -> Transaction[list[SiteName]]:
    """The sites that the account sees, by name."""
    sites = yield from site_names()
    seen = [site for site in sites.values() if staff.may(site.site_id, "see")]
    return sorted(seen, key=lambda site: (site.name.casefold(), site.site_id))


def queue_page(
    staff: Staff, wanted: QueueFilter, cursor: Cursor | None = None, limit: int = MOST_CARDS
) -> Transaction[QueuePage]:
    """One page of at most 50. Raises `NotFound` for a site that the account does not see."""
    sites = yield from _sites_asked_for(staff, wanted)
    backwards = cursor is not None and cursor.backwards
    order = _turned(wanted.order) if backwards else wanted.order
    found: list[Found] = []
    counts: dict[int, Counts] = {}
    for site in sites:
        standing = yield from standing_in_queue(
            site.site_id, wanted, _between(wanted, cursor, order, site.site_id), order, limit + 1
        )
        found += [(each, site) for each in standing]
        counts[site.site_id] = yield from counts_of_site(site.site_id)
    found.sort(key=_place, reverse=order == "newest")
    shown, is_more = found[:limit], len(found) > limit
    if backwards:
        shown.reverse()
    cards = yield from _cards(staff, shown)
    is_before = is_more if backwards else cursor is not None
    is_after = backwards or is_more
    return QueuePage(
        cards,
        counts,
        next=_beside(shown[-1]) if shown and is_after else None,
        previous=replace(_beside(shown[0]), backwards=True) if shown and is_before else None,
    )


def comment_in_context(staff: Staff, public_id: str) -> Transaction[InContext]:
    """A comment of any site that the account sees, with what is around it. Raises `NotFound`."""
    site, comment = yield from _comment_seen(staff, public_id)
    (card,) = yield from cards_of_site(site, [public_id], with_addresses=staff.may(site.site_id, "moderate"))
    before, after = yield from context.siblings_of(comment)
    return InContext(
        card,
        ancestors=(yield from context.ancestors_of(card)),
        before=before,
        after=after,
        revisions=(yield from context.revisions_of(card)),
        audit=(yield from context.audit_of(card)),
    )


def beside_comment(staff: Staff, public_id: str, most: int) -> Transaction[tuple[tuple[Said, ...], tuple[Said, ...]]]:
    """What stands just before a comment and just after it, at most so many each. Raises `NotFound`."""
    _, comment = yield from _comment_seen(staff, public_id)
    return (yield from context.siblings_of(comment, most))


def _sites_asked_for(staff: Staff, wanted: QueueFilter) -> Transaction[list[SiteName]]:
    seen = yield from sites_seen(staff)
    if not wanted.site_ids:
        return seen
    asked = [site for site in seen if site.site_id in wanted.site_ids]
    if len(asked) != len(set(wanted.site_ids)):
        raise NotFound("There is no such site here.")
    return asked


def _between(wanted: QueueFilter, cursor: Cursor | None, order: QueueOrder, site_id: int) -> tuple[Place, Place]:
    low, high = wanted.between
    if cursor is None:
        return low, high
    if order == "oldest":
        return max(low, cursor.upwards_on(site_id)), high
    return low, min(high, cursor.downwards_on(site_id))


def _cards(staff: Staff, shown: Sequence[Found]) -> Transaction[tuple[Card, ...]]:
    cards: dict[tuple[int, str], Card] = {}
    for site in dict.fromkeys(site for _, site in shown):
        wanted = [standing.public_id for standing, of in shown if of == site]
        found = yield from cards_of_site(site, wanted, with_addresses=staff.may(site.site_id, "moderate"))
        cards |= {(site.site_id, card.public_id): card for card in found}
    return tuple(cards[site.site_id, standing.public_id] for standing, site in shown)


def _comment_seen(staff: Staff, public_id: str) -> Transaction[tuple[SiteName, Comment]]:
    for site in (yield from sites_seen(staff)):
        comment = yield from comment_by_public_id(site.site_id, public_id)
        if comment is not None:
            return site, comment
    raise NotFound(f"There is no comment {public_id} here.")


def _turned(order: QueueOrder) -> QueueOrder:
    return "newest" if order == "oldest" else "oldest"


def _place(found: Found) -> tuple[int, int, int]:
    standing, site = found
    return standing.posted_at, standing.id, site.site_id


def _beside(found: Found) -> Cursor:
    return Cursor(*_place(found))
