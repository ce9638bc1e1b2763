"""Short names of rows: the library's own, however they are come by."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.rules.public_ids import LONGEST_PUBLIC_ID, numbers_of, public_id

KNOWN = [
    ("salt", 1, 1, "dxi1"),
    ("salt", 1, 2, "wZiB"),
    ("salt", 2, 1, "wJuv"),
    ("another salt", 7, 456789012345678901, "2gt10y0pAMzVkm"),
    ("", 1, 2**63 - 1, "kRfXzqy0pwYxkpX"),
]
ALONE = """
from hashids import Hashids
print(*(Hashids("a salt").encode(site, row) for site in (1, 2, 999) for row in range(9, 4000, 97)))
"""


@pytest.mark.parametrize(("salt", "site_id", "row_id", "expected"), KNOWN)
def test_ids_are_those_of_every_day(salt: str, site_id: int, row_id: int, expected: str) -> None:
    """Links that were given out once stay right."""
    assert public_id(salt, site_id, row_id) == expected


def test_ids_are_those_that_the_library_makes_by_itself() -> None:
    """What we remember of its work changes nothing of it."""
    made = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True)
    ours = [public_id("a salt", site, row) for site in (1, 2, 999) for row in range(9, 4000, 97)]
    assert made.stdout.split() == ours


@given(st.text(max_size=20), st.integers(1, 2**31), st.integers(1, 2**63 - 1))
def test_an_id_leads_back_to_its_numbers(salt: str, site_id: int, row_id: int) -> None:
    """For every salt, and no id is longer than what is looked at."""
    made = public_id(salt, site_id, row_id)
    assert len(made) <= LONGEST_PUBLIC_ID
    assert numbers_of(salt, made) == (site_id, row_id)


@pytest.mark.parametrize("text", ["", "é", "a-b", "0" * (LONGEST_PUBLIC_ID + 1), "dxi1x"])
def test_other_texts_lead_nowhere(text: str) -> None:
    """Whatever is no id has no numbers."""
    assert numbers_of("salt", text) is None
