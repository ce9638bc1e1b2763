"""What an edit changed, word by word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.rules.differences import differences


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("One word.", "One word.", [("same", "One word.")]),
        ("One word.", "Two words.", None),
        ("a b c", "a c", [("same", "a "), ("removed", "b "), ("same", "c")]),
        ("a c", "a b c", [("same", "a "), ("added", "b "), ("same", "c")]),
        ("red car", "blue car", [("removed", "red"), ("added", "blue"), ("same", " car")]),
        ("", "new", [("added", "new")]),
        ("", "", []),
    ],
)
def test_words_are_told_apart(before: str, after: str, pieces: list[tuple[str, str]] | None) -> None:
    """What stays is told once, what was removed before what was added in its place."""
    found = differences(before, after)
    assert pieces is None or found == pieces


@given(st.text(alphabet="ab .\n", max_size=60), st.text(alphabet="ab .\n", max_size=60))
def test_nothing_is_lost(before: str, after: str) -> None:
    """Without what was added it is the old text, without what was removed the new one."""
    found = differences(before, after)
    assert "".join(text for change, text in found if change != "added") == before
    assert "".join(text for change, text in found if change != "removed") == after


@pytest.mark.parametrize("word", ["a ", "ab cd ", "x"])
def test_the_longest_texts_take_no_time(word: str) -> None:
    """Twenty thousand characters of one word, and as many of two, are compared in a moment."""
    before = (word * 20_000)[:20_000]
    began = time.perf_counter()
    differences(before, before[1:] + "!")
    differences(before, "b " * 10_000)
    assert time.perf_counter() - began < 5
