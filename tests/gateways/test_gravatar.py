"""Gravatar's protocol, against a real server that speaks it well and badly."""

import hashlib
import logging
import struct
from collections.abc import AsyncIterator

import pytest

from chimein.gateways.egress import Egress
from chimein.gateways.gravatar import (
    MAX_PICTURE_BYTES,
    FetchedPicture,
    Gravatar,
    GravatarUnavailable,
    NoPicture,
    email_sha256,
)
from gateways.gravatar_server import Behaviour, GravatarServer, pixel_bomb, png

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.org"
HASH = email_sha256(EMAIL)


@pytest.fixture
async def gravatar(upstream: GravatarServer) -> AsyncIterator[Gravatar]:
    """The gateway, turned to the loopback server."""
    egress = Egress(insecure_hosts=frozenset({upstream.netloc}))
    yield Gravatar(egress, upstream.url, deadline_seconds=0.5)
    await egress.aclose()


def test_the_hash_is_gravatars() -> None:
    """Trimmed, lower-cased, SHA-256 in hex, as Gravatar's documentation has it."""
    assert email_sha256(" Ada@Example.ORG\n") == hashlib.sha256(b"ada@example.org").hexdigest()
    assert email_sha256("MyEmailAddress@example.com ").startswith("84059b07d4be67b806386c0aad8070a2")


async def test_a_hit_is_the_picture_as_sent(gravatar: Gravatar, upstream: GravatarServer) -> None:
    """The bytes and the claimed type come back untouched, in the size asked for."""
    upstream.serve(HASH, Behaviour.HIT)
    assert await gravatar.picture(HASH, 96) == FetchedPicture(png(96), "image/png")


async def test_only_the_hash_and_our_wishes_are_sent(gravatar: Gravatar, upstream: GravatarServer) -> None:
    """One request: the hash, the size, no default picture, rated G; no referrer, no cookie, no page, no address."""
    await gravatar.picture(HASH, 80)
    (asked,) = upstream.requests
    assert asked.path == f"/avatar/{HASH}?s=80&d=404&r=g"
    assert {name for name, _ in asked.headers} == {
        "host",
        "user-agent",
        "accept",
        "accept-encoding",
        "connection",
    }


async def test_an_unknown_address_has_no_picture(gravatar: Gravatar) -> None:
    """404 is an answer: there is none."""
    assert await gravatar.picture(HASH, 80) == NoPicture()


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Behaviour.ERROR, "status-500"),
        (Behaviour.STREAM, "too-large"),
        (Behaviour.DRIP, "timeout"),
        (Behaviour.HANG, "timeout"),
        (Behaviour.REDIRECT, "redirect"),
        (Behaviour.CUT, "protocol"),
    ],
)
async def test_a_bad_answer_is_unavailable_for_a_named_reason(
    gravatar: Gravatar, upstream: GravatarServer, behaviour: Behaviour, reason: str
) -> None:
    """Whatever goes wrong has a code, and a text without hash or address; nothing else is requested."""
    upstream.serve(HASH, behaviour)
    with pytest.raises(GravatarUnavailable) as failure:
        await gravatar.picture(HASH, 80)
    assert failure.value.reason == reason
    assert HASH not in str(failure.value)
    assert upstream.netloc not in str(failure.value)
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("behaviour", [Behaviour.HTML_AS_PNG, Behaviour.PIXEL_BOMB])
async def test_bytes_are_handed_on_unjudged_but_small(
    gravatar: Gravatar, upstream: GravatarServer, behaviour: Behaviour
) -> None:
    """What lies about itself passes here, within the cap, for the picture check to refuse."""
    upstream.serve(HASH, behaviour)
    fetched = await gravatar.picture(HASH, 80)
    assert isinstance(fetched, FetchedPicture)
    assert len(fetched.data) <= MAX_PICTURE_BYTES


@pytest.mark.parametrize("text", [EMAIL, "", HASH.upper(), HASH[:-1], HASH + "\n", "../" + HASH])
async def test_an_address_cannot_be_sent(gravatar: Gravatar, upstream: GravatarServer, text: str) -> None:
    """Only a hash is asked for; anything else does not leave."""
    with pytest.raises(ValueError, match="never by an address"):
        await gravatar.picture(text, 80)
    assert upstream.requests == []


@pytest.mark.parametrize("behaviour", [Behaviour.HIT, Behaviour.MISS, Behaviour.ERROR, Behaviour.DRIP])
async def test_the_hash_reaches_no_log(
    gravatar: Gravatar, upstream: GravatarServer, caplog: pytest.LogCaptureFixture, behaviour: Behaviour
) -> None:
    """With every log open, also those of the libraries, no line has the hash, though the answer repeats it."""
    upstream.serve(HASH, behaviour)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("chimein.tests").debug("the log is open")
        try:
            await gravatar.picture(HASH, 80)
        except GravatarUnavailable as failure:
            logging.getLogger("chimein.tests").debug("failed", exc_info=failure)
    assert "the log is open" in caplog.text
    assert HASH not in caplog.text


def test_the_servers_pictures_are_what_they_seem() -> None:
    """The sample PNG has the size asked for, and the bomb claims what a small file cannot hold."""
    assert struct.unpack(">II", png(80)[16:24]) == (80, 80)
    assert struct.unpack(">II", pixel_bomb()[16:24]) == (65_535, 65_535)
    assert len(pixel_bomb()) < 1000
