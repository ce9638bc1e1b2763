"""Filters of the queue that an account keeps."""

import pytest

from chimein.actions.keep_filter import drop_filter, keep_filter
from chimein.rules.refusals import Invalid
from chimein.rules.saved_filters import MOST_FILTERS, SavedFilter
from chimein.store.reads.accounts import filters_of
from running import Running
from staffing import INSTANCE_OWNER, new_account


def test_filters_are_an_accounts_own(house: Running) -> None:
    """By name; the same name is another filter; dropping one leaves the others and everybody else's."""
    ada, bo = (new_account(house, INSTANCE_OWNER) for _ in range(2))
    for account, name, query in ((ada, "b", "x"), (ada, "a", "y"), (bo, "a", "z"), (ada, "b", "w")):
        house.write(keep_filter(account, SavedFilter(name, query)))
    assert house.read(filters_of(ada)) == [SavedFilter("a", "y"), SavedFilter("b", "w")]
    house.write(drop_filter(ada, "a"))
    house.write(drop_filter(ada, "a"))
    assert [house.read(filters_of(account)) for account in (ada, bo)] == [
        [SavedFilter("b", "w")],
        [SavedFilter("a", "z")],
    ]


def test_one_filter_too_many_is_refused(house: Running) -> None:
    """But another one under a name that is there is taken."""
    account = new_account(house, INSTANCE_OWNER)
    for number in range(MOST_FILTERS):
        house.write(keep_filter(account, SavedFilter(str(number), "x")))
    with pytest.raises(Invalid):
        house.write(keep_filter(account, SavedFilter("more", "x")))
    house.write(keep_filter(account, SavedFilter("7", "y")))
    assert len(house.read(filters_of(account))) == MOST_FILTERS
