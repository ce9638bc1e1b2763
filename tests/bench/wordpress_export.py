"""A WordPress export (WXR 1.2) of made-up articles and comments, in the shape that WordPress gives it."""

import random
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

from bench.conversations import NAMES, text
from bench.serving import ORIGIN

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Bench</title><link>{origin}</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{origin}</wp:base_site_url><wp:base_blog_url>{origin}</wp:base_blog_url>
"""
ITEM = """<item><title>Article {number}</title><link>{origin}/{number}/an-article/</link>
<pubDate>Sat, 02 Mar 2019 08:00:00 +0000</pubDate><content:encoded><![CDATA[<p>An article.</p>]]></content:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2019-03-02 08:00:00</wp:post_date_gmt>
<wp:comment_status>open</wp:comment_status><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
"""
COMMENT = """<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[{name}]]></wp:comment_author>
<wp:comment_author_email>{email}</wp:comment_author_email><wp:comment_author_url></wp:comment_author_url>
<wp:comment_date_gmt>{date}</wp:comment_date_gmt><wp:comment_content><![CDATA[{text}]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id></wp:comment>
"""
BEGAN = datetime(2019, 3, 3, tzinfo=UTC)


def export(comments: int, pages: int, chance: random.Random) -> str:
    """The whole file: `comments` on `pages`, three in five of them replies, written by a few hundred people."""
    parts = [HEAD.format(origin=ORIGIN)]
    each = comments // pages
    for page in range(pages):
        parts.append(ITEM.format(origin=ORIGIN, number=page + 1))
        count = each + (comments - each * pages if page == 0 else 0)
        parts += _comments(page * 100_000, count, chance)
        parts.append("</item>\n")
    return "".join([*parts, "</channel></rss>\n"])


def _comments(first: int, count: int, chance: random.Random) -> list[str]:
    made = []
    for number in range(count):
        answers = number > 0 and chance.random() < 0.6
        person = chance.randrange(400)
        made.append(
            COMMENT.format(
                id=first + number + 1,
                name=f"{escape(NAMES[person % len(NAMES)])} {person}",
                email=f"person{person}@example.org",
                date=(BEGAN + timedelta(minutes=7 * number)).strftime("%Y-%m-%d %H:%M:%S"),
                text=text(chance).replace("**", ""),
                parent=first + 1 + chance.randrange(max(0, number - 8), number) if answers else 0,
            )
        )
    return made
