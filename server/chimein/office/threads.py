"""Does what is asked from the shell about conversations and persons. All sites are the owner's."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from chimein.access.moderating import ThreadOfOwner, comment_for_owner, thread_for_owner
from chimein.access.owners_persons import person_for_owner
from chimein.access.threads_by_name import key_named
from chimein.actions.alias_thread import alias_thread
from chimein.actions.merge_persons import merge_persons
from chimein.actions.merge_threads import merge_threads
from chimein.actions.move_comment import move_comment
from chimein.actions.set_doors import set_doors
from chimein.actions.split_thread import NewPlace, split_thread
from chimein.office.moderating import doing
from chimein.office.moderating_verbs import ActRef
from chimein.office.thread_verbs import (
    AliasThread,
    MergePersons,
    MergeThreads,
    MoveComment,
    PersonsMerged,
    SetDoors,
    SplitThread,
    ThreadChanged,
)
from chimein.rules.page_urls import page_address
from chimein.rules.texts import clean_title
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.sites import site_by_id
from chimein.store.writes.acts import Done
from chimein.wiring import Instance


async def _set_doors(instance: Instance, verb: SetDoors) -> ThreadChanged:
    at_work = doing(instance)

    @repeatable
    def led() -> Transaction[ThreadChanged]:
        found = yield from thread_for_owner(verb.thread, verb.site)
        return _changed(found, (yield from set_doors(found.thread, verb.doors, at_work)))

    return await instance.store.write(led())


async def _alias(instance: Instance, verb: AliasThread) -> ThreadChanged:
    at_work = doing(instance)

    @repeatable
    def led() -> Transaction[ThreadChanged]:
        found = yield from thread_for_owner(verb.thread, verb.site)
        key = key_named(found.site, verb.name)
        return _changed(found, (yield from alias_thread(found.thread, key, at_work)))

    return await instance.store.write(led())


async def _merge(instance: Instance, verb: MergeThreads) -> ThreadChanged:
    at_work = doing(instance)

    @repeatable
    def led() -> Transaction[ThreadChanged]:
        source = yield from thread_for_owner(verb.thread, verb.site)
        target = yield from thread_for_owner(verb.into, verb.site)
        return _changed(target, (yield from merge_threads(source.thread, target.thread, at_work)))

    return await instance.store.write(led())


async def _split(instance: Instance, verb: SplitThread) -> ThreadChanged:
    at_work, title = doing(instance), clean_title(verb.title)

    @repeatable
    def led() -> Transaction[ThreadChanged]:
        found = yield from comment_for_owner(verb.comment, verb.site)
        place = NewPlace(found.site, page_address(verb.url, found.site.origins), title)
        done = yield from split_thread(found.comment, found.thread, place, at_work)
        return _changed((yield from thread_for_owner(verb.url, found.site.key)), done)

    return await instance.store.write(led())


async def _move(instance: Instance, verb: MoveComment) -> ThreadChanged:
    at_work = doing(instance)

    @repeatable
    def led() -> Transaction[ThreadChanged]:
        found = yield from comment_for_owner(verb.comment, verb.site)
        target = yield from thread_for_owner(verb.to, verb.site)
        return _changed(target, (yield from move_comment(found.comment, found.thread, target.thread, at_work)))

    return await instance.store.write(led())


async def _merge_persons(instance: Instance, verb: MergePersons) -> PersonsMerged:
    at_work = doing(instance)

    @repeatable
    def led() -> Transaction[PersonsMerged]:
        source = yield from person_for_owner(verb.person, verb.site)
        target = yield from person_for_owner(verb.into, verb.site)
        done = yield from merge_persons(source, target, at_work)
        site = yield from site_by_id(target.site_id)
        return PersonsMerged(person=str(target.id), act=ActRef(site=site.key, act=str(done.act_id)))

    return await instance.store.write(led())


def _changed(at: ThreadOfOwner, done: Done) -> ThreadChanged:
    act = ActRef(site=at.site.key, act=str(done.act_id)) if done.changed else None
    return ThreadChanged(changed=done.changed, act=act, thread=at.thread.public_id, url=at.thread.url)


LEADING: Mapping[type[Any], Callable[[Instance, Any], Awaitable[Any]]] = {
    SetDoors: _set_doors,
    AliasThread: _alias,
    MergeThreads: _merge,
    SplitThread: _split,
    MoveComment: _move,
    MergePersons: _merge_persons,
}
