"""A comment becomes the beginning of a conversation of its own, with all that hangs on it."""

from dataclasses import dataclass

from chimein.rules.facts import Comment, Site, Thread
from chimein.rules.page_urls import PageAddress
from chimein.rules.places import check_unlocked
from chimein.rules.public_ids import public_id
from chimein.rules.refusals import LeadsElsewhere
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.threads import thread_by_key
from chimein.store.writes.acts import Change, Doing, Done, record
from chimein.store.writes.places import move_to
from chimein.store.writes.threads import NewThread, add_thread


@dataclass(frozen=True, slots=True)
class NewPlace:
    """The page of the new conversation, and its title."""

    site: Site
    address: PageAddress
    title: str


@repeatable
def split_thread(comment: Comment, source: Thread, place: NewPlace, doing: Doing) -> Transaction[Done]:
    """Begin a conversation on that page with the comment as its first. Raises `LeadsElsewhere`, `ThreadLocked`."""
    check_unlocked(source)
    if (yield from thread_by_key(source.site_id, place.address.key)) is not None:
        raise LeadsElsewhere("This page has a conversation already. Move the comment there instead.")
    target = yield from _begun(place, doing)
    birth = Change("birth", target.id, target.id, {"thread": source.id}, {})
    moved = yield from move_to(comment, source, target)
    return (yield from record(source.site_id, "split", doing, [birth, moved]))


def _begun(place: NewPlace, doing: Doing) -> Transaction[Thread]:
    thread_id = doing.new_id()
    new = NewThread(
        id=thread_id,
        public_id=public_id(place.site.salt, place.site.site_id, thread_id),
        url=place.address.url,
        title=place.title,
        created_at=doing.at,
    )
    return (yield from add_thread(place.site.site_id, new, (place.address.key,), doing.at))
