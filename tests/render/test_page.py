"""The hosted page's parts: its words, its outline, its pager, its escaping."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from chimein.messages.comments import CommentView, More
from chimein.render.outline import outline
from chimein.render.page import problem_page
from chimein.render.page_parts import Address, Form, Wrong, pager, wrong_of
from chimein.render.words import CATALOGUES, words_for
from chimein.rules.refusals import FieldError, Invalid, TooManyRequests

PLURALS = {"en": {"one", "other"}, "de": {"one", "other"}, "ar": {"zero", "one", "two", "few", "many", "other"}}


def view(name: str, *replies: CommentView, parent: str | None = None, more: More | None = None) -> CommentView:
    """A comment with replies."""
    return CommentView(
        id=name, number=1, depth=0, parent=parent, kind="comment", name=name, website=None, avatar=None,
        body=UNSET, html="", posted_at="", edited_at=None, state="published", badges=[], replies=list(replies),
        more=more,
    )  # fmt: skip


def as_lists(roots: list[CommentView]) -> str:
    """The outline as the template writes it."""
    written = ""
    for line in outline(roots):
        written += f"<li>{line.view.id}" + ("<ol>" if line.opens else "</li>")
        for number in range(line.closes):
            written += "</ol>" + ("+" if line.more and number == line.closes - 1 else "") + "</li>"
    return written


@pytest.mark.parametrize("lang", CATALOGUES)
def test_catalogues_say_the_same_things_with_the_same_gaps(lang: str) -> None:
    """Every key of English is there, with the same values to fill in, and the plural forms of the language."""
    english, other = CATALOGUES["en"].catalogue, CATALOGUES[lang].catalogue
    assert other.keys() == english.keys()
    for key, said in other.items():
        original = english[key]
        if isinstance(said, dict):
            assert set(said) == PLURALS[lang], key
        elif isinstance(said, str):
            assert set(re.findall(r"\{\w+\}", said)) == set(re.findall(r"\{\w+\}", str(original))), key
        else:
            assert len(said) == 12
        assert "<" not in str(said)


@pytest.mark.parametrize(
    ("n", "words"),
    [(0, "لا تعليقات"), (1, "تعليق واحد"), (2, "تعليقان"), (3, "3 تعليقات"), (11, "11 تعليقًا"), (100, "100 تعليق"),
     (103, "103 تعليقات"), (111, "111 تعليقًا")],
)  # fmt: skip
def test_arabic_counts_in_six_ways(n: int, words: str) -> None:
    """CLDR's plural rules for Arabic."""
    assert CATALOGUES["ar"].count("comments", n) == words


@pytest.mark.parametrize(
    ("site", "accepted", "lang"),
    [
        (None, "", "en"),
        (None, "de", "de"),
        (None, "fr;q=1, de-AT;q=0.5, ar;q=0.7", "ar"),
        (None, "de;q=0", "en"),
        (None, "xx, ;;;=, de;q=junk", "en"),
        ("de-CH", "ar", "de"),
        ("fr", "ar", "ar"),
    ],
)
def test_the_site_s_language_comes_first_then_the_reader_s(site: str | None, accepted: str, lang: str) -> None:
    """RFC 9110 §12.5.4, and English where nothing fits."""
    assert words_for(site, accepted).lang == lang


def test_moments_are_absolute_and_say_their_zone() -> None:
    """A page that may be read next year does not say “yesterday”."""
    assert CATALOGUES["en"].moment("2026-11-03T05:07:00.123Z") == "3 November 2026, 05:07 UTC"
    assert CATALOGUES["de"].moment("2026-03-03T05:07:00.123Z") == "3. März 2026, 05:07 UTC"


def test_an_outline_opens_and_closes_what_is_nested() -> None:
    """Lists within items, as HTML wants them."""
    roots = [view("a", view("b", view("c")), view("d")), view("e")]
    assert as_lists(roots) == "<li>a<ol><li>b<ol><li>c</li></ol></li><li>d</li></ol></li><li>e</li>"


