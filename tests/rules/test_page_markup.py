"""A page's HTML is read as browsers read it, and no page can keep the reader busy."""

import time

import pytest

from chimein.rules.page_markup import read_markup

MANY = 200_000


def test_attributes_are_read_however_they_are_written() -> None:
    """Quoted, bare, without a value, with references, in capitals; of two with one name the first counts."""
    html = """<CHIME-IN site='a&amp;b' Url = "/x?a=1&b=2" thread=plain/id hidden SITE="later"\n/><p><chime-in/site=b>"""
    assert read_markup(html).elements == [
        {"site": "a&b", "url": "/x?a=1&b=2", "thread": "plain/id", "hidden": ""},
        {"site": "b"},
    ]


@pytest.mark.parametrize(
    "around",
    [
        "<!-- {} -->",
        "<script>{}</script>",
        "<SCRIPT>x</scripty>{}</SCRIPT >",
        "<style>{}</style>",
        "<textarea>{}</textarea>",
        "<title>{}</title>",
        "<noscript>{}</noscript>",
        "<template><template></template>{}</template>",
        "<p title='{}'>",
        "<!doctype {}",
    ],
)
def test_what_is_no_markup_is_not_taken_for_it(around: str) -> None:
    """And what follows it is read again, unless nothing closed it."""
    html = around.format("<chime-in site=x>")
    assert read_markup(html).elements == []
    assert read_markup(html + "><chime-in site=y>").elements == [{"site": "y"}]


def test_signs_that_open_nothing_are_text() -> None:
    """A lone bracket, and one before a space or a digit."""
    assert len(read_markup("a < b <3 <> << <chime-in> </3 > <chime-in>").elements) == 2


def test_the_first_canonical_link_and_base_count() -> None:
    """Among several relations, too."""
    markup = read_markup(
        '<base href="/a/"><base href="/b/"><link rel="next Canonical" href=" /x "><link rel=canonical href=/y>'
    )
    assert (markup.base, markup.canonical) == ("/a/", "/x")


def test_policies_are_those_of_the_head() -> None:
    """One in the body does nothing."""
    meta = "<meta HTTP-EQUIV=content-security-policy content=\"img-src 'self'\">"
    assert read_markup(f"<head>{meta}</head><body>{meta}").policies == ["img-src 'self'"]


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<!--",
        "<!",
        "<?",
        "</",
        "</a",
        "<a ",
        "<a b='",
        "<a b=\"'",
        "a ",
        "<script>",
        "<style>",
        "&",
        "<a b=&#1",
        "<template>",
        "<a\n",
    ],
)
@pytest.mark.parametrize("before", ["", "<p ", "<p a='", "<script>", "<!--"])
def test_no_page_keeps_the_reader_busy(before: str, unit: str) -> None:
    """Whatever is repeated and never closed, it is read in one go; going back each time would take minutes."""
    html = before + unit * (MANY // len(unit))
    begin = time.monotonic()
    read_markup(html)
    assert time.monotonic() - begin < 5


def test_a_reference_of_endless_digits_is_no_number() -> None:
    """It does not even fail."""
    assert read_markup(f"<chime-in site='&#{'9' * MANY};'>").elements[0]["site"]
