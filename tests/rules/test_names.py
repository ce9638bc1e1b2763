"""A name may be anything that people are called, and nothing that hides, defaces or fakes a badge."""

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chimein.rules.names import clean_name
from chimein.rules.refusals import Invalid
from shared_files import shared

REAL = [
    "Ada",
    "Jürgen Groß",
    "O’Brien-Smith, Jr.",
    "Nguyễn Thị Ánh",
    "Þórður",
    "İbrahim",
    "Александр Сергеевич",
    "Ελένη",
    "שָׁלוֹם",  # niqqud: three marks on one letter
    "مُحَمَّد",
    "علی‌رضا",  # ZWNJ within a Persian name
    "सत्या नडेला",
    "क्‍ष",  # ZWJ after a virama
    "ශ්‍රී",  # Sinhala needs its ZWJ
    "அருண்",
    "สมชาย กิ๊ก",
    "བསྟན་འཛིན",
    "မောင်",
    "សុខ",
    "ᠮᠣᠩᠭᠣᠯ",
    "김민수",
    "山田 太郎",
    "葛󠄀城",  # ideographic variation selector
    "John 3:16",
    "x",
    "7",
    "🙂",
    "❤️",
    "👩‍💻 Dev",
    "👨‍👩‍👧‍👦",
    "🏳️‍🌈",
    "🏴‍☠️",
    "👍🏽",
    "🧔🏿‍♂️",
    "🇩🇪🇫🇷",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",  # Scotland, spelled in tag characters
    "#️⃣1️⃣",
    "ℹ️ Info",
    "𝔉𝔯𝔞𝔫𝔷",
    "C++ & C#",
]

CLEANED = [
    ("white space around", "  Ada \n", "Ada"),
    ("white space within", "Ada \t\r\n  Lovelace", "Ada Lovelace"),
    ("no-break space", "Ada\u00a0Lovelace", "Ada Lovelace"),
    ("line separator", "Ada\u2028Lovelace", "Ada Lovelace"),
    ("decomposed", "Ju\u0308rgen", "Jürgen"),
    ("null byte", "A\x00da", "Ada"),
    ("escape sequence", "\x1b[31mAda", "[31mAda"),
    ("C1 control", "A\x9bda", "Ada"),
    ("half a character", "Ada\ud83d", "Ada"),
    ("override", "\u202eadA", "adA"),
    ("isolate", "\u2066Ada\u2069", "Ada"),
    ("left-to-right mark", "Ada\u200e", "Ada"),
    ("Arabic letter mark", "Ada\u061c", "Ada"),
    ("zero-width space", "A\u200bda", "Ada"),
    ("word joiner", "A\u2060da", "Ada"),
    ("byte order mark", "\ufeffAda", "Ada"),
    ("soft hyphen", "A\u00adda", "Ada"),
    ("ZWJ in Latin", "A\u200dda", "Ada"),
    ("ZWNJ in Latin", "A\u200cda", "Ada"),
    ("ZWNJ at the end", "علی\u200c", "علی"),
    ("ZWJ at the end of an emoji", "👩\u200d", "👩"),
    ("variation selector on a letter", "A\ufe0fda", "Ada"),
    ("ideographic selector on a letter", "A\U000e0100da", "Ada"),
    ("two selectors", "❤\ufe0f\ufe0f", "❤\ufe0f"),
    ("tag characters", "Ada\U000e0041\U000e007f", "Ada"),
    ("a flag of a made-up region", "🏴\U000e0078\U000e0078\U000e007f", "🏴"),
    ("Hangul filler", "Ada\u3164", "Ada"),
    ("empty Braille cell", "Ada\u2800", "Ada"),
    ("grapheme joiner", "A\u034fda", "Ada"),
    ("noncharacter", "Ada\ufffe\ufdd0", "Ada"),
    ("private use", "Ada\uf8ff", "Ada"),
    ("interlinear annotation", "\ufff9Ada\ufffb", "Ada"),
    ("check mark", "Ada ✓", "Ada"),
    ("heavy check mark as an emoji", "Ada ✔️", "Ada"),
    ("green check mark", "✅Ada✅", "Ada"),
    ("ballot box", "Ada ☑", "Ada"),
    ("light check mark", "Ada 🗸", "Ada"),
    ("square root as a check mark", "Ada √", "Ada"),
    ("zalgo", "A" + "\u0301\u0302\u0303\u0304\u0305\u0306\u0307" * 20 + "b", "Á\u0302\u0303\u0304\u0305b"),
    ("mark without a base", "\u0301Ada", "Ada"),
    ("mark behind a space", "Ada \u0489b", "Ada b"),
]


