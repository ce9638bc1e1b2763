"""Feeds from facts alone."""

from defusedxml.ElementTree import fromstring

from chimein.render.feed import Fed, Feed, site_feed
from chimein.render.words import words_for
from chimein.rules.facts import ShownComment, Site
from chimein.rules.site_settings import SiteSettings

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = Site(1, "blog", "The Blog", SiteSettings(), 1, 1_700_000_000_000, ("https://blog.example",), "salt")


def said(name: str, html: str, edited_at: int | None = None) -> Fed:
    """A comment as the store gives it."""
    comment = ShownComment(
        id=1, public_id="abc", parent_id=None, root_id=1, depth=0, number=1, kind="comment", state="published",
        shown_replies=0, badge=None, name=name, website=None, tree="[]", html=html, posted_at=1_700_000_000_000,
        edited_at=edited_at, avatar_id=None, avatar_version=None, parent_public_id=None,
    )  # fmt: skip
    return Fed(comment, "https://blog.example/a?b=1&c=2", "A & B")


def feed(*comments: Fed, lang: str | None = None) -> bytes:
    """A site's feed of these."""
    return site_feed(Feed(words_for(lang, ""), SITE, "https://c.example/s/blog/feed.atom", comments))


def test_an_empty_feed_is_as_old_as_its_site() -> None:
    """RFC 4287 §4.1.1: a feed always says when it was updated."""
    assert fromstring(feed()).findtext(f"{ATOM}updated") == "2023-11-14T22:13:20.000Z"


def test_an_edit_moves_the_entry_and_the_feed_but_not_the_publication() -> None:
    """RFC 4287 §4.2.15: updated is the last significant change."""
    read = fromstring(feed(said("Ana", "<p>x</p>", edited_at=1_700_000_060_000)))
    entry = read.find(f"{ATOM}entry")
    assert read.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated") == "2023-11-14T22:14:20.000Z"
    assert entry.findtext(f"{ATOM}published") == "2023-11-14T22:13:20.000Z"


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    """XML 1.0 §2.2: an imported control character must not make the whole feed unreadable."""
    read = fromstring(feed(said("A\x08na\ufffe", "<p>b\x0bell\U0001f514</p>")))
    assert read.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name") == "Ana"
    assert read.findtext(f"{ATOM}entry/{ATOM}content") == "<p>bell\U0001f514</p>"


def test_html_is_escaped_once() -> None:
    """RFC 4287 §3.1.1.2: the content is text that is HTML."""
    read = fromstring(feed(said("Ana", "<p>1 &lt; 2 &amp; \"q\" 'a'</p>")))
    assert read.findtext(f"{ATOM}entry/{ATOM}content") == "<p>1 &lt; 2 &amp; \"q\" 'a'</p>"


def test_a_feed_speaks_the_site_s_language() -> None:
    """One language for all readers, for the bytes are shared."""
    assert fromstring(feed(lang="de")).findtext(f"{ATOM}title") == "Kommentare zu The Blog"
