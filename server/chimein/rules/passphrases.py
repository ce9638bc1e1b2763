"""Which passphrases are taken: long ones that nobody tries first. Any characters will do, and none must be there.

NIST SP 800-63B §3.1.1.2 and OWASP ASVS 5.0 §6.2: length and a list of common ones, no rules of composition.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NoReturn

from chimein.rules.refusals import FieldError, Invalid

SHORTEST = 12
ADVISED = 15
LONGEST = 256
LOOKED_AT = 72
"""So many characters are weighed; a weak beginning is not made good by what follows."""
STRONG_ENOUGH = 3
"""Of zxcvbn's scores: more than ten to the eighth guesses, each of which costs a quarter of a second here."""
FIELD = "passphrase"
LEFT_OVER = 8
"""So many characters must be left when everything that is known of a person is taken out."""
_OWN = "This is made of your name, your address or your site, which is tried first. Take other words."


def well_formed(passphrase: str) -> None:
    """Raises `Invalid`: `required`, `too-short`, `too-long`. Counts code points."""
    if not passphrase:
        _refuse("required", "Please choose a passphrase.")
    if len(passphrase) < SHORTEST:
        _refuse("too-short", f"Take at least {SHORTEST} characters, better {ADVISED}: four random words will do.")
    if len(passphrase) > LONGEST:
        _refuse("too-long", f"A passphrase has at most {LONGEST} characters.")


def words_known(known: Iterable[str]) -> list[str]:
    """The words of three letters or more in a name, an address or a site's name, the longest first."""
    words = {word for text in known for word in re.split(r"[\W_]+", text.casefold()) if len(word) > 2}
    return sorted(words, key=len, reverse=True)


def check_not_of(passphrase: str, known: Sequence[str]) -> None:
    """Raises `Invalid` with `too-easy` where little is left without the `words_known`."""
    left = passphrase.casefold()
    for word in known:
        left = left.replace(word, "")
    if left != passphrase.casefold() and len(left) < LEFT_OVER:
        _refuse("too-easy", _OWN)


def weakness_of(score: int, parts: Iterable[tuple[str, str]]) -> None:
    """Raises `Invalid` with `too-easy` and the reason, for an estimate from 0 to 4 and its (pattern, list) pairs."""
    if score >= STRONG_ENOUGH:
        return
    found = list(parts)
    patterns, lists = {pattern for pattern, _ in found}, {name for _, name in found}
    if "user_inputs" in lists:
        _refuse("too-easy", _OWN)
    if "passwords" in lists:
        _refuse("too-easy", "This is close to one that was found in stolen lists, which are tried first. Take another.")
    if patterns & {"repeat", "sequence", "spatial"}:
        _refuse("too-easy", "Repetitions, rows of keys and sequences are tried first. Take four random words.")
    _refuse("too-easy", "This would be guessed soon. Take four or five words that do not belong together.")


def _refuse(code: str, sentence: str) -> NoReturn:
    raise Invalid({FIELD: FieldError(code, sentence)})
