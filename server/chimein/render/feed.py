"""Atom feeds (RFC 4287) of comments: of a thread, of a site, and the private one of those that await a moderator.

Nothing in them depends on who reads, and none knows an email: `ShownComment` has none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from chimein.render.comments import linked
from chimein.render.page import template
from chimein.render.times import iso
from chimein.render.words import Words
from chimein.rules.facts import ShownComment, Site, Thread

# XML 1.0 §2.2: everything else may not occur, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Fed:
    """A comment with the page that it stands on."""

    comment: ShownComment
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose feed it is and where it is read. `said` is newest first."""

    words: Words
    site: Site
    self_href: str
    said: Sequence[Fed]


def thread_feed(feed: Feed, thread: Thread) -> bytes:
    """The newest comments of a thread."""
    title = feed.words.say("feed_of", title=thread.title or thread.url)
    about = (f"urn:chimein:thread:{thread.public_id}", title, thread.url)
    return _document(feed, about, thread.created_at)


def site_feed(feed: Feed) -> bytes:
    """The newest comments of a site."""
    title = feed.words.say("feed_of", title=feed.site.name)
    about = (f"urn:chimein:site:{feed.site.key}", title, feed.site.origins[0] if feed.site.origins else "")
    return _document(feed, about, feed.site.created_at)


def held_feed(feed: Feed) -> bytes:
    """What awaits a moderator, with the commands that decide it."""
    title = feed.words.say("feed_held", title=feed.site.name)
    return _document(feed, (f"urn:chimein:site:{feed.site.key}:held", title, ""), feed.site.created_at, is_held=True)


def _document(feed: Feed, about: tuple[str, str, str], born: int, *, is_held: bool = False) -> bytes:
    identity, title, page = about
    moments = [_changed(fed.comment) for fed in feed.said]
    text = template(
        "feed.xml",
        w=feed.words,
        id=identity,
        title=title,
        updated=iso(max(moments, default=born)),
        self_href=feed.self_href,
        page_href=page,
        entries=[_entry(feed, fed, is_held=is_held) for fed in feed.said],
    )
    return _NO_XML.sub("", text).encode("utf-8", "replace")


def _entry(feed: Feed, fed: Fed, *, is_held: bool) -> dict[str, str | None]:
    comment, words = fed.comment, feed.words
    html = linked(comment.html, feed.site)
    if is_held:
        how = words.say("held_how", id=comment.public_id, site=feed.site.key)
        html = f"{html}<p><small>{escape(how)}</small></p>"
    return {
        "id": f"urn:chimein:comment:{comment.public_id}",
        "title": words.say("feed_entry", name=comment.name, title=fed.title or fed.url),
        "published": iso(comment.posted_at),
        "updated": iso(_changed(comment)),
        "author": comment.name,
        "website": comment.website,
        "href": f"{fed.url}#chime-{comment.public_id}",
        "html": html,
    }


def _changed(comment: ShownComment) -> int:
    return comment.edited_at or comment.posted_at
