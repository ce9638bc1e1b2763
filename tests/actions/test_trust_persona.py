"""Trust is a moderator's word about a persona, and worth something only with the persona's token."""

from dataclasses import replace

import httpx
import pytest

from chimein.access.moderating import comment_for_owner, writer_of
from chimein.actions.trust_persona import distrust_persona, trust_persona
from chimein.rules.facts import Comment, Site
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction
from chimein.store.writes.acts import Doing, Done
from deciding import Moderator
from running import Running
from visiting import new_visitor


def trust(_: Site, comment: Comment, doing: Doing) -> Transaction[Done]:
    """Trust who wrote it."""
    return (yield from trust_persona((yield from writer_of(comment)), doing))


def distrust(_: Site, comment: Comment, doing: Doing) -> Transaction[Done]:
    """Trust who wrote it no longer."""
    return (yield from distrust_persona((yield from writer_of(comment)), doing))


@pytest.mark.parametrize("moderation", ["first", "all"])
def test_a_trusted_persona_is_published_with_its_token_alone(
    house: Running, caller: httpx.Client, moderation: str
) -> None:
    """The same address without the token, or the token with another address, waits as everybody's words do."""
    visitor = new_visitor(house, caller, moderation=moderation)
    moderator = Moderator(house, visitor.site)
    first = visitor.says("one")
    assert first["state"] == "held"
    done = moderator.does(trust, first)
    token = first["writer_token"]
    assert visitor.says("two", writer_token=token)["state"] == "published"
    assert visitor.says("three")["state"] == "held"
    assert visitor.says("four", writer_token=token, email="eve@example.org")["state"] == "held"
    assert visitor.edits(first, "one, edited").json()["state"] == "held"
    proven = visitor.says("five", writer_token=token)
    assert visitor.edits(proven, "five, edited").json()["state"] == "published"
    moderator.undoes(done.act_id)
    assert visitor.says("six", writer_token=token)["state"] == ("held" if moderation == "all" else "published")


def test_trust_is_taken_back(house: Running, caller: httpx.Client) -> None:
    """Distrust and its undo; twice is no change; nobody wrote the site's words."""
    visitor = new_visitor(house, caller, moderation="all")
    moderator = Moderator(house, visitor.site)
    first = visitor.says("one")
    token = first["writer_token"]
    assert moderator.does(distrust, first).changed == 0
    assert [moderator.does(trust, first).changed for _ in range(2)] == [1, 0]
    done = moderator.does(distrust, first)
    assert visitor.says("two", writer_token=token)["state"] == "held"
    moderator.undoes(done.act_id)
    assert visitor.says("three", writer_token=token)["state"] == "published"
    nobody = replace(house.read(comment_for_owner(first["comment"]["id"], visitor.site)).comment, persona_id=None)
    with pytest.raises(NotFound, match="not written by a visitor"):
        house.read(writer_of(nobody))
