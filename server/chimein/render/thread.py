"""A page of a thread as JSON bytes, the same for every reader. Nesting is built without recursion."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import cast

import msgspec

from chimein.messages.comments import CommentView, More
from chimein.messages.threads import AroundView, PageView, RepliesAnswer, SettingsView, ThreadAnswer, ThreadView
from chimein.render.comments import Showing, comment_view, single_view
from chimein.render.times import iso
from chimein.rules.closing import closes_at, is_open
from chimein.rules.facts import PageComment, PageOfThread, Site, Thread, Windowed
from chimein.rules.public_ids import public_id
from chimein.rules.site_settings import SiteSettings

WINDOW = 50


def thread_answer(page: PageOfThread, url: str, showing: Showing, now: int, told: bytes | None = None) -> ThreadAnswer:
    """The whole answer for one page. `url` is the page's address where the thread has not begun.

    `told`: the comments as they go over the wire, where they were put together of text.
    """
    around = AroundView(id=page.around, page=page.number) if page.around else None
    return ThreadAnswer(
        thread=thread_view(page.site, page.thread, url, now),
        page=PageView(
            number=page.number,
            pages=page.pages,
            size=page.site.settings.page_size,
            roots=page.thread.roots if page.thread else 0,
        ),
        around=around,
        settings=settings_view(page.site.settings),
        comments=nested(page, showing) if told is None else cast("list[CommentView]", msgspec.Raw(told)),
        pings=[comment_view(ping, None, showing) for ping in page.pings],
    )


def thread_bytes(answer: ThreadAnswer) -> bytes:
    """The answer as it goes over the wire."""
    return msgspec.json.encode(answer)


def thread_etag(page: PageOfThread, asked: str, now: int) -> str:
    """A strong validator: it changes whenever a byte of the answer to `asked` does."""
    thread = page.thread
    open_ = is_open(thread, page.site.settings.close_days, now)
    basis = f"{thread.id if thread else 0}.{page.site.version}.{page.number}.{page.around}.{asked}"
    mark = blake2b(basis.encode(), digest_size=6).hexdigest()
    return f'"{thread.version if thread else 0}{"o" if open_ else "c"}-{mark}"'


def thread_view(site: Site, thread: Thread | None, url: str, now: int) -> ThreadView:
    """What is said of the thread itself."""
    days = site.settings.close_days
    moment = closes_at(thread, days) if thread else None
    return ThreadView(
        id=thread.public_id if thread else None,
        url=thread.url if thread else url,
        title=(thread.title or None) if thread else None,
        count=thread.count if thread else 0,
        open=is_open(thread, days, now),
        closes_at=iso(moment) if moment is not None else None,
        version=thread.version if thread else 0,
    )


@lru_cache(maxsize=256)
def settings_view(settings: SiteSettings) -> SettingsView:
    """What the widget shows of the site's settings."""
    return SettingsView(**{name: getattr(settings, name) for name in SettingsView.__struct_fields__})


def nested(page: PageOfThread, showing: Showing) -> list[CommentView]:
    """Roots with their first replies, nested to the site's depth; deeper ones follow as siblings at the last level."""
    roots = {root.id: comment_view(root, None, showing) for root in page.roots}
    windows: dict[int, list[PageComment]] = {root.id: [] for root in page.roots}
    for reply in page.replies:
        windows[reply.root_id].append(reply)
    for root in page.roots:
        window = windows[root.id][:WINDOW]
        _hang(root, roots[root.id], window, showing)
        left = root.shown_replies - len(window)
        if left > 0 and window:
            roots[root.id].more = More(count=left, after=window[-1].public_id)
    return list(roots.values())


def replies_answer(window: Windowed, showing: Showing) -> RepliesAnswer:
    """The next window of a branch, in order, not nested."""
    last = window.replies[-1].public_id if window.replies else ""
    return RepliesAnswer(
        comments=[single_view(reply, showing) for reply in window.replies],
        more=More(count=window.left, after=last) if window.left > 0 else None,
    )


def _hang(root: PageComment, top: CommentView, window: Iterable[PageComment], showing: Showing) -> None:
    # Below the last level that is shown, a reply hangs where its parent hangs.
    last_level = showing.site.settings.depth - 1
    at_top = (top, top, 0)
    places: dict[int | None, tuple[CommentView, CommentView, int]] = {root.id: at_top}
    for reply in window:
        known = places.get(reply.parent_id)
        parent, above, level = known or at_top
        view = comment_view(reply, parent.id if known else _missing_parent(reply, showing.site), showing)
        if level and level >= last_level:
            holder = above
        else:
            holder, level = parent, level + 1
        holder.replies.append(view)
        places[reply.id] = (view, holder, level)


def _missing_parent(reply: PageComment, site: Site) -> str:
    return public_id(site.salt, site.site_id, reply.parent_id or 0)
