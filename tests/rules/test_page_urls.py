"""Pages keep their conversation through every spelling of their address, and never get another's."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chimein.rules.page_urls import canonical
from chimein.rules.refusals import Invalid
from rules.page_url_pairs import DIFFERENT, EQUAL, NO_PAGES
from shared_files import shared


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in EQUAL], ids=[row[0] for row in EQUAL])
def test_one_page_has_one_key(one: str, other: str) -> None:
    """Two spellings of one page's address have the same canonical form."""
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in DIFFERENT], ids=[row[0] for row in DIFFERENT])
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    """Addresses that may be two pages keep two canonical forms."""
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize("url", [row[1] for row in NO_PAGES], ids=[row[0] for row in NO_PAGES])
def test_what_is_no_page_is_refused(url: str) -> None:
    """Whatever is not an absolute http(s) address of a page is refused as the field `url`, with a sentence."""
    with pytest.raises(Invalid) as refused:
        canonical(url)
    error = refused.value.errors["url"]
    assert error.code == "invalid-url"
    assert error.detail.endswith(".")


def test_the_table_is_as_long_as_promised() -> None:
    """There are at least 120 pairs, no pair stands there twice, and each has a word of its own."""
    assert len(EQUAL) + len(DIFFERENT) >= 120
    assert len({frozenset(row[1:]) for row in EQUAL + DIFFERENT}) == len(EQUAL) + len(DIFFERENT)
    assert len({row[0] for row in EQUAL + DIFFERENT}) == len(EQUAL) + len(DIFFERENT)


def test_canonical_form_is_readable() -> None:
    """The canonical form is itself an address: https, the path without its end, the page's own parameters sorted."""
    url = "http://Bücher.Example:80/a//b/../Straße/index.php?utm_source=x&z=&id=a%2Fb+c#top"
    assert canonical(url) == "https://xn--bcher-kva.example/a/Stra%C3%9Fe?id=a/b%20c&z"


def canonical_or_none(url: str) -> str | None:
    try:
        return canonical(url)
    except Invalid:
        return None


PIECES = [*"/?#%&=+.;:@[]\\'\"~^|<>*() aAzZ019\t\nü", "%2", "%2e", "%25", "index.html", "utm_"]
TROUBLE = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(rest=TROUBLE, host=st.sampled_from(["a.example", "www.a.example.", "0x7f.1", "bücher.example:443", "a.b:80"]))
@example(rest="/%%34%31", host="a.example")
@example(rest="/index.html/index.html", host="a.example")
@example(rest="/?%%34%31&utm%255Fsource=1", host="a.example")
def test_canonical_form_of_anything_is_final(rest: str, host: str) -> None:
    """Canonicalising twice changes nothing, whatever follows the host."""
    once = canonical_or_none(f"http://{host}/{rest}")
    assert once is None or canonical(once) == once


@given(st.text(max_size=60))
def test_any_text_is_a_page_or_refused(text: str) -> None:
    """No text makes the parser fail in another way than by refusing."""
    for url in (text, f"https://{text}", f"https://a.example/{text}"):
        once = canonical_or_none(url)
        assert once is None or canonical(once) == once


def test_canonical_form_is_final_over_the_test_data_of_the_standard() -> None:
    """Every address in the WHATWG collections is refused or has a canonical form that is final."""
    rows: list[Any] = json.loads(shared("hostile/url/whatwg-urltestdata.json").read_text("utf-8", "surrogatepass"))
    addresses = [row[name] for row in rows if isinstance(row, dict) for name in ("input", "href") if name in row]
    forms = [canonical_or_none(address) for address in addresses]
    accepted = [form for form in forms if form is not None]
    assert len(accepted) > 250
    assert [canonical(form) for form in accepted] == accepted


def test_what_the_standard_refuses_is_no_page() -> None:
    """No address that browsers fail to read gets a key."""
    rows: list[Any] = json.loads(shared("hostile/url/whatwg-urltestdata.json").read_text("utf-8", "surrogatepass"))
    failing = [row["input"] for row in rows if isinstance(row, dict) and row.get("failure") and not row.get("base")]
    assert len(failing) > 100
    assert [address for address in failing if canonical_or_none(address) is not None] == []


@pytest.mark.parametrize("name", ["openredirects.txt", "Open-Redirect-payloads.txt", "open_redirect_wordlist.txt"])
def test_redirect_tricks_never_reach_a_site(name: str) -> None:
    """No payload behind the site's address leads to another host or leaves an address in the path."""
    payloads = shared(f"hostile/url/{name}").read_text("utf-8", "replace").splitlines()
    assert payloads
    for payload in payloads:
        form = canonical_or_none(f"https://a.example/{payload}")
        assert form is None or form.startswith("https://a.example/")
        assert "//" not in (form or "").removeprefix("https://").partition("?")[0]
