"""Two persons of a site become one, and two again."""

from typing import Any

import httpx
import pytest

from chimein.access.owners_persons import person_for_owner
from chimein.actions.merge_persons import merge_persons
from chimein.rules.refusals import Invalid
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.persons import sealed_email
from chimein.store.writes.acts import Done
from moderating import Moderator
from running import Running
from visiting import Visitor, new_visitor

ANN, HOME = "ann@example.org", "ann@home.example"
Posted = dict[str, Any]


class Persons:
    """Somebody who writes from two addresses, and who of the site's persons they are."""

    def __init__(self, house: Running, visitor: Visitor) -> None:
        self.house, self.visitor = house, visitor
        self.moderator = Moderator(house, visitor.site)
        self.work = visitor.says("from work", email=ANN)
        self.home = visitor.says("from home", email=HOME)

    def merge(self, source: Posted, target: Posted) -> Done:
        @repeatable
        def merged() -> Transaction[Done]:
            one = yield from person_for_owner(source["comment"]["id"], self.visitor.site)
            other = yield from person_for_owner(target["comment"]["id"], self.visitor.site)
            return (yield from merge_persons(one, other, self.moderator.doing()))

        return self.house.write(merged())

    def of(self, posted: Posted) -> tuple[int, int]:
        """(person, persona) of a comment."""
        query = """select p.person_id, p.id from comment c
            join persona p on p.site_id = c.site_id and p.id = c.persona_id
            where c.site_id = ? and c.public_id = ?"""
        person, persona = self.moderator.asks(query, self.moderator.site_id, posted["comment"]["id"])[0]
        return person, persona

    def address_of(self, posted: Posted) -> int:
        """The person as whose the address behind a comment was sealed."""
        found = self.house.read(sealed_email(self.moderator.site_id, self.of(posted)[1]))
        assert found is not None
        return int(found[0])


@pytest.fixture
def persons(house: Running, visitor: Visitor) -> Persons:
    return Persons(house, visitor)


def test_whatever_either_address_writes_is_one_persons(persons: Persons) -> None:
    """What was written before the merge, and what comes after it, under both."""
    persons.merge(persons.work, persons.home)
    later = [persons.visitor.says(f"later from {email}", email=email) for email in (ANN, HOME)]
    assert {persons.of(one)[0] for one in (persons.work, persons.home, *later)} == {persons.of(persons.home)[0]}


def test_a_writer_is_known_again_after_a_merge(persons: Persons) -> None:
    """The token that came with a comment still stands for the same persona, with the address it came with."""
    persons.merge(persons.work, persons.home)
    again = persons.visitor.says("again", email=ANN, writer_token=persons.work["writer_token"])
    assert persons.of(again) == persons.of(persons.work)


def test_each_picture_stays_that_of_its_own_address(persons: Persons) -> None:
    """No comment is given another address's face, for that would tell that the two are one."""
    work, home = persons.address_of(persons.work), persons.address_of(persons.home)
    persons.merge(persons.work, persons.home)
    later = persons.visitor.says("later", email=ANN)
    found = [persons.address_of(one) for one in (persons.work, later, persons.home)]
    assert found == [work, work, home]
    assert work != home


def test_an_undone_merge_gives_each_its_own(persons: Persons) -> None:
    """Also what was written since, by address; and addresses lead where they led."""
    before = [persons.of(one) for one in (persons.work, persons.home)]
    done = persons.merge(persons.work, persons.home)
    since = persons.visitor.says("since", email=ANN)
    assert persons.moderator.undoes(done) == (1, 0)
    assert [persons.of(one) for one in (persons.work, persons.home)] == before
    assert persons.of(since)[0] == before[0][0]
    assert persons.of(persons.visitor.says("later", email=ANN))[0] == before[0][0]
    query = "select count(*) from persona where site_id = ? and merged_from is not null"
    assert persons.moderator.asks(query, persons.moderator.site_id) == [(0,)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_merges_in_a_row_are_undone_in_either_order(persons: Persons, order: tuple[int, int]) -> None:
    """Three addresses of one person, and each its own again."""
    third = persons.visitor.says("from the road", email="ann@road.example")
    said = (persons.work, persons.home, third)
    before = [persons.of(one) for one in said]
    acts = [persons.merge(persons.work, persons.home), persons.merge(persons.home, third)]
    assert {persons.of(one)[0] for one in said} == {before[2][0]}
    assert persons.of(persons.visitor.says(email=ANN))[0] == before[2][0]
    for each in order:
        assert persons.moderator.undoes(acts[each]) == (1, 0)
    assert [persons.of(one) for one in said] == before
    query = "select count(*) from person where site_id = ? and merged_into is not null"
    assert persons.moderator.asks(query, persons.moderator.site_id) == [(0,)]


def test_an_answer_tells_nobody_that_two_are_one(persons: Persons) -> None:
    """Readers see the same bytes as before."""
    before = persons.visitor.asks().content
    persons.merge(persons.work, persons.home)
    assert persons.visitor.asks().content == before


def test_only_two_persons_of_one_site_are_merged(persons: Persons, house: Running, caller: httpx.Client) -> None:
    """Nobody with themselves, and nobody with another site's person of the same address."""
    with pytest.raises(Invalid) as same:
        persons.merge(persons.work, persons.work)
    assert same.value.errors["into"].code == "same-person"
    stranger = new_visitor(house, caller)
    posted = stranger.says(email=ANN)
    one = house.read(person_for_owner(persons.work["comment"]["id"], persons.visitor.site))
    other = house.read(person_for_owner(posted["comment"]["id"], stranger.site))
    with pytest.raises(Invalid) as foreign:
        house.write(merge_persons(one, other, persons.moderator.doing()))
    assert foreign.value.errors["into"].code == "other-site"


def test_a_merge_is_in_the_audit_without_an_address(persons: Persons) -> None:
    """By number alone."""
    persons.merge(persons.work, persons.home)
    (line,) = persons.moderator.audited()
    assert line[0] == "merge_persons"
    assert "@" not in repr(line)
