"""What is searched are words, however they are written; what is asked for is never a syntax error."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chimein.rules.refusals import Invalid
from chimein.rules.searching import LONGEST_WORD, MOST_TERMS, document, terms_of, wish, words_of

HOSTILE = [
    '"',
    "'",
    "*",
    "-",
    "AND",
    "NOT (",
    ") OR (",
    "NEAR(a b)",
    "words:",
    "a^2",
    "\x00",
    "\ud800",
    "%",
    ":*",
    "&|!",
]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Two words, one comma.", ["two", "words", "one", "comma"]),
        ("Café STRASSE straße", ["cafe", "strasse", "strasse"]),
        ("snake_case x-ray a.b@c.example", ["snake", "case", "x", "ray", "a", "b", "c", "example"]),
        ("ёлка Ёлка", ["елка", "елка"]),
        ("日本語 text", ["日", "本", "語", "text"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("١٢٣ ½", ["١٢٣", "1", "2"]),
        ("!?* — 😀", []),
        ("x" * 100, ["x" * LONGEST_WORD]),
    ],
)
def test_a_text_is_its_words(text: str, words: list[str]) -> None:
    """Without case, accents and signs; scripts without spaces by character, vowel signs kept."""
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("one two", "zz3zheld AND (one) AND (two)"),
        ('"one two" three', "zz3zheld AND (one + two) AND (three)"),
        ("casino* -poker", "zz3zheld AND (casino *) NOT (poker)"),
        ('-"bad words"', "zz3zheld NOT (bad + words)"),
        ('an "open quote', "zz3zheld AND (an) AND (open + quote)"),
        ("AND or Not", "zz3zheld AND (and) AND (or) AND (not)"),
        ("日本*", "zz3zheld AND (日 + 本 *)"),
    ],
)
def test_a_wish_is_written_for_the_engines(text: str, asked: str) -> None:
    """Words, phrases, beginnings and what must not be there, behind the word of site and state."""
    assert wish(3, "held", text) == asked


@pytest.mark.parametrize("text", ["", "!!!", '""', "*", "- -"])
def test_a_wish_without_a_word_is_refused(text: str) -> None:
    """It is said what is missing."""
    with pytest.raises(Invalid) as refused:
        wish(1, "held", text)
    assert refused.value.errors["words"].code == "no-words"


def test_a_document_says_where_it_stands() -> None:
    """Site and state come first, then name and text; tags of HTML are no words."""
    assert document(7, "spam", "Ann Ö", ("<b class='x'>Buy</b> now", "html")) == "zz7zspam ann o buy now"
    assert document(7, "held", "Ann", ("a <b>", "markdown")) == "zz7zheld ann a b"


def test_a_wish_of_endless_terms_is_cut() -> None:
    """Nobody lets an engine intersect thousands of lists."""
    assert len(terms_of("word " * 1000)) == MOST_TERMS


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), max_size=8).map(" ".join))
@example('"a" OR ')
@example("-" * 50)
def test_no_wish_is_a_syntax_error(text: str) -> None:
    """SQLite understands whatever somebody types, or there is no word in it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("create virtual table search using fts5 (words, content = '', tokenize = 'ascii')")
        words = document(1, "held", "", (text, "text"))
        connection.execute("insert into search (rowid, words) values (1, ?)", (words,))
        if terms_of(text):
            connection.execute("select rowid from search where search match ?", (wish(1, "held", text),)).fetchall()
            plain = " ".join(words_of(text)[:MOST_TERMS])
            asked = (wish(1, "held", plain),)
            assert connection.execute("select rowid from search where search match ?", asked).fetchall() == [(1,)]
