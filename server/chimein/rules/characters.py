"""Which code points may stand in what people type, and which only serve to hide or to deface.

Shared by names, titles and texts. It knows the Unicode database and nothing of fields. Source: the Unicode Standard
14.0, chapters 2.11 (combining), 9 (joiners), 23 (special areas and format characters).
"""

import unicodedata

# Embeddings, overrides and isolates reorder what stands around them; a text's own direction is found without them.
BIDI_CONTROLS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))

# Letters and symbols by category, yet drawn as nothing: Hangul fillers, Khmer inherent vowels, the empty Braille cell,
# the combining grapheme joiner, the null notehead; and what the standard has reserved for characters like them.
_NOTHINGS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159\u2065"
_RESERVED = (*range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE0100), *range(0xE01F0, 0xE1000))
BLANKS = frozenset(_NOTHINGS) | frozenset(map(chr, _RESERVED))

# Format characters that are drawn: signs of Arabic, Syriac and Kaithi that enclose a number or a word.
VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")


def is_noncharacter(character: str) -> bool:
    """Whether this is one of the 66 code points that will never be a character."""
    code_point = ord(character)
    return 0xFDD0 <= code_point <= 0xFDEF or code_point & 0xFFFE == 0xFFFE


def is_mark(character: str) -> bool:
    """Whether this is drawn over, under or around the character before it."""
    return unicodedata.category(character) in {"Mn", "Me"}


def is_visible(character: str) -> bool:
    """Whether a reader would see anything at all."""
    if character in BLANKS:
        return False
    return unicodedata.category(character)[0] not in "ZC" or unicodedata.category(character) in {"Cn", "Co"}


def with_few_marks(text: str, most: int) -> str:
    """`text` with at most `most` marks on each base, so that no line grows into its neighbours (zalgo)."""
    if max(text, default="") < "\u0300":  # the first mark
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if is_mark(character) else 0
        if marks <= most:
            kept.append(character)
    return "".join(kept)
