"""A page is taken in only on its own site; owners name threads and origins in a form that can be compared."""

import pytest

from chimein.rules.page_urls import clean_origin, explicit_key, page_address
from chimein.rules.refusals import Invalid

SITE = ["https://a.example"]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/?https://a.example/",
        "https://evil.example/#https://a.example/",
        "https://evil.example/https://a.example/",
        "https://evil.example\\@a.example/",
        "https://evil.example\n.a.example/",
        "https://a.example.evil.example/",
        "https://a.example\t.evil.example/",
        "https://sub.a.example/",
        "https://www.a.example/",
        "https://а.example/",
        "https://a.example:8443/",
        "http://a.example:443/",
        "https://a.example:80/",
        "https://a.exampl/",
        "https://example/",
    ],
)
def test_foreign_page_is_refused(url: str) -> None:
    """An address whose origin is not one of the site's is refused as foreign."""
    with pytest.raises(Invalid) as refused:
        page_address(url, SITE)
    assert refused.value.errors["url"].code == "foreign-url"


@pytest.mark.parametrize(
    "url",
    ["https://a.example@evil.example/", "https://a.example:pass@evil.example/", "https://evil.example@a.example/"],
)
def test_user_name_is_refused_even_before_the_sites_host(url: str) -> None:
    """A user name in an address is never ignored, on whichever host."""
    with pytest.raises(Invalid) as refused:
        page_address(url, SITE)
    assert refused.value.errors["url"].code == "invalid-url"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/x",
        "http://a.example/x",
        "https://A.EXAMPLE./x",
        "http://a.example:80/x",
        "https://a.example:443/x",
    ],
)
def test_own_page_is_found_under_both_schemes(url: str) -> None:
    """An https origin covers the same host under http, and every spelling of that host."""
    assert page_address(url, SITE).key == "url:https://a.example/x"


def test_other_port_counts_only_as_written() -> None:
    """An origin with a port of its own covers that scheme and port and nothing else."""
    origins = ["http://localhost:8001"]
    assert page_address("http://localhost:8001/x", origins).key == "url:https://localhost:8001/x"
    for foreign in ("https://localhost:8001/x", "http://localhost/x", "http://localhost:8000/x"):
        with pytest.raises(Invalid):
            page_address(foreign, origins)


def test_www_folds_where_both_are_origins() -> None:
    """With both hosts as origins a page has one key under either, and each keeps its own address to link to."""
    origins = ["https://a.example", "http://www.a.example"]
    bare, www = (page_address(f"https://{host}/x", origins) for host in ("a.example", "www.a.example"))
    assert bare.key == www.key == "url:https://a.example/x"
    assert (bare.url, www.url) == ("https://a.example/x", "https://www.a.example/x")


def test_www_alone_stays_www() -> None:
    """With only the www. host as an origin its pages keep it in their key, and the bare host is foreign."""
    origins = ["https://www.a.example"]
    assert page_address("https://www.a.example/x", origins).key == "url:https://www.a.example/x"
    with pytest.raises(Invalid):
        page_address("https://a.example/x", origins)


def test_www_folds_on_the_same_port_only() -> None:
    """Two ports are two places, whatever their hosts."""
    origins = ["https://a.example", "https://www.a.example:8443"]
    assert page_address("https://www.a.example:8443/x", origins).key == "url:https://www.a.example:8443/x"


def test_address_to_link_to_is_clean_but_as_given() -> None:
    """The linked address keeps scheme, slash and order, and loses trackers and fragment."""
    url = "http://A.example./x/?z=1&utm_source=mail&a=%2f&fbclid=2#comments"
    assert page_address(url, SITE).url == "http://a.example/x/?z=1&a=%2f"


def test_site_without_origins_has_no_pages() -> None:
    """Without origins every page is foreign."""
    with pytest.raises(Invalid) as refused:
        page_address("https://a.example/", [])
    assert refused.value.errors["url"].code == "foreign-url"


def test_explicit_id_is_its_own_key() -> None:
    """An owner's id is trimmed and kept to the letter, and can never be mistaken for a URL's key."""
    assert explicit_key("  Post 12/é ") == "id:Post 12/é"
    assert explicit_key("e\u0301") == explicit_key("é")
    assert explicit_key("A") != explicit_key("a")
    assert explicit_key("url:https://a.example/") == "id:url:https://a.example/"
    assert explicit_key("x" * 200) == "id:" + "x" * 200


@pytest.mark.parametrize(
    ("thread", "code"),
    [
        ("", "required"),
        (" \n ", "required"),
        ("x" * 201, "too-long"),
        ("a\x00b", "invalid-thread"),
        ("a\nb", "invalid-thread"),
        ("a\u202eb", "invalid-thread"),
        ("a\u200bb", "invalid-thread"),
        ("a\u2028b", "invalid-thread"),
        ("a\ud800", "invalid-thread"),
    ],
)
def test_bad_explicit_id_is_refused(thread: str, code: str) -> None:
    """An explicit id is 1 to 200 characters that can be seen."""
    with pytest.raises(Invalid) as refused:
        explicit_key(thread)
    assert refused.value.errors["thread"].code == code


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://Example.org/", "https://example.org"),
        (" https://example.org ", "https://example.org"),
        ("http://example.org:80", "http://example.org"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("http://localhost:8001", "http://localhost:8001"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://example.org.", "https://example.org"),
        ("http://[::1]:80", "http://[::1]"),
        ("http://127.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_origin_is_spelled_as_browsers_do(typed: str, origin: str) -> None:
    """What an owner types becomes what a browser sends as Origin, and stays it."""
    assert clean_origin(typed) == origin
    assert clean_origin(origin) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "null",
        "*",
        "https://*.example.org",
        "https://*",
        "example.org",
        "//example.org",
        "https://example.org/blog",
        "https://example.org/?",
        "https://example.org/?a=1",
        "https://example.org#x",
        "https://me@example.org",
        "https://example.org; script-src *",
        "https://example.org,https://evil.example",
        "https://exam\nple.org",
        "https:\\\\example.org",
        "file:///",
        "data:,x",
        "chrome-extension://abcdef",
    ],
)
def test_what_is_no_origin_is_refused(typed: str) -> None:
    """Paths, wildcards, null, user names and whatever could break a header are refused with a sentence."""
    with pytest.raises(Invalid) as refused:
        clean_origin(typed)
    error = refused.value.errors["origin"]
    assert error.code == "invalid-origin"
    assert error.detail.endswith(".")
