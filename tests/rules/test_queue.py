"""An address means a filter, a filter is written as an address, and what is wrong is said."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.rules.queue import (
    STATES,
    Cursor,
    QueueFilter,
    QueueOrder,
    QueueState,
    cursor_of,
    filter_of,
    first_order,
    query_of,
)
from chimein.rules.refusals import Invalid

SITES = {"blog": 1, "docs": 2, "shop": 7}
KEYS = {number: key for key, number in SITES.items()}
DAY = 86_400_000
DAYS = st.integers(0, 40_000)
NUMBERS = st.integers(0, 2**63 - 1)
WORDS = st.text(min_size=1, max_size=60).map(lambda text: " ".join(text.replace("\x00", "").split())).filter(bool)
ENCODABLE = WORDS.filter(lambda text: text.encode("utf-8", "ignore").decode() == text)


def wrong(params: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The codes of what is wrong, by parameter."""
    with pytest.raises(Invalid) as refused:
        filter_of(params, SITES)
    assert all(error.detail.endswith((".", "?")) for error in refused.value.errors.values())
    return {name: error.code for name, error in refused.value.errors.items()}


def test_an_address_without_parameters_means_what_is_held_everywhere() -> None:
    """Whoever opens the desk sees what waits, longest first, on all sites."""
    assert filter_of({}, SITES) == filter_of({"state": [""], "site": [" "], "words": ["  "]}, SITES) == QueueFilter()


def test_every_parameter_is_read() -> None:
    """Sites by key, days as whole days of UTC, the last one included."""
    params = {
        "state": ["spam"],
        "site": ["docs"],
        "thread": ["Xy12"],
        "person": ["42"],
        "words": ["  buy   this "],
        "reason": ["first-comment"],
        "since": ["1970-01-03"],
        "until": ["1970-01-03"],
        "order": ["oldest"],
    }
    expected = QueueFilter("spam", (2,), "Xy12", 42, "buy this", "first-comment", 2 * DAY, 3 * DAY, "oldest")
    assert filter_of(params, SITES) == expected
    assert expected.between == ((2 * DAY, -1), (3 * DAY, -1))


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("state", "erased", "not-a-choice"),
        ("site", "other", "not-a-choice"),
        ("thread", "a b", "not-an-id"),
        ("person", "-1", "not-an-id"),
        ("person", str(2**63), "not-an-id"),
        ("words", "x" * 201, "too-long"),
        ("reason", "50%", "not-a-choice"),
        ("reason", "First", "not-a-choice"),
        ("since", "yesterday", "not-a-date"),
        ("since", "20260101", "not-a-date"),
        ("until", "2026-02-30", "not-a-date"),
        ("order", "random", "not-a-choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_name(name: str, value: str, code: str) -> None:
    """Each wrong parameter has its code and a sentence."""
    assert wrong({name: [value]}) == {name: code}


def test_all_that_is_wrong_is_said_at_once() -> None:
    """Nobody corrects one parameter only to be told of the next."""
    assert wrong({"state": ["x"], "since": ["x"], "order": ["x"]}).keys() == {"state", "since", "order"}


def test_what_does_not_fit_together_is_said() -> None:
    """The last day is not before the first, and a person is one of a site."""
    assert wrong({"since": ["2026-02-02"], "until": ["2026-02-01"]}) == {"until": "wrong-order"}
    assert wrong({"person": ["1"]}) == {"person": "needs-a-site"}
    assert wrong({"person": ["1"], "site": ["blog", "docs"]}) == {"person": "needs-a-site"}
    assert filter_of({"person": ["1"], "site": ["blog"]}, SITES).person_id == 1


@given(
    st.sampled_from(STATES),
    st.lists(st.sampled_from(sorted(SITES.values())), unique=True, min_size=1, max_size=1) | st.just([]),
    st.tuples(st.none() | DAYS, st.none() | DAYS),
    st.none() | ENCODABLE,
    st.sampled_from(["oldest", "newest"]),
)
def test_a_filter_survives_its_address(
    state: QueueState, site_ids: list[int], days: tuple[int | None, int | None], words: str | None, order: QueueOrder
) -> None:
    """Written into an address and read again, a filter is the same."""
    first, length = days
    since = None if first is None else first * DAY
    until = None if length is None else ((first or 0) + length + 1) * DAY
    person = 5 if site_ids else None
    found = QueueFilter(
        state,
        tuple(site_ids),
        "abc",
        person,
        words,
        "repeated-text",
        since,
        until,
        order,
    )
    assert filter_of(parse_qs(query_of(found, KEYS)), SITES) == found


@given(NUMBERS, NUMBERS, NUMBERS, st.booleans())
def test_a_cursor_survives_its_address(posted_at: int, comment_id: int, site_id: int, backwards: bool) -> None:
    """Written into an address and read again, a cursor is the same."""
    cursor = Cursor(posted_at, comment_id, site_id, backwards)
    assert cursor_of(cursor.text()) == cursor
    assert cursor_of(parse_qs(query_of(QueueFilter(), KEYS, cursor))["cursor"][0]) == cursor


@pytest.mark.parametrize("text", ["", "after", "after.1.2", "after.1.2.3.4", "up.1.2.3", "after.1.x.3", "after.1.-2.3"])
def test_a_damaged_cursor_is_refused(text: str) -> None:
    """No place is guessed from half an address."""
    with pytest.raises(Invalid):
        cursor_of(text)


@given(st.dictionaries(st.sampled_from(["state", "site", "person", "words", "since", "cursor"]), st.lists(st.text())))
def test_hostile_addresses_are_refused_or_understood(params: dict[str, list[str]]) -> None:
    """Whatever stands there, it is a filter or a refusal."""
    with suppress(Invalid):
        assert filter_of(params, SITES).state in STATES


def test_who_waits_longest_comes_first() -> None:
    """Queues of what awaits a decision begin with the oldest, all others with the newest."""
    assert {state: first_order(state) for state in STATES if first_order(state) == "oldest"} == {
        "held": "oldest",
        "reported": "oldest",
    }
