"""One more request is counted where all processes count together, or found to be too much."""

from dataclasses import dataclass

from chimein.rules.limits import CLOCKS_APART, Allowance
from chimein.store.calls import Transaction, call, repeatable


@dataclass(frozen=True, slots=True)
class Bucket:
    """What one network, or everybody, does at one site; `mark` does not tell which."""

    site_id: int
    mark: bytes


@repeatable
def spend_allowance(bucket: Bucket, allowance: Allowance, now: int) -> Transaction[int]:
    """`rules.limits.decide` in one statement, so that no two processes decide on the same state.

    Returns 0 where it may pass, else the milliseconds to wait; `now` is epoch milliseconds. Every step stands for
    itself: run it with `Store.tally`.
    """
    every = round(allowance.every * 1000)
    full = every * allowance.burst
    rows = yield from call(
        "spend_allowance",
        site_id=bucket.site_id,
        mark=bucket.mark,
        now=now,
        every=every,
        fresh=now + every,
        latest=now + full - every,
        impossible=now + full + round(CLOCKS_APART * 1000),
    )
    if rows:
        return 0
    rows = yield from call("bucket_by_mark", site_id=bucket.site_id, mark=bucket.mark)
    arrival: int = rows[0][0] if rows else now + full
    return max(1, arrival + every - full - now)
