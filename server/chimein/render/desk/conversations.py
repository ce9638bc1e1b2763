"""Conversations as the desk shows them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from chimein.render.times import iso, words_of_time
from chimein.rules.facts import Site, Thread
from chimein.rules.visits import can_be_visited


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A row of the list, or the head of a thread's own page."""

    id: str
    title: str
    url: str
    has_page: bool
    """Whether it can be moderated on its page."""
    count: int
    href: str
    queue_href: str
    page_href: str
    begun: str
    begun_words: str
    last: str
    last_words: str
    doors: str
    doors_kind: str


def thread_view(site: Site, thread: Thread) -> ThreadView:
    """A thread in words."""
    last = thread.last_posted_at
    doors, kind = doors_of(thread)
    return ThreadView(
        id=thread.public_id,
        title=thread.title or thread.url.partition("://")[2].rstrip("/"),
        url=thread.url,
        has_page=can_be_visited(thread.url, site.origins),
        count=thread.count,
        href=f"/admin/threads/{thread.public_id}?{urlencode({'site': site.key})}",
        queue_href=f"/admin?{urlencode({'state': 'published', 'site': site.key, 'thread': thread.public_id})}",
        page_href=f"/t/{thread.public_id}",
        begun=iso(thread.created_at),
        begun_words=words_of_time(thread.created_at),
        last=iso(last) if last else "",
        last_words=words_of_time(last) if last else "",
        doors=doors,
        doors_kind=kind,
    )


def doors_of(thread: Thread) -> tuple[str, str]:
    """open, closed or locked, and the colour that says so."""
    if thread.locked_at is not None:
        return "locked", "bad"
    return ("closed", "warn") if thread.closed_at is not None else ("open", "good")
