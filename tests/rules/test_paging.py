"""Roots fall onto pages without one being lost or shown twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.rules.paging import clamp_page, page_of_position, pages


@pytest.mark.parametrize(
    ("roots", "size", "count"), [(0, 25, 1), (1, 25, 1), (25, 25, 1), (26, 25, 2), (50, 25, 2), (51, 25, 3), (3, 1, 3)]
)
def test_pages_are_counted(roots: int, size: int, count: int) -> None:
    """A full page is one page, and an empty thread has one."""
    assert pages(roots, size) == count


@pytest.mark.parametrize(
    ("page", "last", "shown"), [(1, 3, 1), (3, 3, 3), (4, 3, 3), (10**9, 3, 3), (0, 3, 1), (2, 1, 1)]
)
def test_page_beyond_the_end_is_the_last(page: int, last: int, shown: int) -> None:
    """A page above the last gives the last, one below the first the first."""
    assert clamp_page(page, last) == shown


@given(st.integers(1, 2000), st.integers(1, 100))
def test_each_root_stands_on_one_of_the_pages(roots: int, size: int) -> None:
    """The positions fill the pages in order, each but the last with exactly `size` roots."""
    on = [page_of_position(position, size) for position in range(roots)]
    assert on == sorted(on)
    assert set(on) == set(range(1, pages(roots, size) + 1))
    assert all(on.count(page) == size for page in set(on[:-1]) - {on[-1]})
