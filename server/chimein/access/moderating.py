"""Comments and threads for whoever moderates from the shell: every site of the instance is the owner's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chimein.access.threads_by_name import thread_named
from chimein.rules.facts import Comment, Persona, Site, Thread
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction
from chimein.store.reads.comments import comment_by_public_id, comments_of_person
from chimein.store.reads.persons import persona_by_id
from chimein.store.reads.sites import all_sites, site_by_key
from chimein.store.reads.threads import thread_by_id, where_it_went

Writings = Callable[[tuple[int, int], int], Transaction[list[Comment]]]
"""Up to so many of somebody's comments after (posted_at, id), the oldest first."""


@dataclass(frozen=True, slots=True)
class CommentOfOwner:
    """A comment with the site and the thread that it belongs to."""

    site: Site
    thread: Thread
    comment: Comment


@dataclass(frozen=True, slots=True)
class ThreadOfOwner:
    """A thread with its site."""

    site: Site
    thread: Thread


def comment_for_owner(public_id: str, key: str | None) -> Transaction[CommentOfOwner]:
    """The comment with this public id, on the site with `key` or on whichever has it. Raises `NotFound`."""
    for site in (yield from _sites(key)):
        comment = yield from comment_by_public_id(site.site_id, public_id)
        if comment is not None:
            thread = yield from thread_by_id(site.site_id, comment.thread_id)
            return CommentOfOwner(site, thread, comment)
    raise NotFound(f"There is no comment {public_id} here.")


def thread_for_owner(name: str, key: str | None) -> Transaction[ThreadOfOwner]:
    """The thread with this public id, page's URL, or `id:` of its owner's; where it was merged, the one it went to.

    On the site with `key`, or on the only one that has it. Raises `NotFound`.
    """
    found = []
    for site in (yield from _sites(key)):
        thread = yield from thread_named(site, name)
        if thread is not None:
            found.append(ThreadOfOwner(site, (yield from where_it_went(thread))))
    if not found:
        raise NotFound(f"There is no conversation {name} here.")
    if len(found) > 1:
        raise NotFound(f"Several sites have a conversation {name}: say which one is meant.")
    return found[0]


def _sites(key: str | None) -> Transaction[list[Site]]:
    return (yield from all_sites()) if key is None else [(yield from site_by_key(key))]


def comments_for_owner(public_ids: Sequence[str], key: str | None) -> Transaction[list[tuple[Site, list[Comment]]]]:
    """All of these comments, by the site that they belong to. Raises `NotFound` where one of them is not there."""
    found: dict[int, tuple[Site, list[Comment]]] = {}
    for public_id in dict.fromkeys(public_ids):
        one = yield from comment_for_owner(public_id, key)
        found.setdefault(one.site.site_id, (one.site, []))[1].append(one.comment)
    return list(found.values())


def writer_of(comment: Comment) -> Transaction[Persona]:
    """The persona that wrote it. Raises `NotFound` for what nobody wrote: pings, and the site's own words."""
    if comment.persona_id is None:
        raise NotFound(f"The comment {comment.public_id} was not written by a visitor.")
    return (yield from persona_by_id(comment.site_id, comment.persona_id))


def writings_of(comment: Comment, upto: int) -> Transaction[Writings]:
    """What finds everything that its writer wrote on the site, up to a moment. Raises `NotFound`."""
    persona = yield from writer_of(comment)
    site_id, person_id = persona.site_id, persona.person_id
    return lambda after, limit: comments_of_person(site_id, person_id, (after, upto), limit)
