"""Fetching a picture, against a real server that answers well and badly."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from chimein.actions.claim_deliveries import claim_deliveries
from chimein.actions.post_comment import PostedFact
from chimein.effects.effect import TryAgain
from chimein.effects.fetch_avatar import fetch_avatar, refresh_avatar
from chimein.effects.waits import DAY_MS, REFRESH_MS
from chimein.gateways.gravatar import email_sha256
from chimein.store.calls import call
from chimein.store.reads.deliveries import Due
from effects.household import SITE, Household
from gateways.gravatar_server import Behaviour, GravatarServer, png

pytestmark = pytest.mark.anyio

EMAIL = "Ada@Example.org"
HASH = email_sha256(EMAIL)


async def due_of(house: Household) -> Due:
    """The one delivery that waits, at its first try."""
    now = house.clock.now()
    (due,) = await house.store.write(claim_deliveries("fetch_avatar", 10, now, now))
    return replace(due, tries=1)


async def posted_and_fetched(house: Household) -> tuple[PostedFact, str]:
    """A post, and the outcome of its delivery."""
    posted = await house.post(EMAIL)
    return posted, await fetch_avatar(house, await due_of(house))


async def test_a_hit_is_kept_in_both_sizes(house: Household, upstream: GravatarServer) -> None:
    """The picture is stored with our own content type, the version rises, and the thread has new bytes."""
    upstream.serve(HASH, Behaviour.HIT)
    posted, outcome = await posted_and_fetched(house)
    picture = await house.picture(posted)
    assert outcome == "hit"
    assert (picture.content_type, picture.small, picture.large) == ("image/png", png(80), png(160))
    assert picture.version == posted.persona.avatar_version + 1
    assert await house.thread_version(posted) == posted.thread.version + 1
    misses, due_at = await house.memory(posted)
    assert (misses, round((due_at - house.clock.now()) / REFRESH_MS, 3)) == (0, 1)


async def test_the_event_tells_of_the_change(house: Household, upstream: GravatarServer, tmp_path: Path) -> None:
    """What readers see anew is a fact with an event, once per change."""
    upstream.serve(HASH, Behaviour.HIT)
    posted, _ = await posted_and_fetched(house)
    await refresh_avatar(house, SITE, posted.persona.id)
    with sqlite3.connect(tmp_path / "chimein.db") as database:
        events = database.execute("select persona_id from event where kind = 'avatar_changed'").fetchall()
    database.close()
    assert events == [(posted.persona.id,)]


async def test_the_same_bytes_change_nothing(house: Household, upstream: GravatarServer) -> None:
    """A refresh that brings what is there leaves versions, and so every reader's cache, alone."""
    upstream.serve(HASH, Behaviour.HIT)
    posted, _ = await posted_and_fetched(house)
    before = await house.picture(posted), await house.thread_version(posted)
    house.clock.step(REFRESH_MS)
    assert await refresh_avatar(house, SITE, posted.persona.id) == "hit"
    assert (await house.picture(posted), await house.thread_version(posted)) == before
    assert (await house.memory(posted))[1] > house.clock.now() + 5 * DAY_MS


async def test_no_picture_is_remembered_for_longer_each_time(house: Household) -> None:
    """A miss is asked for again after a day, then two; readers see no change."""
    posted, outcome = await posted_and_fetched(house)
    assert outcome == "none"
    assert await house.memory(posted) == (1, house.clock.now() + DAY_MS)
    assert await refresh_avatar(house, SITE, posted.persona.id) == "none"
    assert await house.memory(posted) == (2, house.clock.now() + 2 * DAY_MS)
    assert (await house.picture(posted)).version == posted.persona.avatar_version
    assert await house.thread_version(posted) == posted.thread.version


async def test_a_picture_that_is_gone_goes(house: Household, upstream: GravatarServer) -> None:
    """Gravatar's 404 brings the generated picture back, under a new version."""
    upstream.serve(HASH, Behaviour.HIT)
    posted, _ = await posted_and_fetched(house)
    upstream.serve(HASH, Behaviour.MISS)
    assert await refresh_avatar(house, SITE, posted.persona.id) == "none"
    picture = await house.picture(posted)
    assert (picture.content_type, picture.small, picture.large) == (None, None, None)
    assert picture.version == posted.persona.avatar_version + 2
    assert await house.thread_version(posted) == posted.thread.version + 2
    assert await house.memory(posted) == (1, house.clock.now() + DAY_MS)


