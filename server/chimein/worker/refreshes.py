"""Pictures that have become old, and those of imported personas, asked for when nothing newer waits."""

import logging

from chimein.actions.claim_avatars import claim_avatars
from chimein.effects.effect import Parts, TryAgain
from chimein.effects.fetch_avatar import refresh_avatar
from chimein.store.reads.avatars import is_avatar_due
from chimein.store.writes.sites import GRACE_MS
from chimein.worker.crashes import place_of
from chimein.worker.upstream import Upstream

LEASE_MS = 600_000
LOG = logging.getLogger("chimein.worker")


async def claim(parts: Parts, limit: int) -> list[tuple[int, int]]:
    """Up to `limit` (site, persona) whose picture is to be asked for."""
    until = parts.clock.now() - GRACE_MS
    if not await parts.store.read(is_avatar_due(until)):
        return []
    return await parts.store.write(claim_avatars(limit, until, until + GRACE_MS + LEASE_MS))


async def refresh(parts: Parts, persona: tuple[int, int], upstream: Upstream) -> str:
    """Ask once; returns the outcome. What fails stays due by its own, longer wait, or by the lease."""
    try:
        outcome = await refresh_avatar(parts, *persona)
    except TryAgain as failure:
        if failure.upstream_answered:
            upstream.answered()
        else:
            upstream.failed()
        LOG.warning("refresh_failed", extra={"outcome": failure.outcome})
        return failure.outcome
    except Exception as crash:  # noqa: BLE001 - a defect in one refresh must not end the others
        upstream.answered()
        LOG.error("refresh_crashed", extra={"at": place_of(crash)})
        return "crashed"
    upstream.answered()
    LOG.info("refreshed", extra={"outcome": outcome})
    return outcome
