"""When conversations close and words become final."""

from dataclasses import replace

import pytest

from chimein.rules.closing import DAY_MS, closes_at, edit_until, is_open
from chimein.rules.facts import Thread

BORN = 1_000_000
THREAD = Thread(1, 10, "t", "https://blog.example/", "", None, 1, 1, 1, 0, 1, BORN, None)


@pytest.mark.parametrize(
    ("closed_at", "days", "moment"),
    [
        (None, 0, None),
        (None, 2, BORN + 2 * DAY_MS),
        (BORN + 5, 0, BORN + 5),
        (BORN + 5, 2, BORN + 5),
        (BORN + 9 * DAY_MS, 2, BORN + 2 * DAY_MS),
        (0, 0, 0),
    ],
)
def test_the_earlier_moment_closes(closed_at: int | None, days: int, moment: int | None) -> None:
    """A thread closes by hand or by its age, whichever comes first; a close time of zero counts."""
    thread = replace(THREAD, closed_at=closed_at)
    assert closes_at(thread, days) == moment
    if moment is not None:
        assert is_open(thread, days, moment - 1)
        assert not is_open(thread, days, moment)
    else:
        assert is_open(thread, days, 10**15)


def test_a_thread_that_has_not_begun_is_open() -> None:
    """Old pages without comments take their first one."""
    assert is_open(None, 1, 10**15)


@pytest.mark.parametrize(("minutes", "until"), [(0, 5), (15, 900_005), (10_080, 604_800_005)])
def test_the_window_begins_with_the_post(minutes: int, until: int) -> None:
    """The window is the site's minutes from the moment of posting; with none it never was open."""
    assert edit_until(5, minutes) == until
