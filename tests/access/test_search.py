"""Comments are found by their words within a moment, by those who may see them, and by nobody once they are gone."""

from dataclasses import replace

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.staff import asked, number_of, staff_on
from chimein.access.queue import queue_page
from chimein.access.queue_finder import finder
from chimein.actions.index_words import index_words
from chimein.rules.accounts import Staff
from chimein.rules.queue import LATEST, QueueFilter
from chimein.rules.refusals import Invalid
from running import Running
from visiting import ORIGIN, Visitor, new_visitor

PUBLISHED = QueueFilter(state="published")


@pytest.fixture
def talk(house: Running, caller: httpx.Client) -> Visitor:
    """A visitor of a new site."""
    return new_visitor(house, caller)


def indexed(house: Running) -> None:
    """Take apart whatever waits, as the worker does a moment later."""
    while house.write(index_words(200, house.instance.mint.new)):
        pass


def found(house: Running, staff: Staff, words: str, wanted: QueueFilter = PUBLISHED) -> list[str]:
    """The texts of what is found by these words."""
    indexed(house)
    page = house.read(queue_page(staff, replace(wanted, words=words)))
    return [card.source_text for card in page.cards]


def test_words_names_beginnings_and_phrases_find(house: Running, talk: Visitor) -> None:
    """Without case and accents, in any order; in quotes, in this order."""
    talk.says("Le Café est très bon", name="Ann Müller")
    talk.says("Tea is good for casinos", name="Bob")
    staff = staff_on(house, talk)
    cafe, tea = "Le Café est très bon", "Tea is good for casinos"
    for words, expected in {
        "cafe": [cafe],
        "CAFÉ très": [cafe],
        "tres cafe": [cafe],
        '"cafe est"': [cafe],
        '"est cafe"': [],
        "muller": [cafe],
        "casino": [],
        "casino*": [tea],
        "bon -müller": [],
        "-tea": [cafe],
        "good bon": [],
        "bo*": [cafe, tea],
    }.items():
        assert found(house, staff, words) == expected, words
        assert found(house, staff, words, replace(PUBLISHED, order="newest")) == expected[::-1], words


def test_scripts_without_spaces_are_found_inside(house: Running, talk: Visitor) -> None:
    """A part of a sentence of Chinese, Japanese or Thai is found, and vowel signs count."""
    for text in ("私は日本語を話します", "ฉันพูดภาษาไทย", "यह हिन्दी में है"):
        talk.says(text)
    staff = staff_on(house, talk)
    assert found(house, staff, "日本語") == ["私は日本語を話します"]
    assert found(house, staff, "本日") == []
    assert found(house, staff, "ภาษา") == ["ฉันพูดภาษาไทย"]
    assert found(house, staff, "हिन्दी") == ["यह हिन्दी में है"]


def test_words_are_found_in_their_state_and_on_their_site(house: Running, talk: Visitor, caller: httpx.Client) -> None:
    """Another queue, another site, another page have other words."""
    other = new_visitor(house, caller)
    talk.says("A lighthouse here")
    other.says("A lighthouse there")
    talk.on(f"{ORIGIN}/other").says("A lighthouse elsewhere")
    mine = staff_on(house, talk)
    assert found(house, mine, "lighthouse") == ["A lighthouse here", "A lighthouse elsewhere"]
    assert found(house, staff_on(house, talk, other), "lighthouse") == [
        "A lighthouse here",
        "A lighthouse there",
        "A lighthouse elsewhere",
    ]
    assert found(house, mine, "lighthouse", QueueFilter(state="spam")) == []
    page = house.read(queue_page(mine, PUBLISHED))
    there, writer = page.cards[1].thread.public_id, page.cards[1].writer
    assert found(house, mine, "lighthouse", replace(PUBLISHED, thread=there)) == ["A lighthouse elsewhere"]
    assert writer is not None
    whose = replace(PUBLISHED, site_ids=(number_of(house, talk.site),), person_id=writer.person_id)
    assert len(found(house, mine, "lighthouse", whose)) == 2
    assert found(house, mine, "lighthouse", replace(whose, person_id=1)) == []
    mark = f"zz{number_of(house, other.site)}zpublished"
    talk.says(f"Hostile {mark}")
    assert found(house, staff_on(house, other), "hostile") == []


def test_what_changes_is_found_by_what_it_is_now(house: Running, talk: Visitor) -> None:
    """Edited words replace the former ones; a decision moves a comment to another queue."""
    posted = talk.says("The former words")
    staff = staff_on(house, talk)
    assert found(house, staff, "former") == ["The former words"]
    assert talk.edits(posted, "Wholly new").status_code == 200
    assert (found(house, staff, "former"), found(house, staff, "wholly")) == ([], ["Wholly new"])
    asked(house, "update comment set state = 'spam' where public_id = ?", posted["comment"]["id"])
    assert found(house, staff, "wholly") == []
    assert found(house, staff, "wholly", QueueFilter(state="spam")) == ["Wholly new"]


def test_no_word_is_kept_of_what_was_taken_back(house: Running, talk: Visitor) -> None:
    """A withdrawn comment leaves nothing behind to be searched."""
    posted = talk.says("A secretword said too quickly")
    assert found(house, staff_on(house, talk), "secretword") != []
    assert talk.withdraws(posted).status_code in (200, 204)
    assert found(house, staff_on(house, talk), "secretword") == []
    site_id = number_of(house, talk.site)
    assert asked(house, "select count(*) from search_doc where site_id = ?", site_id) == [(0,)]


def test_the_worker_indexes_within_a_moment(house: Running, talk: Visitor) -> None:
    """Nobody but the running server takes the words apart."""
    talk.says("A word nobody waits for: quixotic")
    staff, wanted = staff_on(house, talk), replace(PUBLISHED, words="quixotic")
    house.worker.wake()
    for _ in range(2000):
        if house.read(queue_page(staff, wanted)).cards:
            return
    pytest.fail("it was never found")


def test_all_that_words_find_can_be_decided_on(house: Running, talk: Visitor) -> None:
    """What a decision about thousands walks through is found by words, too, part after part."""
    for number in range(5):
        talk.says(f"Weeds number {number}")
    talk.says("A flower")
    indexed(house)
    wanted = replace(PUBLISHED, words="weeds")
    find = finder(staff_on(house, talk), number_of(house, talk.site), wanted, LATEST)
    first = house.read(find((-1, 0), 3))
    rest = house.read(find((first[-1].posted_at, first[-1].id), 3))
    assert [one.source_text for one in (*first, *rest)] == [f"Weeds number {number}" for number in range(5)]


@given(st.text(max_size=40))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hostile_wishes_find_or_are_refused(house: Running, talk: Visitor, text: str) -> None:
    """Whatever is typed, an engine answers or a sentence says what is missing."""
    try:
        page = house.read(queue_page(staff_on(house, talk), replace(PUBLISHED, words=text)))
    except Invalid:
        return
    assert page.cards == ()
