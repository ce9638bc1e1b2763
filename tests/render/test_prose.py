"""The short way for prose gives what the long way gives, and is taken where it should be."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chimein.render.body import Body, full_body, render_body
from chimein.render.prose import is_prose, prose_html, prose_tree

PROSE = [
    "Hello.",
    "One line,\nand another; is it? “Yes” (of course)!",
    "Two paragraphs.\n\nIn two: really. 100% sure, 5.5 of 6 - that is it.",
    "Grüße, 你好, سلام, привет",
    "12 of them.\n3 remain",
]
EMPHASISED = [
    "a *word*",
    "**Two words**, and *one*.",
    "*First*\n**second** (or *third*)\n\n*Fourth*!",
    "*Grüße*, **你好**",
]
NOT_PROSE = [
    "",
    " ",
    "- a list",
    "1. a list",
    "2) a list",
    " indented",
    "a*word*",
    "a *word*s",
    "a * word *",
    "a * b",
    "* a list",
    "**one*",
    "***both***",
    "*a **b** c*",
    "*a\nb*",
    "*“a”*",
    "**",
    "see www.example.org",
    "see https://example.org",
    "me@example.org",
    "a\n===",
    "a\n---",
    "three\n\n\nlines apart",
    "blank at the end ",
    "a\tb",
    "a & b",
    "tail\n",
    "x" * 5 + "\n" + "y\n" * 600 + "z",
]
TYPED = st.text(
    st.sampled_from([*"aZ9 \n.,:;!?()'\"-*_`[]<>&~\\#|+=@/\téש中\u00a0\u2028\u200d\ufe0f\U0001f600\U0001fffe"])
)
STARRED = st.lists(
    st.sampled_from(["*", "**", " ", "a", "é", "1.", "\n", "\n\n", ".", "(", ")", "“", "*a*", " **b c** ", "\u0301"]),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("source", [*PROSE, *EMPHASISED])
def test_ordinary_sentences_take_the_short_way(source: str) -> None:
    """Words and their punctuation, in any script, are prose, plainly emphasised ones too."""
    assert is_prose(source)


@pytest.mark.parametrize("source", NOT_PROSE)
def test_whatever_could_mean_something_takes_the_long_way(source: str) -> None:
    """A text with a sign of Markdown, an address or unusual blanks is not prose."""
    assert not is_prose(source)


@given(st.text() | TYPED | STARRED, st.sampled_from(["markdown", "text"]))
@example("a.\nWWW.example.org", "markdown")
@example("1234567890.", "markdown")
@example("!", "markdown")
def test_both_ways_lead_to_the_same_body(source: str, source_format: str) -> None:
    """Whatever is called prose looks the same by the whole pipeline."""
    if is_prose(source) and (source_format == "markdown" or "*" not in source):
        assert Body(prose_tree(source), prose_html(source)) == full_body(source, source_format)
    assert render_body(source, source_format) == full_body(source, source_format)


@pytest.mark.parametrize("source", EMPHASISED)
def test_emphasis_looks_the_same_by_the_long_way(source: str) -> None:
    """Stars become the same tags and the same nodes; where Markdown is not read they stay stars."""
    assert Body(prose_tree(source), prose_html(source)) == full_body(source, "markdown")
    assert "*" in render_body(source, "text").html


@pytest.mark.parametrize("source", PROSE)
@pytest.mark.parametrize("source_format", ["markdown", "text"])
def test_examples_of_prose_look_the_same_by_the_long_way(source: str, source_format: str) -> None:
    """The two ways agree about each of the examples."""
    assert Body(prose_tree(source), prose_html(source)) == full_body(source, source_format)
