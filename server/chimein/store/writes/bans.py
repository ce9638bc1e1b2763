"""What a new comment leaves behind where a site has bans, or keeps networks to make them of."""

from collections.abc import Iterable

from chimein.rules.bans import Ban
from chimein.store.calls import Transaction, call

DAY_MS = 24 * 3_600_000


def count_hits(bans: Iterable[Ban], now: int) -> Transaction[None]:
    """A comment met these."""
    for ban in bans:
        yield from call("count_ban_hit", site_id=ban.site_id, id=ban.id, now=now)


def keep_network(where: tuple[int, int], mark: bytes, days: int, now: int) -> Transaction[None]:
    """Keep the keyed hash of the network from which a comment (site, id) came, for so many days."""
    site_id, comment_id = where
    forget_at = now + days * DAY_MS
    yield from call("keep_network", site_id=site_id, comment_id=comment_id, network_mark=mark, forget_at=forget_at)
