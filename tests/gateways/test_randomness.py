"""Where handles and random bits come from."""

import base64

import pytest

from chimein.gateways.randomness import SystemRandomness


@pytest.mark.parametrize("size", [1, 15, 16, 17, 32])
def test_a_token_carries_all_its_bytes_in_url_letters(size: int) -> None:
    """A token is base64url of `size` bytes, without padding."""
    token = SystemRandomness().token(size)
    assert "=" not in token
    assert len(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)) == size


def test_a_handle_has_128_bits_unless_asked_otherwise() -> None:
    """The default token is 16 bytes (22 letters), and no two are the same."""
    tokens = {SystemRandomness().token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {22}


def test_bits_fill_their_range_and_no_more() -> None:
    """`bits(3)` gives every number from 0 to 7 and nothing else."""
    assert {SystemRandomness().bits(3) for _ in range(2000)} == set(range(8))
