"""The queue shows each what the account may see, page after page, whichever sites it is on."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from access.staff import account, asked, copies, number_of, staff_on
from chimein.access.queue import comment_in_context, queue_page, sites_seen
from chimein.rules.accounts import Staff
from chimein.rules.cards import COUNTED, Card, QueuePage
from chimein.rules.permissions import Role
from chimein.rules.queue import Cursor, QueueFilter, QueueOrder
from chimein.rules.refusals import NotFound
from running import Running
from telling import tell_again
from visiting import ORIGIN, Visitor, new_visitor

HELD = QueueFilter()


@pytest.fixture
def held(house: Running, caller: httpx.Client) -> Visitor:
    """A visitor of a new site on which every comment waits for a decision."""
    return new_visitor(house, caller, moderation="all")


@pytest.fixture
def other(house: Running, caller: httpx.Client) -> Visitor:
    """And one of another."""
    return new_visitor(house, caller, moderation="all")


def pages(house: Running, staff: Staff, wanted: QueueFilter, limit: int = 50) -> Iterator[QueuePage]:
    """Page after page until there is no next."""
    page = house.read(queue_page(staff, wanted, None, limit))
    yield page
    while page.next is not None:
        page = house.read(queue_page(staff, wanted, page.next, limit))
        yield page


def ids(*found: QueuePage) -> list[str]:
    """The public ids on some pages, in their order."""
    return [card.public_id for page in found for card in page.cards]


def only(house: Running, staff: Staff, wanted: QueueFilter = HELD) -> Card:
    """The one card that there is."""
    (card,) = house.read(queue_page(staff, wanted)).cards
    return card


def test_a_card_says_what_was_said_where_and_why_it_waits(house: Running, held: Visitor) -> None:
    """Words, page, reasons, and a history of one."""
    posted = held.says("Is *this* a rumour?", name="Ann", title="A page")
    card = only(house, staff_on(house, held))
    assert card.public_id == posted["comment"]["id"]
    assert (card.site.key, card.thread.url) == (held.site, f"{ORIGIN}/post")
    assert (card.source_text, card.html) == ("Is *this* a rumour?", "<p>Is <em>this</em> a rumour?</p>")
    assert (card.state, card.state_by, card.decided_by, card.reasons) == ("held", "rules", None, ("every-comment",))
    assert (card.parent, card.siblings, card.replies, card.revisions, card.act) == (None, 0, 0, 0, None)
    assert card.writer is not None
    assert (card.writer.history.counts, card.writer.history.first_seen) == ({"held": 1}, card.posted_at)
    assert card.writer.trusted_at is None


@pytest.mark.parametrize(
    ("role", "is_told"), [("reader", False), ("moderator", True), ("admin", True), ("owner", True)]
)
def test_only_who_may_moderate_gets_the_sealed_address(
    house: Running, held: Visitor, role: Role, is_told: bool
) -> None:
    """A reader's card has no address in any form; a moderator's has what a gateway opens."""
    held.says(email="ann@example.org")
    writer = only(house, staff_on(house, held, role=role)).writer
    assert writer is not None
    assert (writer.address is not None) == is_told
    if writer.address is not None:
        assert b"ann@" not in writer.address.cipher
        assert "cipher" not in repr(writer.address)


def test_who_sees_no_site_sees_no_card(house: Running, held: Visitor) -> None:
    """Without a role there is nothing, and what is asked for by name looks absent."""
    posted = held.says()
    nobody = Staff(account(), {})
    site_id = number_of(house, held.site)
    assert house.read(queue_page(nobody, HELD)) == QueuePage((), {}, None, None)
    with pytest.raises(NotFound):
        house.read(queue_page(nobody, replace(HELD, site_ids=(site_id,))))
    with pytest.raises(NotFound):
        house.read(comment_in_context(nobody, posted["comment"]["id"]))
    with pytest.raises(NotFound):
        house.read(queue_page(nobody, replace(HELD, site_ids=(10**9,))))


def test_a_token_for_one_site_sees_that_site(house: Running, held: Visitor, other: Visitor) -> None:
    """What a program was given for one site ends at its wall, whoever made it."""
    held.says()
    mine = other.says()
    site_id = number_of(house, other.site)
    token = Staff(account(is_owner=True), {}, only_site=site_id, kind="token")
    assert [site.key for site in house.read(sites_seen(token))] == [other.site]
    assert ids(house.read(queue_page(token, HELD))) == [mine["comment"]["id"]]


def test_several_sites_are_one_queue(house: Running, held: Visitor, other: Visitor) -> None:
    """Comments of all sites stand in one order, each once, whichever page they fall on."""
    said = [visitor.says(f"Number {number}") for number in range(4) for visitor in (held, other)]
    expected = [posted["comment"]["id"] for posted in said]
    staff = staff_on(house, held, other)
    for limit in (1, 3, 50):
        assert ids(*pages(house, staff, HELD, limit)) == expected
        assert ids(*pages(house, staff, replace(HELD, order="newest"), limit)) == expected[::-1]
    one = replace(HELD, site_ids=(number_of(house, held.site),))
    assert ids(house.read(queue_page(staff, one))) == expected[::2]


@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_nothing_is_lost_where_times_and_ids_are_the_same(
    house: Running, held: Visitor, other: Visitor, order: QueueOrder
) -> None:
    """Two sites may have comments of the same moment with the same id: a page may end between them."""
    for visitor in (held, other):
        site_id = number_of(house, visitor.site)
        visitor.says()
        asked(house, "update comment set id = 7, root_id = 7, posted_at = 5000 where site_id = ?", site_id)
    tell_again(house.database)
    staff = staff_on(house, held, other)
    found = list(pages(house, staff, replace(HELD, order=order), 1))
    assert sorted(page.cards[0].site.key for page in found) == sorted([held.site, other.site])
    back = house.read(queue_page(staff, replace(HELD, order=order), found[1].previous, 1))
    assert ids(back) == ids(found[0])


@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_pages_lead_forth_and_back(house: Running, held: Visitor, order: QueueOrder) -> None:
    """From the last page, the way back passes the same pages, and ends at the first."""
    copies(house, held.says(), 24)
    staff, wanted = staff_on(house, held), replace(HELD, order=order)
    there = list(pages(house, staff, wanted, 10))
    assert [len(page.cards) for page in there] == [10, 10, 5]
    assert there[0].previous is None
    page, back = there[-1], [there[-1]]
    while page.previous is not None:
        page = house.read(queue_page(staff, wanted, page.previous, 10))
        back.insert(0, page)
    assert [ids(page) for page in back] == [ids(page) for page in there]
    assert back[0].next is not None


def test_filters_narrow_the_queue(house: Running, held: Visitor) -> None:
    """By page, by person, by reason, by day; together they narrow further."""
    first = held.says("One thing")
    held.says("Another", email="bob@example.org", name="Bob")
    elsewhere = held.on(f"{ORIGIN}/other").says("A third", email="bob@example.org", name="Bob")
    asked(house, "update comment set reasons = 'first-comment link' where public_id = ?", elsewhere["comment"]["id"])
    staff = staff_on(house, held)
    cards = house.read(queue_page(staff, HELD)).cards
    site_id = number_of(house, held.site)
    by_bob = cards[1].writer
    assert by_bob is not None
    bob = replace(HELD, site_ids=(site_id,), person_id=by_bob.person_id)
    day = cards[0].posted_at // 86_400_000 * 86_400_000
    expected = {
        replace(HELD, thread=cards[0].thread.public_id): cards[:2],
        replace(HELD, thread=cards[2].thread.public_id): cards[2:],
        replace(HELD, thread="nosuch"): (),
        replace(HELD, reason="link"): cards[2:],
        replace(HELD, reason="first"): (),
        replace(HELD, since=cards[1].posted_at): cards[1:],
        replace(HELD, until=cards[1].posted_at): cards[:1],
        replace(HELD, since=day, until=day + 2 * 86_400_000): cards,
        replace(HELD, state="reported"): (),
        replace(HELD, state="spam"): (),
    }
    for order in ("oldest", "newest"):
        for wanted, found in expected.items():
            page = house.read(queue_page(staff, replace(wanted, order=order)))
            assert sorted(page.cards, key=lambda card: card.place) == sorted(found, key=lambda card: card.place)
    assert ids(house.read(queue_page(staff, replace(HELD, until=cards[0].posted_at)))) == []
    mine = {card.public_id for card in house.read(queue_page(staff, bob)).cards}
    assert first["comment"]["id"] not in mine
    assert mine <= {card.public_id for card in cards[1:]}


def test_a_persons_personas_are_one_person(house: Running, held: Visitor) -> None:
    """By its number a person is found with all that its personas wrote, on one page or on all."""
    held.says("One")
    held.on(f"{ORIGIN}/other").says("Two")
    held.says("Three", email="bob@example.org")
    staff, site_id = staff_on(house, held), number_of(house, held.site)
    cards = house.read(queue_page(staff, HELD)).cards
    writer = cards[0].writer
    assert writer is not None
    ann = replace(HELD, site_ids=(site_id,), person_id=writer.person_id)
    assert [card.source_text for card in house.read(queue_page(staff, ann)).cards] == ["One", "Two"]
    there = replace(ann, thread=cards[1].thread.public_id, order="newest")
    assert [card.source_text for card in house.read(queue_page(staff, there)).cards] == ["Two"]
    assert writer.history.counts == {"held": 2}


def test_counts_are_of_every_state_and_stop_where_nobody_cares(house: Running, held: Visitor, other: Visitor) -> None:
    """Each state is counted by site, exactly up to ten thousand."""
    posted = held.says()
    copies(house, posted, COUNTED - 1)
    spam = other.says()
    asked(house, "update comment set state = 'spam' where public_id = ?", spam["comment"]["id"])
    staff = staff_on(house, held, other)
    page = house.read(queue_page(staff, HELD))
    assert (page.count("held"), page.count("spam"), page.count("reported")) == (COUNTED, 1, 0)
    assert page.counts[number_of(house, other.site)]["held"] == 0
    copies(house, held.says("More"), 4)
    assert house.read(queue_page(staff, HELD)).count("held") == COUNTED + 1


def test_a_reply_is_shown_with_what_it_answers(house: Running, caller: httpx.Client) -> None:
    """Parent and siblings come along; in context the chain up to the root, and who stands beside."""
    talk = new_visitor(house, caller)
    root = talk.says("The root")
    answer = talk.replies(root, "An answer", email="bob@example.org")
    mine = talk.replies(answer, "On the answer")
    talk.replies(answer, "Another on it", email="cid@example.org")
    asked(house, "update comment set state = 'held', shown = 0 where public_id = ?", mine["comment"]["id"])
    staff = staff_on(house, talk)
    card = only(house, staff)
    assert card.parent is not None
    assert (card.parent.public_id, card.parent.excerpt) == (answer["comment"]["id"], "An answer")
    found = house.read(comment_in_context(staff, mine["comment"]["id"]))
    assert found.card == card
    assert [said.excerpt for said in found.ancestors] == ["The root", "An answer"]
    assert [said.excerpt for said in found.before + found.after] == ["Another on it"]
    beside = house.read(comment_in_context(staff, answer["comment"]["id"]))
    assert ([said.excerpt for said in beside.ancestors], beside.before, beside.after) == (["The root"], (), ())
    assert house.read(comment_in_context(staff, root["comment"]["id"])).ancestors == ()


def test_a_long_parent_is_cut(house: Running, held: Visitor) -> None:
    """A card brings along only the beginning of another comment."""
    root = held.says("word " * 300)
    asked(house, "update comment set state = 'published', shown = 1 where public_id = ?", root["comment"]["id"])
    held.replies(root)
    card = only(house, staff_on(house, held))
    assert card.parent is not None
    assert len(card.parent.excerpt) == 400


def test_an_edited_comment_shows_its_history(house: Running, caller: httpx.Client) -> None:
    """The words of before are counted on the card and told in context, oldest first."""
    talk = new_visitor(house, caller)
    posted = talk.says("First words")
    for text in ("Second words", "Third words"):
        assert talk.edits(posted, text).status_code == 200
    found = house.read(comment_in_context(staff_on(house, talk), posted["comment"]["id"]))
    assert found.card.revisions == 2
    assert [words.source_text for words in found.revisions] == ["First words", "Second words"]


def test_who_decided_and_what_can_be_undone_are_told(house: Running, held: Visitor) -> None:
    """The account's name, the last act that stands, and the audit's lines."""
    posted = held.says()
    site_id, account_id = number_of(house, held.site), number_of(house, held.site) + 1000
    comment_id = asked(house, "select id from comment where public_id = ?", posted["comment"]["id"])[0][0]
    asked(
        house,
        """insert into account (account_id, email_lookup, email_cipher, wrapped_key, key_version, name, created_at)
        values (?, ?, ?, ?, 1, 'Mo', 1)""",
        *(account_id, str(account_id).encode(), b"c", b"w"),
    )
    asked(
        house,
        "update comment set state_by = ? where id = ? and site_id = ?",
        f"account:{account_id}",
        comment_id,
        site_id,
    )
    for act_id, verb, undone in ((1, "approve", None), (2, "hold", None), (3, "spam", 9)):
        insert = (
            "insert into act (site_id, id, account_id, verb, done_at, changed, undone_at) values (?, ?, ?, ?, ?, 1, ?)"
        )
        asked(house, insert, site_id, act_id, account_id, verb, 100 * act_id, undone)
        change = """insert into act_change (site_id, act_id, position, kind, subject_id, was, became)
            values (?, ?, 0, 'state', ?, '{}', '{}')"""
        asked(house, change, site_id, act_id, comment_id)
        line = """insert into audit (site_id, seq, at, account_id, actor, verb, comment_id, act_id, detail, seal)
            values (?, ?, ?, ?, 'account', ?, ?, ?, '{"was":"held"}', ?)"""
        asked(house, line, site_id, act_id, 100 * act_id, account_id, verb, comment_id, act_id, b"s")
    found = house.read(comment_in_context(staff_on(house, held), posted["comment"]["id"]))
    assert found.card.decided_by == "Mo"
    assert found.card.act is not None
    assert (found.card.act.act_id, found.card.act.verb, found.card.act.done_at, found.card.act.by) == (
        2,
        "hold",
        200,
        "Mo",
    )
    assert [(line.verb, line.account, line.detail) for line in found.audit] == [
        (verb, "Mo", {"was": "held"}) for verb in ("spam", "hold", "approve")
    ]


def test_a_cursor_of_another_page_still_means_its_place(house: Running, held: Visitor) -> None:
    """What was decided meanwhile does not move the pages that follow."""
    copies(house, held.says(), 9)
    staff = staff_on(house, held)
    first = house.read(queue_page(staff, HELD, None, 4))
    second = house.read(queue_page(staff, HELD, first.next, 4))
    site_id = number_of(house, held.site)
    asked(
        house,
        "update comment set state = 'published' where site_id = ? and posted_at <= ?",
        site_id,
        first.cards[-1].posted_at,
    )
    assert ids(house.read(queue_page(staff, HELD, first.next, 4))) == ids(second)
    assert house.read(queue_page(staff, HELD, Cursor(0, 0, 1, backwards=True), 4)).cards == ()