@pytest.mark.parametrize("name", REAL)
def test_real_name_stays_as_it_is(name: str) -> None:
    """Nothing is taken from a name that somebody could have, in any script, or from an emoji."""
    assert clean_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(("raw", "name"), [row[1:] for row in CLEANED], ids=[row[0] for row in CLEANED])
def test_name_is_cleaned(raw: str, name: str) -> None:
    """What hides, reorders, defaces or fakes a badge is taken out, and the rest stays."""
    assert clean_name(raw) == name


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "required"),
        (" \t\u00a0\n", "required"),
        ("\u200b\u200b", "not-a-name"),
        ("\u202e", "not-a-name"),
        ("✓", "not-a-name"),
        ("\u3164", "not-a-name"),
        ("\u0301\u0301", "not-a-name"),
        ("...", "not-a-name"),
        ("- -", "not-a-name"),
        ("x" * 65, "too-long"),
        ("é" * 65, "too-long"),
        ("😀" * 65, "too-long"),
        ("a\u0301\u0302\u0303\u0304" * 33, "too-long"),
        ("\u200b" * 5000 + "Ada", "too-long"),
    ],
)
def test_bad_name_is_refused(raw: str, code: str) -> None:
    """A name that is missing, invisible or too long is refused with its code and a sentence."""
    with pytest.raises(Invalid) as refused:
        clean_name(raw)
    assert list(refused.value.errors) == ["name"]
    assert refused.value.errors["name"].code == code
    assert refused.value.errors["name"].detail.endswith(".")


@pytest.mark.parametrize("name", ["x" * 64, "é" * 64, "👍🏽" * 64, "की" * 64, "👨‍👩‍👧‍👦" * 18])
def test_length_is_what_readers_count(name: str) -> None:
    """64 characters fit, however many code points each is made of, within 128 in all."""
    assert clean_name(name) == name


def cleaned_or_none(raw: str) -> str | None:
    try:
        return clean_name(raw)
    except Invalid:
        return None


ODD = "\u200d\u200c\ufe0f\ufe0e\U000e0100\u0301\u0327\u034f\u202e \u20e3\u180e\u3164✓🏴\U000e0067\U000e007f❤👩🏽ℹعA漢1क्"


@given(st.text(alphabet=st.one_of(st.sampled_from(ODD), st.characters()), max_size=30))
@example("A\u200d\u0301")
@example("❤✓\ufe0f")
@example("a\u0327\u034f\u0301")
def test_clean_name_is_final(raw: str) -> None:
    """Cleaning a clean name changes nothing, and what comes out is NFC, on one line and free of overrides."""
    name = cleaned_or_none(raw)
    if name is not None:
        assert clean_name(name) == name
        assert unicodedata.is_normalized("NFC", name)
        assert name == " ".join(name.split())
        assert not set(name) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff✓✔☑✅🗸\x00")


def test_every_emoji_survives() -> None:
    """Each emoji of the sample collection can be a name and comes back as it was typed, except check marks."""
    emoji = json.loads(shared("hostile/unicode/emoji-data-by-emoji.json").read_text("utf-8"))
    changed = {symbol for symbol in emoji if cleaned_or_none(symbol) != symbol}
    assert len(emoji) > 1000
    assert {symbol[0] for symbol in changed} <= set("✅☑✔")


def test_naughty_strings_are_cleaned_or_refused() -> None:
    """Each naughty string is refused or becomes a name without controls that fits."""
    for raw in json.loads(shared("hostile/naughty-strings/blns.json").read_text("utf-8")):
        name = cleaned_or_none(raw)
        assert name is None or (0 < len(name) <= 128 and not {"Cc", "Cs"} & set(map(unicodedata.category, name)))
