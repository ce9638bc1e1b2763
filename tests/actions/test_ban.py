"""Bans weigh on what is posted, cost nothing where there are none, and tell their writers nothing."""

from typing import Any

import httpx
import pytest

from chimein.access.moderating import writer_of
from chimein.actions.ban import NewBan, ban, lift_ban
from chimein.rules.bans import clean_pattern
from chimein.rules.facts import Comment, Site
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction
from chimein.store.reads.bans import bans_of_site, network_of_comment
from chimein.store.writes.acts import Doing, Done
from deciding import Moderator
from running import Running
from visiting import Json, Visitor, new_visitor, problem, rows

FACTS = "select state, reasons, number from comment where public_id = ?"


class Warden(Moderator):
    """Bans things on a site."""

    def bans(self, kind: Any, pattern: str, verdict: Any = "spam", **more: Any) -> Done:
        """A pattern."""
        new = NewBan(kind, verdict, pattern=clean_pattern(kind, pattern), **more)
        return self.house.write(ban(self.site.site_id, new, self.doing))

    def bans_writer(self, posted: Json, verdict: Any = "spam", **more: Any) -> Done:
        """Whoever wrote it."""

        def verb(site: Site, comment: Comment, doing: Doing) -> Transaction[Done]:
            person_id = (yield from writer_of(comment)).person_id
            return (yield from ban(site.site_id, NewBan("person", verdict, person_id=person_id, **more), doing))

        return self.does(verb, posted)

    def bans_network(self, posted: Json) -> Done:
        """Where it came from."""

        def verb(site: Site, comment: Comment, doing: Doing) -> Transaction[Done]:
            mark = yield from network_of_comment(comment)
            return (yield from ban(site.site_id, NewBan("network", "held", network_mark=mark), doing))

        return self.does(verb, posted)

    def facts(self, posted: Json) -> tuple[Any, ...]:
        """State, reasons and number."""
        return rows(self.house.database, FACTS, posted["comment"]["id"])[0]

    def hits(self) -> list[int]:
        """How often each ban was met, the newest first."""
        return [each.hits for each in self.house.read(bans_of_site(self.site.site_id))]


@pytest.fixture
def warden(visitor: Visitor, house: Running) -> Warden:
    """Of the visitor's site."""
    return Warden(house, visitor.site)


@pytest.mark.parametrize("verdict", ["held", "spam", "rejected"])
def test_a_banned_word_weighs_at_once_and_is_not_told(visitor: Visitor, warden: Warden, verdict: str) -> None:
    """Whatever the ban says, the answer and the writer's view are those of a held comment; the hit is counted."""
    visitor.says("A casino, before.")
    warden.bans("word", "casino*", verdict)
    said = visitor.says("The Casinos!")
    assert said["state"] == "held"
    assert warden.facts(said) == (verdict, "ban-word", None)
    seen = visitor.looks_at(said["comment"]["id"], said["edit_token"]).json()
    assert (seen["state"], seen["text"]) == ("held", "The Casinos!")
    assert visitor.says("Nothing of it.")["state"] == "published"
    assert visitor.says("Me", name="Casino Royal")["state"] == "held"
    assert warden.hits() == [2]
    assert visitor.reads()["thread"]["count"] == 2
    warden.assert_counted()


def test_a_rejected_post_answers_as_a_held_one(house: Running, caller: httpx.Client) -> None:
    """Field by field: only what is different for every comment differs."""
    visitor = new_visitor(house, caller, moderation="all")
    held = visitor.says("Something.")
    Warden(house, visitor.site).bans("address", "*@spam.example", "rejected")
    rejected = visitor.says("Something.", email="x@spam.example")
    for answer in (held, rejected):
        for name in ("edit_token", "writer_token", "edit_until"):
            answer.pop(name)
        for name in ("id", "posted_at", "avatar"):
            answer["comment"].pop(name)
    assert rejected == held


