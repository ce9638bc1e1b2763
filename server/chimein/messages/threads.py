"""A page of a conversation over the wire. Nothing in it depends on who asks."""

from typing import Literal

from msgspec import Struct

from chimein.messages.comments import CommentView, More


class ThreadView(Struct, frozen=True, kw_only=True):
    """The conversation of one page; without an id it has not begun."""

    id: str | None
    url: str
    title: str | None
    count: int
    open: bool
    closes_at: str | None
    version: int


class PageView(Struct, frozen=True, kw_only=True):
    """Which page this is. `roots` counts the roots of the whole thread."""

    number: int
    pages: int
    size: int
    roots: int


class AroundView(Struct, frozen=True, kw_only=True):
    """The comment that was looked for, by our id, and the page on which it is."""

    id: str
    page: int


class SettingsView(Struct, frozen=True, kw_only=True):
    """What the widget shows of a site's settings."""

    title: str
    invitation: str | None
    guidelines_url: str | None
    notice: str | None
    consent: str | None
    order: Literal["oldest", "newest"]
    page_size: int
    depth: int
    moderation: Literal["none", "first", "all"]
    edit_minutes: int
    avatars: str
    links: str
    min_length: int
    max_length: int
    lang: str | None


class ThreadAnswer(Struct, frozen=True, kw_only=True):
    """A page of a thread. `pings` are other sites' mentions, on the last page only."""

    thread: ThreadView
    page: PageView
    around: AroundView | None
    settings: SettingsView
    comments: list[CommentView]
    pings: list[CommentView]


class RepliesAnswer(Struct, frozen=True, kw_only=True):
    """The next window of a long branch, in order, not nested."""

    comments: list[CommentView]
    more: More | None
