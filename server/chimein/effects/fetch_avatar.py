"""Asks Gravatar for a persona's picture, checks it and keeps it, so that readers get it from us alone.

The address is opened here, hashed, and forgotten. Neither it nor its hash may be logged or be part of an outcome.
"""

from dataclasses import dataclass

from chimein.actions.keep_avatar import Answer, Picture, keep_avatar, postpone_avatar
from chimein.effects.effect import Parts, TryAgain
from chimein.effects.waits import LONGEST_MS, REFRESH_MS, after_misses, jittered
from chimein.gateways.gravatar import GravatarUnavailable, NoPicture, email_sha256
from chimein.gateways.keys import SealedEmail
from chimein.render.pictures import NotAPicture, inspect_picture
from chimein.store.calls import Transaction
from chimein.store.reads.avatars import AvatarMemory, avatar_memory
from chimein.store.reads.deliveries import Due
from chimein.store.reads.persons import sealed_email
from chimein.store.reads.sites import site_by_id

SMALL, LARGE = 80, 160
MOST_PIXELS = 1_000_000
ALLOWED_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_OWN_FAULTS = frozenset({"too-large", "redirect"})


@dataclass(frozen=True, slots=True)
class _Errand:
    site_id: int
    persona_id: int
    counts_as_miss: bool
    """Whether a failure makes later waits longer; the quick retries of one delivery count once."""


@dataclass(frozen=True, slots=True)
class _Known:
    memory: AvatarMemory
    is_wanted: bool
    """The site still shows gravatars."""
    person_id: int
    sealed: SealedEmail | None


async def fetch_avatar(parts: Parts, due: Due) -> str:
    """The picture of a new persona: hit, none, not-wanted, no-address or not-awaited. Raises `TryAgain`."""
    if due.persona_id is None:
        return "not-awaited"
    return await _run(parts, _Errand(due.site_id, due.persona_id, counts_as_miss=due.tries <= 1))


async def refresh_avatar(parts: Parts, site_id: int, persona_id: int) -> str:
    """The same for a persona whose picture, or whose lack of one, has become old. Raises `TryAgain`."""
    return await _run(parts, _Errand(site_id, persona_id, counts_as_miss=True))


async def _run(parts: Parts, errand: _Errand) -> str:
    known = await parts.store.read(_known(errand.site_id, errand.persona_id))
    if known is None:
        return "not-awaited"
    if known.sealed is None:
        await _keep(parts, errand, None, known.memory.misses, None)
        return "no-address"
    if not known.is_wanted:
        await _keep(parts, errand, None, known.memory.misses, LONGEST_MS)
        return "not-wanted"
    email = parts.keys.open_email(errand.site_id, known.person_id, known.sealed)
    try:
        picture = await _ask(parts, email)
    except TryAgain:
        await _postpone(parts, errand, known.memory)
        raise
    return await _settle(parts, errand, known.memory, picture)


async def _ask(parts: Parts, email: str) -> Picture | None:
    email_hash, found = email_sha256(email), []
    try:
        for size in (SMALL, LARGE):
            answer = await parts.gravatar.picture(email_hash, size)
            if isinstance(answer, NoPicture):
                return None
            found.append(answer.data)
    except GravatarUnavailable as failure:
        raise TryAgain(failure.reason, upstream_answered=failure.reason in _OWN_FAULTS) from None
    return _checked(*found)


def _checked(small: bytes, large: bytes) -> Picture:
    types = {_type_of(small), _type_of(large)}
    if len(types) != 1:
        raise TryAgain("not-one-picture", upstream_answered=True)
    return Picture(types.pop(), small, large)


def _type_of(data: bytes) -> str:
    try:
        facts = inspect_picture(data)
    except NotAPicture:
        raise TryAgain("not-a-picture", upstream_answered=True) from None
    if facts.content_type not in ALLOWED_TYPES:
        raise TryAgain("not-a-picture", upstream_answered=True)
    if facts.width * facts.height > MOST_PIXELS:
        raise TryAgain("too-many-pixels", upstream_answered=True)
    return facts.content_type


async def _settle(parts: Parts, errand: _Errand, memory: AvatarMemory, picture: Picture | None) -> str:
    if picture is not None:
        await _keep(parts, errand, picture, 0, jittered(REFRESH_MS, parts.randomness))
        return "hit"
    # A picture that is gone begins a new row of misses.
    misses = (memory.misses if memory.content_type is None else 0) + 1
    await _keep(parts, errand, None, misses, after_misses(misses))
    return "none"


async def _keep(parts: Parts, errand: _Errand, picture: Picture | None, misses: int, wait_ms: int | None) -> None:
    now = parts.clock.now()
    due_at = None if wait_ms is None else now + wait_ms
    answer = Answer(picture, misses, due_at, parts.mint.new(), now)
    await parts.store.write(keep_avatar(errand.site_id, errand.persona_id, answer))


async def _postpone(parts: Parts, errand: _Errand, memory: AvatarMemory) -> None:
    misses = memory.misses + int(errand.counts_as_miss)
    due_at = parts.clock.now() + after_misses(misses)
    await parts.store.write(postpone_avatar(errand.site_id, errand.persona_id, misses, due_at))


def _known(site_id: int, persona_id: int) -> Transaction[_Known | None]:
    memory = yield from avatar_memory(site_id, persona_id)
    if memory is None:
        return None
    site = yield from site_by_id(site_id)
    row = yield from sealed_email(site_id, persona_id)
    person_id, *sealed = row or (0,)
    return _Known(
        memory=memory,
        is_wanted=site.settings.avatars == "gravatar",
        person_id=person_id,
        sealed=SealedEmail(*sealed) if sealed else None,
    )