def test_a_shadow_is_seen_by_its_writer_alone(visitor: Visitor, warden: Warden) -> None:
    """The answer, the writer's view and the answer to an edit look as those of a published comment; nobody sees it."""
    other = visitor.says("Before.")
    warden.bans("word", "casino", "rejected", is_shadow=True)
    said = visitor.says("A casino.", idempotency_key="0123456789abcdef")
    assert (said["state"], said["comment"]["state"], said["comment"]["number"]) == ("published", "published", 2)
    assert visitor.says("A casino.", idempotency_key="0123456789abcdef")["state"] == "published"
    assert warden.facts(said) == ("rejected", "ban-word shadow", None)
    seen = visitor.looks_at(said["comment"]["id"], said["edit_token"]).json()
    assert (seen["state"], seen["comment"]["number"]) == ("published", 2)
    assert visitor.edits(said, "Nothing of it.").json()["state"] == "published"
    assert visitor.looks_at(said["comment"]["id"]).status_code == 404
    assert [root["id"] for root in visitor.reads()["comments"]] == [other["comment"]["id"]]
    page = visitor.http.get(
        f"/t/{visitor.reads()['thread']['id']}/posted",
        params={"comment": said["comment"]["id"], "token": said["edit_token"]},
    )
    assert page.status_code == 200
    assert "held" not in page.text.lower()


def plain(answer: Json) -> Json:
    """An answer without what is different for every comment."""
    kept = {name: value for name, value in answer.items() if name not in ("edit_token", "writer_token", "edit_until")}
    different = ("id", "parent", "posted_at", "avatar")
    return kept | {"comment": {name: value for name, value in answer["comment"].items() if name not in different}}


@pytest.mark.parametrize("verdict", ["held", "spam", "rejected"])
def test_ones_own_shadowed_comment_can_be_answered(visitor: Visitor, warden: Warden, verdict: str) -> None:
    """As any other: the same answers, branch upon branch; nobody else sees any of it, and no count moves."""
    stands = visitor.says("Before.")
    warden.bans("word", "casino", verdict, is_shadow=True)
    hidden = visitor.says("A casino.")
    before = visitor.reads()
    reply = visitor.replies(hidden, "Anybody?", writer_token=hidden["writer_token"])
    deeper = visitor.replies(reply, "Hello?")
    assert warden.facts(reply) == warden.facts(deeper) == (verdict, "ban-above shadow", None)
    assert reply["comment"]["parent"] == hidden["comment"]["id"]
    assert visitor.reads() == before
    for said in (reply, deeper):
        assert visitor.looks_at(said["comment"]["id"]).status_code == 404
        seen = visitor.looks_at(said["comment"]["id"], said["edit_token"]).json()
        assert (seen["state"], seen["comment"]["state"]) == ("published", "published")
    assert visitor.edits(reply, "Nobody?").json()["state"] == "published"
    assert warden.facts(reply)[:2] == (verdict, "ban-above shadow")
    warden.assert_counted()
    ordinary = visitor.replies(stands, "Anybody?")
    assert plain(reply) | {"version": 0} == plain(ordinary) | {"version": 0}


def test_wrong_answers_to_it_are_told_as_for_any_other(visitor: Visitor, warden: Warden) -> None:
    """Every wrong field is named, and the parent is none of them."""
    warden.bans("word", "casino", "rejected", is_shadow=True)
    hidden = visitor.says("A casino.")
    refused = visitor.tries("", parent=hidden["comment"]["id"], website="?")
    assert problem(refused, 422, "invalid").keys() == {"text", "website"}


def test_a_shadowed_comment_is_there_for_nobody_else(visitor: Visitor, warden: Warden) -> None:
    """Who knows its id and writes under another address is told what is told of any comment that is gone."""
    warden.bans("word", "casino", "rejected", is_shadow=True)
    hidden = visitor.says("A casino.")
    refused = visitor.tries("I see you.", parent=hidden["comment"]["id"], email="bob@example.org")
    assert problem(refused, 422, "invalid") == {"parent": "parent-gone"}
    visitor.withdraws(hidden)
    refused = visitor.tries("Me again.", parent=hidden["comment"]["id"])
    assert problem(refused, 422, "invalid") == {"parent": "parent-gone"}


