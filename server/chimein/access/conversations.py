"""Conversations for those who sign in: found by what people call them, and listed."""

from collections.abc import Sequence
from dataclasses import dataclass

from chimein.access.desk import check, site_for
from chimein.access.threads_by_name import is_key, thread_named
from chimein.rules.accounts import Staff
from chimein.rules.facts import Site, Thread
from chimein.rules.permissions import Right
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction, call
from chimein.store.reads.sites import site_by_key
from chimein.store.reads.threads import keys_of_thread, where_it_went

MOST_WORDS = 100


@dataclass(frozen=True, slots=True)
class ThreadList:
    """Threads of a site, the youngest first; `older` is the number before which the next page goes on."""

    site: Site
    threads: Sequence[Thread]
    older: int | None


@dataclass(frozen=True, slots=True)
class ThreadAtDesk:
    """A thread with all that leads to it."""

    site: Site
    thread: Thread
    keys: Sequence[str]


def thread_for(staff: Staff, key: str, name: str, right: Right) -> Transaction[tuple[Site, Thread]]:
    """The site's thread with this public id, page's URL, or `id:` of its owner's; where it was merged, where it went.

    Raises `NotFound`, `RoleTooSmall`.
    """
    site = yield from site_by_key(key)
    check(staff, site.site_id, right)
    found = yield from thread_named(site, name.strip())
    if found is None:
        raise NotFound(f"There is no conversation {name.strip()[:200]} here.")
    return site, (yield from where_it_went(found))


def thread_in_context(staff: Staff, key: str, name: str) -> Transaction[ThreadAtDesk]:
    """A thread with its aliases. Raises `NotFound`."""
    site, thread = yield from thread_for(staff, key, name, "see")
    return ThreadAtDesk(site, thread, (yield from keys_of_thread(site.site_id, thread.id)))


def thread_list(staff: Staff, key: str, words: str, before: int, limit: int) -> Transaction[ThreadList]:
    """A page of a site's threads; `words` are part of a title or address, or name a page. Raises `NotFound`."""
    site = yield from site_for(staff, key, "see")
    exact = (yield from thread_named(site, words)) if is_key(words) else None
    if exact is not None:
        return ThreadList(site, [(yield from where_it_went(exact))], None)
    rows = yield from call(
        "threads_before", site_id=site.site_id, before=before, words=_pattern(words), limit=limit + 1
    )
    threads = [Thread(*row) for row in rows[:limit]]
    return ThreadList(site, threads, threads[-1].id if len(rows) > limit else None)


def _pattern(words: str) -> str:
    plain = " ".join(words.lower().split())[:MOST_WORDS]
    for special in "\\%_":
        plain = plain.replace(special, f"\\{special}")
    return f"%{plain}%" if plain else ""
