"""The public key by which pages name their site."""

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
LENGTH = 12
KEY_BITS = 5 * LENGTH


def site_key(bits: int) -> str:
    """A key of `KEY_BITS` random bits: short enough to be typed, long enough that no two sites meet.

    It is public and protects nothing.
    """
    return "".join(LETTERS[(bits >> 5 * place) & 31] for place in range(LENGTH))
