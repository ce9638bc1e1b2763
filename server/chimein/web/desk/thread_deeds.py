"""What is done to conversations: closed, locked, opened, aliased, merged, split, moved. For pages and programs."""

from chimein.access.conversations import thread_for
from chimein.access.desk import comment_for
from chimein.access.threads_by_name import key_named
from chimein.actions.alias_thread import alias_thread
from chimein.actions.merge_threads import merge_threads
from chimein.actions.move_comment import move_comment
from chimein.actions.set_doors import Doors, set_doors
from chimein.actions.split_thread import NewPlace, split_thread
from chimein.rules.page_urls import page_address
from chimein.rules.texts import clean_title
from chimein.store.calls import Transaction, repeatable
from chimein.web.desk.deeds import ActOf, Hand, done_by


async def lead(hand: Hand, key: str, thread: str, doors: Doors) -> ActOf:
    """Open it, close it, or lock it. Raises `NotFound`, `RoleTooSmall`."""

    @repeatable
    def led() -> Transaction[ActOf]:
        staff = yield from hand.who()
        site, found = yield from thread_for(staff, key, thread, "moderate")
        return ActOf(site, (yield from set_doors(found, doors, hand.doing(staff))))

    return await done_by(hand, led())


async def alias(hand: Hand, key: str, thread: str, name: str) -> ActOf:
    """Let one more page's address, or `id:` of the owner's, lead to it. Raises `Invalid`, `NotFound`."""

    @repeatable
    def led() -> Transaction[ActOf]:
        staff = yield from hand.who()
        site, found = yield from thread_for(staff, key, thread, "moderate")
        wanted = key_named(site, name)
        return ActOf(site, (yield from alias_thread(found, wanted, hand.doing(staff))))

    return await done_by(hand, led())


async def merge(hand: Hand, key: str, thread: str, into: str) -> ActOf:
    """All of it goes into another one of the site: its public id, URL, or `id:`. Raises `Invalid`, `NotFound`."""

    @repeatable
    def led() -> Transaction[ActOf]:
        staff = yield from hand.who()
        site, source = yield from thread_for(staff, key, thread, "moderate")
        _, target = yield from thread_for(staff, key, into, "moderate")
        return ActOf(site, (yield from merge_threads(source, target, hand.doing(staff))))

    return await done_by(hand, led())


async def split(hand: Hand, comment: str, url: str, title: str) -> ActOf:
    """A comment with all its answers becomes the conversation of another page. Raises `Invalid`, `NotFound`."""
    name = clean_title(title)

    @repeatable
    def led() -> Transaction[ActOf]:
        staff = yield from hand.who()
        found = yield from comment_for(staff, comment, "moderate")
        place = NewPlace(found.site, page_address(url, found.site.origins), name)
        return ActOf(found.site, (yield from split_thread(found.comment, found.thread, place, hand.doing(staff))))

    return await done_by(hand, led())


async def move(hand: Hand, comment: str, to: str) -> ActOf:
    """A comment with all its answers goes into another conversation of the site. Raises `Invalid`, `NotFound`."""

    @repeatable
    def led() -> Transaction[ActOf]:
        staff = yield from hand.who()
        found = yield from comment_for(staff, comment, "moderate")
        _, target = yield from thread_for(staff, found.site.key, to, "moderate")
        return ActOf(found.site, (yield from move_comment(found.comment, found.thread, target, hand.doing(staff))))

    return await done_by(hand, led())
