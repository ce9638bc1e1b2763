"""One delivery from claim to ending."""

import asyncio
import logging

from chimein.actions.claim_deliveries import claim_deliveries, release_delivery
from chimein.actions.settle_delivery import Ending, settle_delivery
from chimein.effects.effect import Effect, Parts, TryAgain
from chimein.store.reads.deliveries import Due, next_due_at
from chimein.worker.crashes import place_of
from chimein.worker.upstream import Upstream

LEASE_MS = 60_000
MOST_SECONDS = 30.0
"""Less than the lease, so that nothing is taken by another while it still runs."""
LOG = logging.getLogger("chimein.worker")


async def claim(parts: Parts, effect: str, limit: int) -> list[Due]:
    """Up to `limit` due deliveries of an effect, taken for the time of a lease."""
    now = parts.clock.now()
    due_at = await parts.store.read(next_due_at(effect))
    if due_at is None or due_at > now:
        return []
    return await parts.store.write(claim_deliveries(effect, limit, now, now + LEASE_MS))


async def deliver(parts: Parts, effect: Effect, due: Due, upstream: Upstream) -> Ending:
    """Run the effect and write down how it ended; whatever goes wrong becomes an outcome."""
    try:
        ending = await _tried(parts, effect, due, upstream)
    except asyncio.CancelledError:
        await parts.store.write(release_delivery(due, parts.clock.now()))
        raise
    await parts.store.write(settle_delivery(due, ending, parts.clock.now()))
    return ending


async def _tried(parts: Parts, effect: Effect, due: Due, upstream: Upstream) -> Ending:
    try:
        async with asyncio.timeout(MOST_SECONDS):
            outcome = await effect.run(parts, due)
    except TryAgain as failure:
        if failure.upstream_answered:
            upstream.answered()
        else:
            upstream.failed()
        return _again(parts, effect, due, failure.outcome)
    except TimeoutError:
        upstream.failed()
        return _again(parts, effect, due, "timeout")
    except Exception as crash:  # noqa: BLE001 - a defect in one effect must not end the others
        upstream.answered()
        LOG.error("effect_crashed", extra={"effect": due.effect, "event": due.event_id, "at": place_of(crash)})
        return _again(parts, effect, due, "crashed")
    upstream.answered()
    LOG.info("effect_done", extra={"effect": due.effect, "event": due.event_id, "outcome": outcome, "tries": due.tries})
    return Ending("done", outcome, parts.clock.now())


def _again(parts: Parts, effect: Effect, due: Due, outcome: str) -> Ending:
    now, tried = parts.clock.now(), due.tries - 1
    LOG.warning(
        "effect_failed",
        extra={"effect": due.effect, "event": due.event_id, "outcome": outcome, "tries": due.tries},
    )
    if tried >= len(effect.waits_ms):
        return Ending("failed", outcome, now)
    return Ending("pending", outcome, now + effect.waits_ms[tried])
