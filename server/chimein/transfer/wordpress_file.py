"""What stands in a WordPress export (WXR 1.0 to 1.2), page by page, still in WordPress' own words.

The namespace carries the version and is matched by pattern; anything that is no WordPress export is refused
by what it is. One page is in memory at a time. What the words mean for us is `wordpress.py`'s business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO

from chimein.transfer.unreadable import UnreadableFile
from chimein.transfer.xml_stream import Node, xml_nodes

WORDPRESS_NAMESPACE = re.compile(r"\{https?://wordpress\.org/export/\d+\.\d+/?\}(.+)")
EXPORT_HINT = "In WordPress, Tools → Export → All content makes the file that can be read here."

ITEM = ["rss", "channel", "item"]


@dataclass(slots=True)
class ExportedComment:
    """One `wp:comment`: its fields by name (`wp:comment_id`), and the line on which it begins."""

    line: int
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ExportedPage:
    """One `item`: a post, page, attachment or the like, with its comments in the file's order."""

    line: int
    fields: dict[str, str] = field(default_factory=dict)
    comments: list[ExportedComment] = field(default_factory=list)


@dataclass(slots=True)
class ExportedBlog:
    """What the channel says of the blog before its first item."""

    fields: dict[str, str] = field(default_factory=dict)
    author_ids: set[str] = field(default_factory=set)
    """The accounts that wrote what the file contains, as `wp:comment_user_id` names them."""


def exported_pages(file: BinaryIO) -> Iterator[tuple[ExportedBlog, ExportedPage]]:
    """Each item as soon as it is complete; `UnreadableFile` wherever the file stops making sense."""
    reading = _Reading()
    for node in xml_nodes(file):
        if not node.ends:
            reading.enter(node)
        elif (page := reading.leave(node)) is not None:
            yield reading.blog, page
    reading.finish()


@dataclass(slots=True)
class _Reading:
    """How far the reading has come: the names of the open elements, and what is being gathered."""

    path: list[str] = field(default_factory=list)
    blog: ExportedBlog = field(default_factory=ExportedBlog)
    page: ExportedPage = field(default_factory=lambda: ExportedPage(line=1))
    comment: ExportedComment = field(default_factory=lambda: ExportedComment(line=1))
    line: int = 1
    speaks_wordpress: bool = False

    def enter(self, node: Node) -> None:
        name = _short_name(node.name)
        if not self.path and name != "rss":
            raise UnreadableFile(node.line, f"a WordPress export begins with <rss>, this begins with <{name}>.")
        self.line = node.line
        self.path.append(name)
        self.speaks_wordpress = self.speaks_wordpress or name.startswith("wp:")
        if self.path == ITEM:
            self.page = ExportedPage(line=node.line)
        elif name == "wp:comment" and self.path[:-1] == ITEM:
            self.comment = ExportedComment(line=node.line)

    def leave(self, node: Node) -> ExportedPage | None:
        """Puts the element where it belongs; the page, if this was its end."""
        self.line = node.line
        name = self.path.pop()
        match self.path:
            case ["rss", "channel"] if name == "item":
                self._insist_on_wordpress()
                return self.page
            case ["rss", "channel"]:
                self.blog.fields[name] = node.text.strip()
            case ["rss", "channel", "wp:author"] if name == "wp:author_id":
                self.blog.author_ids.add(node.text.strip())
            case ["rss", "channel", "item"] if name == "wp:comment":
                self.page.comments.append(self.comment)
            case ["rss", "channel", "item"]:
                self.page.fields[name] = node.text.strip()
            case ["rss", "channel", "item", "wp:comment"]:
                self.comment.fields[name] = node.text.strip()
        return None

    def finish(self) -> None:
        self._insist_on_wordpress()

    def _insist_on_wordpress(self) -> None:
        if not self.speaks_wordpress:
            raise UnreadableFile(self.line, f"this is a news feed, not a WordPress export. {EXPORT_HINT}")


@lru_cache(maxsize=512)
def _short_name(name: str) -> str:
    """`wp:x` for WordPress' own elements of any version, the bare name for RSS' own, others as they are."""
    own = WORDPRESS_NAMESPACE.fullmatch(name)
    return f"wp:{own[1]}" if own else name