def test_what_follows_a_window_stands_at_its_root_s_end() -> None:
    """The link to more replies comes after the last one shown, inside the root."""
    roots = [view("a", view("b", view("c")), more=More(count=3, after="c")), view("d")]
    assert as_lists(roots) == "<li>a<ol><li>b<ol><li>c</li></ol></li></ol>+</li><li>d</li>"


def test_a_reply_that_hangs_elsewhere_says_what_it_answers() -> None:
    """Below the last level that is shown, the indentation no longer tells."""
    deep = view("a", view("b", parent="a"), view("c", parent="b"), view("d", parent="gone"))
    lines = {line.view.id: line for line in outline([deep])}
    assert lines["b"].answered is None
    assert lines["c"].answered is lines["b"].view
    assert lines["d"].is_astray


@given(st.recursive(st.just([]), lambda inner: st.lists(inner, max_size=4), max_leaves=40))
def test_every_list_that_is_opened_is_closed(tree: list[object]) -> None:
    """Whatever the nesting."""
    written = as_lists(_views(tree))
    assert written.count("<li>") == written.count("</li>")
    assert written.count("<ol>") == written.count("</ol>")
    while "<li></li>" in written or "<ol></ol>" in written:
        written = written.replace("<li></li>", "").replace("<ol></ol>", "")
    assert written == ""


def _views(tree: list[object]) -> list[CommentView]:
    found: list[CommentView] = []
    for branch in tree:
        assert isinstance(branch, list)
        found.append(view("", *_views(branch)))
    return found


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 3, 0, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (50, 99, [1, 0, 48, 49, 50, 51, 52, 0, 99]),
        (9, 9, [1, 0, 7, 8, 9]),
    ],
)
def test_the_pager_shows_the_ends_and_the_neighbours(number: int, pages: int, shown: list[int]) -> None:
    """A gap never hides a single page."""
    assert [step.number for step in pager(number, pages, Address("/t/x"))] == shown


def test_addresses_keep_what_names_the_thread() -> None:
    """Whatever else is asked, the page stays the page; values are encoded."""
    here = Address("/t", (("site", "blog"), ("url", "https://a.example/?b=1&c=2#d")))
    assert here.to("join", page=2, reply=None) == (
        "/t?site=blog&url=https%3A%2F%2Fa.example%2F%3Fb%3D1%26c%3D2%23d&page=2#join"
    )


def test_what_no_field_can_show_stands_in_the_summary() -> None:
    """An error about the parent has no field to stand beside."""
    refusal = Invalid({"parent": FieldError("parent-gone", "x"), "name": FieldError("brand-new-code", "Say a name.")})
    wrong = wrong_of(refusal, CATALOGUES["en"])
    assert wrong.more == ("The comment you answer is no longer there.",)
    assert dict(wrong.fields) == {"name": "Say a name."}


def test_a_wait_is_said_in_seconds() -> None:
    """In the reader's language, in the right plural."""
    assert wrong_of(TooManyRequests(retry_after=1), CATALOGUES["de"]).more == ("In 1 Sekunde geht es wieder.",)
    assert wrong_of(TooManyRequests(retry_after=7), CATALOGUES["de"]).more == ("In 7 Sekunden geht es wieder.",)


@given(st.text(max_size=40))
def test_nothing_typed_escapes_its_field(text: str) -> None:
    """Whatever was typed, the page that gives it back has the same elements."""
    values = dict.fromkeys(("text", "name", "email", "website", "parent", "idempotency_key", "homepage"), text)
    harmless = dict.fromkeys(values, "x")
    words, wrong = CATALOGUES["en"], Wrong("Sorry.")
    page = problem_page(words, "internal", wrong, Form("/t/x", values))
    plain = problem_page(words, "internal", wrong, Form("/t/x", harmless))
    assert [page.count(mark) for mark in '<>"'] == [plain.count(mark) for mark in '<>"']
