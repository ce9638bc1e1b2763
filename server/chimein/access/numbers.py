"""What happened on the sites that an account sees, counted; a handful of statements a site, each by an index."""

from collections.abc import Sequence

from chimein.rules.accounts import Staff
from chimein.rules.facts import Site, State
from chimein.rules.numbers import DAY_MS, DAYS, Lively, Numbers, every_day, waits_of
from chimein.store.calls import Transaction, call

STATES: tuple[State, ...] = ("published", "held", "spam", "rejected", "withdrawn")
DECISIONS = 2_000
"""How many of the audit's last entries are looked at for how long decisions take."""
MOST_LIVELY = 8


def numbers_of(staff: Staff, sites: Sequence[Site], now: int) -> Transaction[Numbers]:
    """The last 60 days of these sites together; those that the account does not see count nothing."""
    counts: dict[tuple[int, State], int] = {}
    waits: list[int] = []
    lively: list[Lively] = []
    since = (now // DAY_MS - DAYS + 1) * DAY_MS
    for site in (site for site in sites if staff.may(site.site_id, "see")):
        for state in STATES:
            for day, count in (yield from call("comments_per_day", site_id=site.site_id, state=state, since=since)):
                counts[day, state] = counts.get((day, state), 0) + count
        waits += yield from _waits(site.site_id)
        lively += yield from _lively(site, since)
    lively.sort(key=lambda one: -one.count)
    return Numbers(every_day(counts, now // DAY_MS), waits_of(waits), lively[:MOST_LIVELY])


def _waits(site_id: int) -> Transaction[list[int]]:
    last = yield from call("last_of_audit", site_id=site_id)
    if not last:
        return []
    rows = yield from call("waits_of_decisions", site_id=site_id, after=last[0][0] - DECISIONS)
    return [wait for (wait,) in rows]


def _lively(site: Site, since: int) -> Transaction[list[Lively]]:
    rows = yield from call("liveliest_threads", site_id=site.site_id, since=since, limit=MOST_LIVELY)
    return [Lively(site.key, public_id, title, url, count) for public_id, title, url, count in rows]