def test_a_plain_ban_hides_nothing_from_its_writer(visitor: Visitor, warden: Warden) -> None:
    """What is told to wait cannot be answered, by its writer either."""
    warden.bans("word", "casino", "rejected")
    waits = visitor.says("A casino.")
    refused = visitor.tries("Me again.", parent=waits["comment"]["id"])
    assert problem(refused, 422, "invalid") == {"parent": "parent-gone"}


def test_an_edit_is_weighed_too(visitor: Visitor, warden: Warden) -> None:
    """What comes in by the back door is held against the same bans, and does not come back by another edit."""
    warden.bans("word", "casino", "rejected")
    said = visitor.says("Fine words.")
    assert visitor.edits(said, "A casino.").json()["state"] == "held"
    assert warden.facts(said)[:2] == ("rejected", "ban-word")
    assert visitor.edits(said, "Fine again.").json()["state"] == "held"
    assert visitor.reads()["thread"]["count"] == 0
    warden.assert_counted()


def test_a_banned_person_is_met_as_any_persona(visitor: Visitor, warden: Warden) -> None:
    """With the token or without it; somebody else with the same name is not."""
    said = visitor.says("One.")
    done = warden.bans_writer(said, "held")
    assert visitor.says("Two.", writer_token=said["writer_token"])["state"] == "held"
    assert warden.facts(visitor.says("Three.")) == ("held", "ban-person", None)
    assert visitor.says("Four.", email="bob@example.org")["state"] == "published"
    assert warden.hits() == [2]
    warden.undoes(done.act_id)
    assert visitor.says("Five.")["state"] == "published"


def test_a_network_is_banned_by_what_is_typed(visitor: Visitor, warden: Warden) -> None:
    """The tests knock from loopback."""
    warden.bans("network", "192.0.2.0/24")
    assert visitor.says("One.")["state"] == "published"
    warden.bans("network", "127.0.0.0/8", "held")
    assert warden.facts(visitor.says("Two."))[:2] == ("held", "ban-network")


def test_a_network_is_banned_by_its_mark_where_the_site_keeps_it(house: Running, caller: httpx.Client) -> None:
    """Only with network_days, only as a keyed hash, and only for so many days."""
    visitor = new_visitor(house, caller)
    warden = Warden(house, visitor.site)
    unkept = visitor.says("One.")
    with pytest.raises(NotFound, match="network_days"):
        warden.bans_network(unkept)
    house.set_site(visitor.site, network_days="2", avatars="generated")
    said = visitor.says("Two.")
    query = "select network_mark, forget_at from comment_network where site_id = ?"
    ((mark, forget_at),) = rows(house.database, query, warden.site.site_id)
    assert len(bytes(mark)) == 16
    assert b"127" not in bytes(mark)
    assert 0 <= forget_at - warden.doing.at - 2 * 86_400_000 + 60_000 < 120_000
    warden.bans_network(said)
    assert warden.facts(visitor.says("Three."))[:2] == ("held", "ban-network")


def test_a_ban_ends_by_itself_by_hand_and_by_undo(visitor: Visitor, warden: Warden, house: Running) -> None:
    """Lifting weighs at once, its undo too; one that is over weighs nothing; what was decided stays."""
    warden.bans("word", "casino", "held")
    said = visitor.says("A casino.")

    def lifted() -> Done:
        (standing,) = house.read(bans_of_site(warden.site.site_id))
        return house.write(lift_ban(standing, warden.doing))

    done = lifted()
    assert visitor.says("A casino too.")["state"] == "published"
    assert lifted() == Done(0, 0)
    warden.undoes(done.act_id)
    assert visitor.says("A third casino.")["state"] == "held"
    rows(house.database, "update ban set expires_at = ? where site_id = ?", warden.doing.at - 1, warden.site.site_id)
    house.set_site(visitor.site, avatars="generated")
    assert visitor.says("A fourth casino.")["state"] == "published"
    assert warden.facts(said)[0] == "held"
    assert [row[2] for row in warden.audit()] == ["ban", "lift_ban", "undo"]
    assert "casino" not in str(warden.audit())


def test_bans_stay_on_their_site(visitor: Visitor, warden: Warden, house: Running) -> None:
    """Sites are walls."""
    warden.bans("word", "casino")
    assert new_visitor(house, visitor.http).says("A casino.")["state"] == "published"
