"""Which texts are whole numbers."""

import pytest

from chimein.rules.whole_numbers import LARGEST, is_whole_number


@pytest.mark.parametrize("text", ["0", "7", "007", str(LARGEST)])
def test_digits_that_a_database_holds_are_a_number(text: str) -> None:
    """From nothing to the greatest integer of both engines."""
    assert is_whole_number(text)


@pytest.mark.parametrize("text", ["", "-1", "+1", " 1", "1.0", "1_000", "٣", "²", str(LARGEST + 1), "9" * 5000])
def test_anything_else_is_none(text: str) -> None:
    """Signs, spaces, other scripts' digits, and what no column holds."""
    assert not is_whole_number(text)


@pytest.mark.parametrize(("text", "within"), [("2", False), ("3", True), ("5", True), ("6", False)])
def test_limits_belong_to_what_they_limit(text: str, within: bool) -> None:
    """Both ends are inside."""
    assert is_whole_number(text, 3, 5) is within
