"""A website becomes a link only if it is an http(s) address of a host with a domain."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.rules.refusals import Invalid
from chimein.rules.websites import clean_website
from shared_files import shared


@pytest.mark.parametrize("raw", [None, "", "  \n", "http://", "https://", "HTTPS:", "https:///"])
def test_nothing_given_is_no_website(raw: str | None) -> None:
    """The field is optional, and the scheme alone, with which forms come filled in, is nothing."""
    assert clean_website(raw) is None


@pytest.mark.parametrize(
    ("raw", "website"),
    [
        ("example.org", "https://example.org/"),
        ("www.example.org/me", "https://www.example.org/me"),
        ("example.org:8080/me", "https://example.org:8080/me"),
        ("//example.org", "https://example.org/"),
        ("http://example.org", "http://example.org/"),
        ("HTTPS://EXAMPLE.ORG/Me", "https://example.org/Me"),
        ("  https://example.org/  ", "https://example.org/"),
        ("https://example.org./", "https://example.org/"),
        ("https://bücher.example/ä?q=ü#ö", "https://xn--bcher-kva.example/%C3%A4?q=%C3%BC#%C3%B6"),
        ("https://example.org/@me#about", "https://example.org/@me#about"),
        ("https://example.org/a?b=c&d=e", "https://example.org/a?b=c&d=e"),
        ('https://example.org/"onclick="x', "https://example.org/%22onclick=%22x"),
        ("https://example.org/<b>", "https://example.org/%3Cb%3E"),
    ],
)
def test_website_is_spelled_as_browsers_do(raw: str, website: str) -> None:
    """A bare domain gets https, and the address is what a browser would make of it."""
    assert clean_website(raw) == website
    assert clean_website(website) == website


SCRIPTS = [
    "javascript:alert(1)",
    "javascript:1",
    "javascript:1//example.org",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript://example.org/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHN2Zz4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "view-source:https://example.org/",
    "feed:https://example.org/",
    "ftp://example.org/",
    "mailto:me@example.org",
    "tel:+123",
    "about:blank",
    "intent://example.org/#Intent;end",
]


@pytest.mark.parametrize(
    "raw",
    [
        *SCRIPTS,
        "none",
        "n/a",
        "@me",
        "me@example.org",
        "https://me:secret@example.org/",
        "https://me@example.org",
        "localhost",
        "http://localhost:8000/",
        "http://[::1]/",
        "my site.org",
        "https://exa mple.org",
        "https://example.org\\@evil.example",
        "https://example..org",
        "https://example.org:99999",
        "https://example.org/" + "x" * 281,
        "https://example.org/" + "ü" * 100,
        "https://example.org/\ud800",
    ],
)
def test_what_is_no_website_is_refused(raw: str) -> None:
    """Other schemes, users, hosts without a domain and what is too long are refused with a sentence."""
    with pytest.raises(Invalid) as refused:
        clean_website(raw)
    assert list(refused.value.errors) == ["website"]
    assert refused.value.errors["website"].code == "invalid-website"
    assert refused.value.errors["website"].detail.endswith(".")


def harmless(raw: str) -> bool:
    try:
        website = clean_website(raw)
    except Invalid:
        return True
    return website is None or (website.startswith(("https://", "http://")) and not set(website) & set('"<> \n\t'))


@given(st.text(max_size=60))
def test_whatever_is_accepted_is_an_http_link(raw: str) -> None:
    """No text becomes a link with another scheme, or one that could leave a double-quoted attribute."""
    assert harmless(raw)
    assert harmless(f"https://example.org/{raw}")


def test_payloads_of_the_collections_become_no_script() -> None:
    """No attack from the sample collections is accepted as anything but an http(s) address."""
    payloads = json.loads(shared("hostile/xss/h5sc-items.json").read_text("utf-8"))
    texts = [text for item in payloads for text in (item.values() if isinstance(item, dict) else [item])]
    texts += shared("hostile/url/fuzzdb-known-uri-types.txt").read_text("utf-8").splitlines()
    texts += shared("hostile/naughty-strings/blns.txt").read_text("utf-8").splitlines()
    assert len(texts) > 300
    assert [text for text in texts if isinstance(text, str) and not harmless(text)] == []
