"""Pages of an export find their place on the site, or the reason why they have none."""

import pytest

from chimein.rules.refusals import Invalid
from chimein.transfer.places import Places, WrongMap, parse_map

ORIGINS = ("https://example.org", "https://www.example.org")


@pytest.mark.parametrize(
    ("link", "maps", "url"),
    [
        ("https://example.org/a?utm_source=x#c", (), "https://example.org/a"),
        ("http://example.org/a", (), "http://example.org/a"),
        ("http://old.example/a?b=1", (("https://old.example", "https://example.org"),), "https://example.org/a?b=1"),
        ("http://old.example:8080/a", (("http://old.example:8080", "https://example.org"),), "https://example.org/a"),
        ("http://any.example/a", (("*", "https://www.example.org"),), "https://www.example.org/a"),
        ("/a/b", (("*", "https://example.org"),), "https://example.org/a/b"),
        ("https://www.example.org/a", (("*", "https://example.org"),), "https://www.example.org/a"),
    ],
)  # fmt: skip
def test_a_page_of_the_site_or_a_moved_one_has_a_place(link: str, maps: tuple[tuple[str, str], ...], url: str) -> None:
    """A named origin is moved whatever its scheme; `*` moves foreign pages only, and bare paths."""
    place = Places(ORIGINS, maps).place(link)
    assert place.address is not None
    assert place.address.url == url


@pytest.mark.parametrize(
    ("link", "reason", "host"),
    [
        ("https://foreign.example/a", "foreign-host", "foreign.example"),
        ("https://example.org:8443/a", "foreign-host", "example.org"),
        ("", "no-address", ""),
        ("/a", "no-address", ""),
        ("//foreign.example/a", "no-address", ""),
        ("mailto:a@b.example", "no-address", ""),
    ],
)
def test_others_have_a_reason(link: str, reason: str, host: str) -> None:
    """Which is what the report counts by."""
    place = Places(ORIGINS).place(link)
    assert (place.address, place.reason, place.host) == (None, reason, host)


def test_a_named_move_comes_before_the_general_one() -> None:
    """Two old hosts can go to two places."""
    places = Places(ORIGINS, (("*", "https://example.org"), ("http://b.example", "https://www.example.org")))
    found = [places.place(f"http://{host}.example/") for host in "ab"]
    assert [place.address.url for place in found if place.address] == [
        "https://example.org/",
        "https://www.example.org/",
    ]


def test_a_move_to_elsewhere_is_refused() -> None:
    """Comments of one site must not appear on another."""
    with pytest.raises(WrongMap, match="not one of the site's origins"):
        Places(ORIGINS, (("*", "https://other.example"),))
    with pytest.raises(Invalid):
        Places(ORIGINS, (("old.example", "https://example.org"),))


@pytest.mark.parametrize("text", ["", "=", "a=", "=b", "https://old.example"])
def test_a_map_has_two_sides(text: str) -> None:
    """OLD=NEW."""
    with pytest.raises(WrongMap):
        parse_map(text)
    assert parse_map(" * = https://example.org ") == ("*", "https://example.org")
