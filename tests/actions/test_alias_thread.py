"""More than one address leads to a conversation."""

import pytest

from chimein.actions.alias_thread import alias_thread
from chimein.rules.refusals import LeadsElsewhere
from moderating import Moderator
from running import Running
from visiting import ORIGIN, Visitor

MOVED = f"{ORIGIN}/moved-here"


@pytest.fixture
def moderator(house: Running, visitor: Visitor) -> Moderator:
    return Moderator(house, visitor.site)


def aliased(moderator: Moderator, page: str, key: str) -> int:
    """How many addresses were added."""
    return moderator.does(alias_thread, page, key).changed


def test_another_page_shows_the_same_conversation(visitor: Visitor, moderator: Moderator) -> None:
    """Also for who asked before, when nothing was there; what is said on either page is read on both."""
    posted = visitor.says()
    other = visitor.on(MOVED)
    assert other.reads()["comments"] == []
    assert aliased(moderator, visitor.page, "url:https://blog.example/moved-here") == 1
    assert [root["id"] for root in other.reads()["comments"]] == [posted["comment"]["id"]]
    other.says("From the other page.")
    assert visitor.reads()["thread"]["count"] == 2


def test_an_id_of_the_owners_leads_there_too(visitor: Visitor, moderator: Moderator) -> None:
    """Whatever page it is given on."""
    visitor.says()
    assert aliased(moderator, visitor.page, "id:the-post") == 1
    assert visitor.on(MOVED).reads(thread="the-post")["thread"]["count"] == 1


def test_what_leads_there_already_is_no_alias(visitor: Visitor, moderator: Moderator) -> None:
    """Nothing changes, and nothing is recorded."""
    visitor.says()
    assert aliased(moderator, visitor.page, "url:https://blog.example/post") == 0
    assert moderator.audited() == []


def test_an_address_with_a_conversation_of_its_own_is_not_taken_from_it(visitor: Visitor, moderator: Moderator) -> None:
    """The sentence says what to do instead."""
    visitor.says()
    visitor.on(MOVED).says()
    with pytest.raises(LeadsElsewhere, match="Merge the two instead"):
        aliased(moderator, visitor.page, "url:https://blog.example/moved-here")
    assert visitor.on(MOVED).reads()["thread"]["count"] == 1


def test_an_alias_can_be_undone(visitor: Visitor, moderator: Moderator) -> None:
    """The address leads nowhere again, at once."""
    visitor.says()
    done = moderator.does(alias_thread, visitor.page, "url:https://blog.example/moved-here")
    assert visitor.on(MOVED).reads()["thread"]["count"] == 1
    assert moderator.undoes(done) == (1, 0)
    assert visitor.on(MOVED).reads()["thread"]["count"] == 0
    assert visitor.reads()["thread"]["count"] == 1
    assert moderator.undoes(done) == (0, 0)
