"""One-time codes by the clock (RFC 6238): six digits, half a minute each, one step early or late is taken.

Which step was used last is the database's business: no code is taken twice.
"""

from chimein.gateways.randomness import Randomness
from chimein.rules.identity import RECOVERY_CODES

STEP_SECONDS = 30
SKEW = 1
ISSUER = "Chime In"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_RECOVERY_LENGTH = 12
"""Of 31 letters each: 59 bits, behind the same limits as a passphrase."""


def new_secret() -> str:
    """160 random bits in base32, as authenticators take them."""
    import pyotp

    return pyotp.random_base32()


def step_of(secret: str, code: str, now: int) -> int | None:
    """The step whose code this is, among those that may be used at `now` (epoch milliseconds)."""
    import pyotp

    digits = "".join(code.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    maker, current = pyotp.TOTP(secret), now // 1000 // STEP_SECONDS
    for step in range(current + SKEW, current - SKEW - 1, -1):
        if pyotp.utils.strings_equal(maker.at(step * STEP_SECONDS), digits):
            return step
    return None


def picture_of(secret: str, label: str) -> str:
    """The secret as a QR code for an authenticator: an SVG without a style, for light paper."""
    import pyotp
    import segno

    address = pyotp.TOTP(secret).provisioning_uri(name=label, issuer_name=ISSUER)
    made: str = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4, light="#fff", dark="#000")
    return made


def recovery_codes(randomness: Randomness) -> list[str]:
    """Ten codes to be kept on paper, in groups of four."""
    return [_code(randomness) for _ in range(RECOVERY_CODES)]


def recovery_word(typed: str) -> str:
    """A recovery code as it is hashed, however it was typed."""
    return "".join(letter for letter in typed.lower() if letter in _LETTERS)


def _code(randomness: Randomness) -> str:
    letters = [_LETTERS[_below(randomness, len(_LETTERS))] for _ in range(_RECOVERY_LENGTH)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, _RECOVERY_LENGTH, 4))


def _below(randomness: Randomness, most: int) -> int:
    # Drawn again instead of divided, so that each letter is as likely.
    while (drawn := randomness.bits(5)) >= most:
        pass
    return drawn
