"""How texts and wishes become words that are compared: the same for both engines, so that both find the same.

A word is a run of letters, digits and their marks, folded: without case, without accents. Scripts that are written
without spaces are taken apart into single characters, and what is asked for in them is a phrase. What the engines are
given holds nothing but such words and the few signs that this module sets itself, so no wish can be a syntax error.
"""

import re
import unicodedata
from dataclasses import dataclass

from chimein.rules.facts import SourceFormat, State
from chimein.rules.refusals import FieldError, Invalid

SEARCHED: frozenset[State] = frozenset({"held", "spam", "published", "rejected"})
"""Of what was taken back or erased, no word is kept."""
LONGEST_WORD = 64
"""Characters; what follows is not compared."""
MOST_TERMS = 16
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_TAG = re.compile(r"<[^<>]*>")
_ACCENTS = re.compile("[\u0300-\u036f]")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
# Thai to Lao, Myanmar, Khmer, kana, Han and its supplements.
_UNSPACED = ((0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
_HAN_BEYOND = 0x20000


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side."""

    words: tuple[str, ...]
    is_beginning: bool
    """The last of them may go on."""
    is_unwanted: bool


def document(site_id: int, state: State, name: str, text: tuple[str, SourceFormat]) -> str:
    """What the engines index of a comment: a word that says where it stands, then those of its name and text."""
    source, source_format = text
    plain = _TAG.sub(" ", source) if source_format == "html" else source
    return " ".join([_mark(site_id, state), *words_of(name), *words_of(plain)])


def wish(site_id: int, state: State, text: str) -> str:
    """What the engines are asked for: all terms of `text` on that site in that state.

    Words stand for themselves, `casino*` for whatever begins so, `"two words"` side by side, `-word` for its absence.
    Raises `Invalid` for the field `words` where there is no word in it.
    """
    terms = terms_of(text)
    if not terms:
        sentence = FieldError("no-words", "Search for at least one word with letters or digits.")
        raise Invalid({"words": sentence}, sentence.detail)
    asked = "".join(f" {'NOT' if term.is_unwanted else 'AND'} ({_written(term)})" for term in terms)
    return f"{_mark(site_id, state)}{asked}"


def terms_of(text: str) -> list[Term]:
    """The terms of a wish, at most `MOST_TERMS`."""
    found = []
    for minus, quoted, bare in _TERM.findall(text):
        words = words_of(quoted or bare)
        if words:
            found.append(Term(tuple(words), bare.endswith("*"), minus == "-"))
    return found[:MOST_TERMS]


def words_of(text: str) -> list[str]:
    """The words of a text in their order, folded."""
    if text.isascii():
        return [word[:LONGEST_WORD] for word in _ASCII_WORD.findall(text.lower())]
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()))
    spaced = "".join(map(_spaced, unicodedata.normalize("NFC", folded)))
    return [word[:LONGEST_WORD] for word in spaced.split()]


def _spaced(character: str) -> str:
    if unicodedata.category(character)[0] not in "LMN":
        return " "
    code = ord(character)
    if code >= _HAN_BEYOND or any(low <= code <= high for low, high in _UNSPACED):
        return f" {character} "
    return character


def _mark(site_id: int, state: State) -> str:
    return f"zz{site_id}z{state}"


def _written(term: Term) -> str:
    return " + ".join(term.words) + (" *" if term.is_beginning else "")
