"""What a visitor writes, kept as typed: only what cannot be displayed, or would disturb its neighbours, is taken out.

Smart punctuation, emoji, every script, leading spaces of code: all of it comes back as it came. What the text looks
like on the page is decided by `render`, never here.
"""

import re
import unicodedata
from hashlib import blake2b

from chimein.rules.characters import BIDI_CONTROLS, is_visible, with_few_marks
from chimein.rules.refusals import FieldError, Invalid

LONGEST_TITLE = 200  # code points
MOST_MARKS = 8  # on one base: Tibetan stacks and Hebrew with cantillation fit, zalgo does not

_LINE_ENDS = re.compile(r"\r\n?|\x85")
# C0 without tab and new line, DEL, C1, halves of surrogate pairs.
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ASCII_SHOWN = re.compile(r"[\t\n\x20-\x7e]*")
_LEADING_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
_ASCII_WORDS = {code: " " for code in range(0x80) if unicodedata.category(chr(code))[0] in "ZCP"}
_BIDI = dict.fromkeys(map(ord, BIDI_CONTROLS))


def clean_text(raw: str, *, min_length: int, max_length: int) -> str:
    """The text of a comment as it is stored; lengths are in code points of what is left after cleaning.

    Raises `Invalid` for the field `text`: `required`, `too-short`, `too-long`.
    """
    plain = raw if "\r" not in raw and "\x85" not in raw else _LINE_ENDS.sub("\n", raw)
    text = _LEADING_BLANK_LINES.sub("", _showable(plain)).rstrip()
    if not any(map(is_visible, text)):
        raise _refused("text", "required", "Please write something.")
    if len(text) < min_length:
        raise _refused("text", "too-short", f"A comment has at least {min_length} characters.")
    if len(text) > max_length:
        over = len(text) - max_length
        raise _refused("text", "too-long", f"A comment has at most {max_length} characters; this is {over} too many.")
    return text


def clean_title(raw: str) -> str:
    """A page's title on one line, empty if there is none; raises `Invalid` for the field `title`: `too-long`."""
    title = " ".join(_showable(re.sub(r"[\t\n\x0b\x0c\r\x85]", " ", raw)).split())
    if len(title) > LONGEST_TITLE:
        raise _refused("title", "too-long", f"A title has at most {LONGEST_TITLE} characters.")
    return title


def folded(text: str) -> str:
    """What two texts share when they say the same: without case, punctuation, spacing and compatible forms of letters.

    Only to be compared; text of nothing but punctuation is compared by that.
    """
    if text.isascii():
        # What most of the world's comments are; the same answer in a twentieth of the time.
        lower = text.lower()
        return " ".join(lower.translate(_ASCII_WORDS).split() or lower.split())
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    words = "".join(map(_word_character, plain)).split()
    return " ".join(words or plain.split())


def text_mark(text: str) -> bytes:
    """What two texts that say the same have in common."""
    return blake2b(folded(text).encode(), digest_size=12).digest()


def _showable(text: str) -> str:
    if text.isascii():
        return text if _ASCII_SHOWN.fullmatch(text) else _UNSHOWABLE.sub("", text)
    return with_few_marks(_UNSHOWABLE.sub("", text).translate(_BIDI), MOST_MARKS)


def _word_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return " " if category[0] in "ZCP" else character


def _refused(field: str, code: str, detail: str) -> Invalid:
    return Invalid({field: FieldError(code, detail)})
