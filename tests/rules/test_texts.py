"""A comment's text comes back as it was typed, without what cannot be shown or would disturb its neighbours."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.rules.refusals import Invalid
from chimein.rules.texts import clean_text, clean_title, folded
from shared_files import shared


def cleaned(raw: str) -> str:
    return clean_text(raw, min_length=1, max_length=100_000)


@pytest.mark.parametrize(
    "text",
    [
        "Hello.",
        "“Smart” — punctuation… ‘kept’",
        "Two\n\nparagraphs\twith a tab",
        "    code keeps its leading spaces\n    and its lines  \nand hard breaks",
        "1 < 2 && 3 > 2 <script>alert(1)</script>",
        "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️ 👍🏽",
        "می‌خواهم",
        "क्‍ष श्री བསྟན་འཛིན ཧྐྵྨླྺྼྻྂ ✓",
        "שָׁלוֹם וּבְרָכָ֑ה",
        "gru\u0308n stays decomposed",
        "left-to-right mark\u200e and no-break\u00a0space and \u200bzero width",
    ],
)
def test_text_comes_back_as_typed(text: str) -> None:
    """Scripts, emoji, punctuation, markup and spacing are not touched."""
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x85b", "a\nb"),
        ("a\x00b\x07c\x1bd\x7fe\x9bf", "abcdef"),
        ("a\x0bb\x0cc", "abc"),
        ("a\ud83db\udc00", "ab"),
        ("a\u202eb\u2066c\u2069d\u202c", "abcd"),
        ("\n\n  \n\t\n  code", "  code"),
        ("text \n\n ", "text"),
        ("\r\n\x00\r\ntext", "text"),
        ("Z" + "\u0301" * 50 + "algo", "Z" + "\u0301" * 8 + "algo"),
    ],
)
def test_text_loses_what_cannot_be_shown(raw: str, text: str) -> None:
    """Controls, overrides, halves of characters, towers of marks and blank lines around are taken out."""
    assert cleaned(raw) == text


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "required"),
        (" \n\t ", "required"),
        ("\u200b\u200d\u2060", "required"),
        ("\u3164\u2800", "required"),
        ("\u202e\x00", "required"),
        ("a", "too-short"),
        ("a \n", "too-short"),
        ("x" * 11, "too-long"),
        ("😀" * 11, "too-long"),
    ],
)
def test_bad_text_is_refused(raw: str, code: str) -> None:
    """A text that is missing, invisible, too short or too long is refused with its code and a sentence."""
    with pytest.raises(Invalid) as refused:
        clean_text(raw, min_length=2, max_length=10)
    assert list(refused.value.errors) == ["text"]
    assert refused.value.errors["text"].code == code
    assert refused.value.errors["text"].detail.endswith(".")


@pytest.mark.parametrize("raw", ["ok", "x" * 10, "😀" * 10, "  \n" + "x" * 10 + "\n\n"])
def test_length_is_counted_after_cleaning(raw: str) -> None:
    """Both bounds are inclusive, in code points, and what is trimmed does not count."""
    assert clean_text(raw, min_length=2, max_length=10) == raw.strip()


def test_too_long_says_by_how_much() -> None:
    """The sentence tells how much has to go."""
    with pytest.raises(Invalid) as refused:
        clean_text("x" * 13, min_length=2, max_length=10)
    assert "3 too many" in refused.value.errors["text"].detail


@given(st.text(alphabet=st.one_of(st.sampled_from("\n\r\t \x00\x85\u202e\u0301\ud800a"), st.characters()), max_size=60))
def test_clean_text_is_final(raw: str) -> None:
    """Cleaning a clean text changes nothing, and it can always be encoded."""
    try:
        text = cleaned(raw)
    except Invalid:
        return
    assert cleaned(text) == text
    assert text.encode()


def test_naughty_strings_survive() -> None:
    """Each naughty string is refused as empty, or comes back but for controls, overrides and white space around."""
    strings = json.loads(shared("hostile/naughty-strings/blns.json").read_text("utf-8"))
    kept = 0
    for raw in strings:
        try:
            text = cleaned(raw)
        except Invalid:
            assert not any(unicodedata.category(character)[0] in "LNPS" for character in raw)
        else:
            kept += text == raw
    assert kept > len(strings) * 0.9


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("  The sea\n at night ", "The sea at night"),
        ("A\x00B\u202eC", "ABC"),
        ("Tab\tand\x0bmore\u00a0spaces", "Tab and more spaces"),
        ("✓ “Quotes” & <b>", "✓ “Quotes” & <b>"),
        ("", ""),
        (" \n ", ""),
        ("x" * 200, "x" * 200),
    ],
)
def test_title_is_one_clean_line(raw: str, title: str) -> None:
    """A title loses line breaks and controls; none given is empty."""
    assert clean_title(raw) == title
    assert clean_title(title) == title


def test_long_title_is_refused() -> None:
    """Over 200 characters is refused, not cut."""
    with pytest.raises(Invalid) as refused:
        clean_title("x" * 201)
    assert refused.value.errors["title"].code == "too-long"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Great post!", "great   post"),
        ("Great post!!!", "Great, post."),
        ("“Great”\npost…", "GREAT - post"),
        ("Ｇｒｅａｔ post", "great post"),
        ("Straße", "STRASSE"),
        ("gru\u0308n", "GRÜN"),
        ("gr\u200beat post", "great post"),
    ],
)
def test_same_words_fold_alike(one: str, other: str) -> None:
    """Case, punctuation, spacing, invisible and compatible characters do not make another text."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Great post", "Great posts"), ("+1", "-1 "), ("👍", "👎"), ("?", "!"), ("a b", "ab"), ("مرحبا", "مرحبًا")],
)
def test_other_words_fold_apart(one: str, other: str) -> None:
    """Other words, signs and emoji make another text, and so does nothing but other punctuation."""
    assert folded(one) != folded(other)