BAD = {
    Behaviour.HTML_AS_PNG: ("not-a-picture", True),
    Behaviour.PIXEL_BOMB: ("too-many-pixels", True),
    Behaviour.STREAM: ("too-large", True),
    Behaviour.SIZE_CLAIM: ("protocol", False),
    Behaviour.REDIRECT: ("redirect", True),
    Behaviour.DRIP: ("timeout", False),
    Behaviour.HEADER_DRIP: ("timeout", False),
    Behaviour.HANG: ("timeout", False),
    Behaviour.CUT: ("protocol", False),
    Behaviour.ERROR: ("status-500", False),
}


@pytest.mark.parametrize("behaviour", BAD)
async def test_what_goes_wrong_leaves_the_old_picture(
    house: Household, upstream: GravatarServer, behaviour: Behaviour
) -> None:
    """Each failure has a name, says whether Gravatar itself works, and readers keep what they had."""
    upstream.serve(HASH, Behaviour.HIT)
    posted, _ = await posted_and_fetched(house)
    before = await house.picture(posted), await house.thread_version(posted)
    upstream.serve(HASH, behaviour)
    with pytest.raises(TryAgain) as failure:
        await refresh_avatar(house, SITE, posted.persona.id)
    assert (failure.value.outcome, failure.value.upstream_answered) == BAD[behaviour]
    assert (await house.picture(posted), await house.thread_version(posted)) == before
    assert await house.memory(posted) == (1, house.clock.now() + DAY_MS)
    assert all(not asked.path.startswith("/inside") for asked in upstream.requests)


async def test_quick_retries_count_as_one_miss(house: Household, upstream: GravatarServer) -> None:
    """A delivery's own back-off does not make the later waits longer."""
    upstream.serve(HASH, Behaviour.ERROR)
    posted = await house.post(EMAIL)
    due = await due_of(house)
    for tries in (1, 2, 3):
        with pytest.raises(TryAgain):
            await fetch_avatar(house, replace(due, tries=tries))
    assert await house.memory(posted) == (1, house.clock.now() + DAY_MS)


@pytest.mark.parametrize("setting", ["generated", "gravatar-verified"])
async def test_the_setting_at_the_time_of_fetching_counts(
    house: Household, upstream: GravatarServer, setting: str
) -> None:
    """Where gravatars of unproven addresses are no longer wanted, nobody is asked and what was kept goes."""
    upstream.serve(HASH, Behaviour.HIT)
    posted, _ = await posted_and_fetched(house)
    asked = len(upstream.requests)
    await house.set_avatars(setting)
    assert await refresh_avatar(house, SITE, posted.persona.id) == "not-wanted"
    assert len(upstream.requests) == asked
    assert (await house.picture(posted)).small is None
    await house.set_avatars("gravatar")
    await house.store.write(call("await_avatars_of_site", site_id=SITE, due_at=house.clock.now()))
    assert await house.memory(posted) == (0, house.clock.now())


async def test_gravatar_is_asked_by_the_hash_alone(house: Household, upstream: GravatarServer) -> None:
    """Two sizes, the hash of the trimmed and lower-cased address, and not a word of the address or the page."""
    upstream.serve(HASH, Behaviour.HIT)
    await posted_and_fetched(house)
    paths = [asked.path for asked in upstream.requests]
    assert paths == [f"/avatar/{HASH}?s={size}&d=404&r=g" for size in (80, 160)]
    told = repr(upstream.requests).lower()
    assert "example" not in told
    assert "referer" not in told
    assert "cookie" not in told


async def test_a_persona_that_was_never_to_be_asked_for_is_not(house: Household, upstream: GravatarServer) -> None:
    """An event without a persona, or a persona without a memory, ends without a question."""
    await house.post(EMAIL)
    due = await due_of(house)
    assert await fetch_avatar(house, replace(due, persona_id=None)) == "not-awaited"
    assert await fetch_avatar(house, replace(due, persona_id=12345)) == "not-awaited"
    assert upstream.requests == []
