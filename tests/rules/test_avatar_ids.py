"""Names of pictures."""

import pytest

from chimein.gateways.randomness import SystemRandomness
from chimein.rules.avatar_ids import avatar_id, site_of_avatar

WORD = "A-_bcdefghijklmnopqrst"


@pytest.mark.parametrize("site_id", [1, 9, 10, 999_999_999_999_999_999])
def test_a_name_leads_to_its_site(site_id: int) -> None:
    """Whatever the random word is, the site's number comes out again."""
    randomness = SystemRandomness()
    for word in (WORD, *(randomness.token(16) for _ in range(100))):
        assert site_of_avatar(avatar_id(site_id, word)) == site_id


@pytest.mark.parametrize(
    "name",
    ["", "-", "1", "1-", f"-{WORD}", f"01-{WORD}", f"0-{WORD}", f"1-{WORD}\n", f"١-{WORD}", f"1{'0' * 18}-{WORD}"],
)
def test_what_was_never_a_name_leads_nowhere(name: str) -> None:
    """No number that an engine could not hold, and no other writing of the same name."""
    assert site_of_avatar(name) is None
