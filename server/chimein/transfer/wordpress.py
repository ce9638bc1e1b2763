"""WordPress exports (WXR 1.0 to 1.2) as records.

Source: WordPress' exporter, `wp-admin/includes/export.php`, which is the only specification there is.
Nothing is fetched, no body is cleaned here (a body is `html`, with bare line breaks that mean paragraphs),
and no site's origins are known.

A file is read from front to back and may turn out broken near its end: read it through once, then import.
Only pages with comments become threads. Comments come in the file's order, a child possibly before its
parent; what lay in the trash comes as `rejected`, and whoever gave no name has none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from chimein.messages.records import Alias, CommentRecord, Record, ThreadRecord
from chimein.transfer.repeated_ids import RepeatedIds
from chimein.transfer.tally import Tally
from chimein.transfer.unreadable import UnreadableFile
from chimein.transfer.wordpress_fields import (
    INTERNAL_TYPES,
    NO_MOMENT,
    PUBLIC_STATUSES,
    blog_of,
    email_of,
    first_moment,
    kind_of,
    plain,
    state_of,
    website_of,
)
from chimein.transfer.wordpress_file import ExportedBlog, ExportedComment, ExportedPage, exported_pages


def read_wordpress(file: BinaryIO, tally: Tally | None = None) -> Iterator[Record]:
    """Each page with comments as a thread, followed by its comments; `UnreadableFile` names the line."""
    reading = _Reading(tally=tally or Tally())
    for blog, page in exported_pages(file):
        reading.tally.pages += 1
        yield from reading.records(blog, page)


@dataclass(slots=True)
class _Reading:
    """What has to be remembered from one page to the next."""

    tally: Tally
    ids: RepeatedIds = field(default_factory=RepeatedIds)

    def records(self, blog: ExportedBlog, page: ExportedPage) -> Iterator[Record]:
        comments = [comment for comment in page.comments if self._is_for_readers(comment)]
        if not comments:
            return
        self._notice_unpublished(page, len(comments))
        thread = _thread(blog, page)
        yield thread
        ids = [self._unique_id(comment) for comment in comments]
        setting = _Setting(
            thread=thread,
            source=f"wordpress {blog_of(_address(blog) or thread.url)}",
            team=blog.author_ids - {"", "0"},
            ids={_id_of(comment): unique for comment, unique in zip(comments, ids, strict=True)},
        )
        for comment, unique in zip(comments, ids, strict=True):
            yield _comment(comment, unique, setting)

    def _is_for_readers(self, comment: ExportedComment) -> bool:
        internal = comment.fields.get("wp:comment_type") in INTERNAL_TYPES
        if internal:
            self.tally.skipped["internal-note"] += 1
        return not internal

    def _notice_unpublished(self, page: ExportedPage, comments: int) -> None:
        if page.fields.get("wp:status", "") not in PUBLIC_STATUSES or page.fields.get("wp:post_password"):
            self.tally.noticed["on-unpublished-page"] += comments

    def _unique_id(self, comment: ExportedComment) -> str:
        unique = self.ids.unique(_id_of(comment))
        if unique != _id_of(comment):
            self.tally.noticed["repeated-id"] += 1
        return unique


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a comment needs to know of the page on which it stands."""

    thread: ThreadRecord
    source: str
    team: set[str]
    """The accounts whose comments carry the site's badge."""
    ids: dict[str, str]
    """Ids as the page's replies call them → ids that are unique in the file."""


def _address(blog: ExportedBlog) -> str:
    return blog.fields.get("wp:base_blog_url") or blog.fields.get("link", "")


def _thread(blog: ExportedBlog, page: ExportedPage) -> ThreadRecord:
    """Drafts and some plugins' posts have no link; WordPress answers to `?p=` all the same."""
    fields = page.fields
    post_id = fields.get("wp:post_id", "")
    url = fields.get("link") or f"{_address(blog).rstrip('/')}/?p={post_id}"
    born = first_moment(fields.get("wp:post_date_gmt", ""), fields.get("pubDate", ""), fields.get("wp:post_date", ""))
    return ThreadRecord(
        id=url,
        url=url,
        title=plain(fields.get("title", "")),
        closed=fields.get("wp:comment_status") == "closed",
        created_at=None if born == NO_MOMENT else born,
    )


def _id_of(comment: ExportedComment) -> str:
    if not (found := comment.fields.get("wp:comment_id", "")):
        raise UnreadableFile(comment.line, "this comment has no wp:comment_id.")
    return found


def _comment(comment: ExportedComment, unique_id: str, setting: _Setting) -> CommentRecord:
    fields = comment.fields
    email = email_of(fields.get("wp:comment_author_email", ""))
    return CommentRecord(
        id=unique_id,
        thread=setting.thread.id,
        parent=_parent(fields.get("wp:comment_parent", ""), setting),
        kind=kind_of(fields.get("wp:comment_type", "")),
        state=state_of(fields.get("wp:comment_approved", "")),
        name=plain(fields.get("wp:comment_author", "")),
        email=email,
        website=website_of(fields.get("wp:comment_author_url", "")),
        persona=email.lower() if email else None,
        badge=fields.get("wp:comment_user_id", "") in setting.team,
        text=fields.get("wp:comment_content", ""),
        format="html",
        posted_at=_posted_at(comment, setting.thread),
        aliases=[Alias(source=setting.source, id=unique_id, fragment=f"comment-{_id_of(comment)}")],
    )


def _parent(parent: str, setting: _Setting) -> str | None:
    return setting.ids.get(parent, parent) if parent not in {"", "0"} else None


def _posted_at(comment: ExportedComment, thread: ThreadRecord) -> int:
    """A comment whose own dates are broken stands beside its page's date rather than stopping the import."""
    fields = comment.fields
    moment = first_moment(fields.get("wp:comment_date_gmt", ""), fields.get("wp:comment_date", ""))
    if moment == NO_MOMENT and thread.created_at is not None:
        return thread.created_at
    if moment == NO_MOMENT:
        raise UnreadableFile(comment.line, "neither this comment nor its page has a date.")
    return moment
