"""The little arithmetic of the page of numbers."""

import pytest

from chimein.rules.numbers import DAYS, every_day, waits_of


def test_quiet_days_are_days_too() -> None:
    """Sixty of them, the oldest first, with nothing where nothing was."""
    days = every_day({(100, "published"): 3}, today=101)
    assert len(days) == DAYS
    assert days[-1].number == 101
    assert (days[-1].total, days[-2].total) == (0, 3)


@pytest.mark.parametrize(
    ("given", "median", "ninth_tenth"),
    [([], None, None), ([5], 5, 5), ([4, 2], 2, 4), (list(range(1, 11)), 5, 9), (list(range(1, 101)), 50, 90)],
)
def test_the_middle_and_nine_of_ten(given: list[int], median: int | None, ninth_tenth: int | None) -> None:
    """By nearest rank, whatever the order."""
    found = waits_of(given[::-1])
    assert (found.median, found.ninth_tenth, found.decisions) == (median, ninth_tenth, len(given))
