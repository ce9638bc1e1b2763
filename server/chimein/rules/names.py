"""What a visitor calls himself, as it may stand beside a comment.

A name is shown on other people's pages next to other people's names: it must stay on its line, read in one direction,
and not wear a badge that only the server gives. It must never refuse or deform a name that people really have, in any
script.
"""

import re
import unicodedata

from chimein.rules.characters import (
    BLANKS,
    VISIBLE_FORMATS,
    is_mark,
    is_noncharacter,
    with_few_marks,
)
from chimein.rules.refusals import FieldError, Invalid

LONGEST_NAME = 64  # characters as a reader counts them
MOST_CODE_POINTS = 128  # of the cleaned name: long enough for 64 syllables of Devanagari
MOST_MARKS = 4  # Hebrew with all its points, and Vietnamese taken apart, need no more
_HOPELESS = 2000  # code points typed; more is not worth cleaning

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_SHAPERS = frozenset({_ZWNJ, "\u180e"})  # the second is Mongolian's vowel separator
_BADGES = frozenset("\u2705\u2611\u2713\u2714\u237b\u221a\U0001f5f8\U0001f5f9\U0001fbb1\U00010102")
_REGIONS = ("gbeng", "gbsct", "gbwls")  # England, Scotland, Wales: the flags that are spelled in tag characters
_TAGS = "|".join("".join(chr(0xE0000 + ord(letter)) for letter in region) for region in _REGIONS)
_TAG_FLAG = re.compile(f"\U0001f3f4(?:{_TAGS})\U000e007f")
_FREE_FORMATS = VISIBLE_FORMATS | _SHAPERS | {_ZWJ}
_PRESENTATION = frozenset("\ufe0e\ufe0f")
# Scripts in which a joiner changes the shape of a letter: Arabic to Myanmar, Khmer, Mongolian, and many beyond the BMP.
_JOINING = ((0x600, 0x109F), (0x1780, 0x18AF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC), (0x10D00, 0x1E95F))


def clean_name(raw: str) -> str:
    """The name as it is stored: NFC, on one line, without invisible, reordering or badge-like characters.

    Raises `Invalid` for the field `name`: `required`, `too-long`, `not-a-name`.
    """
    if not raw.strip():
        raise _refused("required", "Please give a name or a pseudonym.")
    if len(raw) > _HOPELESS:
        raise _too_long()
    name = " ".join(raw.split()) if _is_plain(raw) else _shaped(_stripped(unicodedata.normalize("NFC", raw)))
    if not any(map(_has_substance, name)):
        raise _refused("not-a-name", "Please give a name with letters, digits or symbols that can be seen.")
    if len(name) > MOST_CODE_POINTS or _counted(name) > LONGEST_NAME:
        raise _too_long()
    return name


def _is_plain(name: str) -> bool:
    # Nothing in these needs to be looked at one by one, only their blanks.
    return name.isascii() and name.isprintable()


def _stripped(name: str) -> str:
    """Without what may stand nowhere in a name; the flags made of tag characters are put back whole."""
    flags = _TAG_FLAG.findall(name)
    parts = ["".join(map(_kept, part)) for part in _TAG_FLAG.split(name)]
    rejoined = parts[0] + "".join(flag + part for flag, part in zip(flags, parts[1:], strict=True))
    return unicodedata.normalize("NFC", rejoined)


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "Z" or character in "\t\n\r\x0b\x0c\x85":
        return " "
    if category in {"Cc", "Cs", "Co"} or (category == "Cf" and character not in _FREE_FORMATS):
        return ""
    return "" if character in _BADGES or character in BLANKS or is_noncharacter(character) else character


def _shaped(name: str) -> str:
    """With joiners, selectors and marks only where they have something to work on, and single spaces."""
    kept: list[str] = []
    for at, character in enumerate(name):
        before = kept[-1] if kept else " "
        after = name[at + 1] if at + 1 < len(name) else " "
        if _is_at_home(character, before, after):
            kept.append(character)
    few = with_few_marks(unicodedata.normalize("NFC", "".join(kept)), MOST_MARKS)
    return " ".join(few.split())


def _is_at_home(character: str, before: str, after: str) -> bool:
    if character == _ZWJ:
        return _joins(before, after) or (_is_pictured(before) and _is_picture(after))
    if character in _SHAPERS:
        return _joins(before, after)
    if character in _PRESENTATION:
        return _is_picture(before) or before == "ℹ" or after == "\u20e3" or before in "‼⁉〰〽"
    if unicodedata.name(character, "").startswith("VARIATION SELECTOR"):
        return unicodedata.name(before, "").startswith("CJK ")
    return not (is_mark(character) and before == " ")


def _joins(before: str, after: str) -> bool:
    return _is_joining(before) and _is_joining(after)


def _is_joining(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _JOINING)


def _is_pictured(character: str) -> bool:
    return _is_picture(character) or character in _PRESENTATION


def _is_picture(character: str) -> bool:
    # By range too: emoji younger than this Python's Unicode data are not known to it as symbols.
    return unicodedata.category(character)[0] == "S" or 0x1F000 <= ord(character) <= 0x1FBFF


def _has_substance(character: str) -> bool:
    # Cn: a letter or an emoji younger than this Python's Unicode data. The last two make a picture of `#` or `‼`.
    category = unicodedata.category(character)
    return category[0] in "LNS" or category == "Cn" or character in "\ufe0f\u20e3"


def _counted(name: str) -> int:
    """About as many as a reader would count: marks, selectors, joined pictures and skin tones count with their base."""
    count = 0
    before = " "
    for character in name:
        follows = unicodedata.category(character)[0] in "MC" or "\U0001f3fb" <= character <= "\U0001f3ff"
        count += not (follows or before == _ZWJ)
        before = character
    return count


def _too_long() -> Invalid:
    return _refused("too-long", f"A name has at most {LONGEST_NAME} characters.")


def _refused(code: str, detail: str) -> Invalid:
    return Invalid({"name": FieldError(code, detail)})
