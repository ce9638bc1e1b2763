"""The self-check: is the file whole, the secret its own, every counter equal to a recount, and the audit unbroken."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from chimein.gateways.keys import InstanceKeys, SecretProblem
from chimein.office.auditing import audit_problems
from chimein.office.checking_words import check_words
from chimein.office.reading import Reading, reading
from chimein.rules.audits import INSTANCE
from chimein.rules.facts import Site, Thread
from chimein.rules.hindrances import CannotOpen
from chimein.rules.said import Telling, said
from chimein.settings import Settings, database_path, is_postgres
from chimein.store.calls import Reader, Transaction, call
from chimein.store.integrity import problems_of
from chimein.store.reads.sites import all_sites
from chimein.store.reads.threads import thread_by_id, threads_after

AT_ONCE = 200


class Checked(Struct, frozen=True, kw_only=True):
    """What was looked at, and what was found wrong."""

    schema: int
    sites: int
    threads: int
    comments: int
    problems: list[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What one comment says of its own place."""

    id: int
    parent_id: int | None
    root_id: int
    depth: int
    number: int | None
    kind: str
    state: str
    shown: int
    shown_children: int
    shown_replies: int


async def check(settings: Settings) -> Checked:
    """Look at everything, changing nothing, also beside a running server. Raises `CannotOpen`."""
    problems = [] if is_postgres(settings) else problems_of(database_path(settings))
    async with reading(settings) as found:
        keys = await _keys(found, problems)
        ((schema, _),) = await found.store.read(call("schema"))
        async with found.store.snapshot() as reader:
            sites = await reader.read(all_sites())
            threads = comments = 0
            for site in sites:
                counted = await _check_site(reader, site, problems)
                threads, comments = threads + counted[0], comments + counted[1]
                problems += await check_words(reader, site)
            # Without the secret, nothing can be said of what it sealed.
            if keys is not None:
                problems += await _audits(reader, sites, keys)
    return Checked(schema=schema, sites=len(sites), threads=threads, comments=comments, problems=problems)


def miscounts(thread: Thread, standings: list[Standing]) -> list[str]:
    """The names of the counters that a recount contradicts."""
    published = [one for one in standings if one.state == "published"]
    roots = [one for one in standings if one.parent_id is None and one.kind == "comment"]
    counted = {
        "count": (thread.count, sum(one.kind == "comment" for one in published)),
        "roots": (thread.roots, sum(one.shown for one in roots)),
        "pings": (thread.pings, sum(one.kind != "comment" for one in published)),
    }
    wrong = [name for name, (kept, recount) in counted.items() if kept != recount]
    numbers = [one.number for one in roots if one.number is not None]
    if max(numbers, default=0) > thread.last_number or len(set(numbers)) != len(numbers):
        wrong.append("last_number")
    if any(one.shown and one.number is None for one in roots):
        wrong.append("number")
    return wrong + _misshown(standings)


async def _keys(found: Reading, problems: list[str]) -> InstanceKeys | None:
    try:
        return await found.keys()
    except (SecretProblem, CannotOpen) as problem:
        problems.append(str(problem))
        return None


async def _audits(reader: Reader, sites: Sequence[Site], keys: InstanceKeys) -> list[str]:
    found = await audit_problems(reader, INSTANCE, "The instance", keys.audit_seal)
    for site in sites:
        found += await audit_problems(reader, site.site_id, site.key, keys.audit_seal)
    return found


async def _check_site(reader: Reader, site: Site, problems: list[str]) -> tuple[int, int]:
    threads = comments = after = 0
    while found := await reader.read(threads_after(site.site_id, after, AT_ONCE)):
        for thread in found:
            fresh, standings = await reader.read(_standings(thread))
            wrong = miscounts(fresh, standings)
            if wrong:
                problems.append(f"{site.key}, {thread.url}: a recount differs in {', '.join(wrong)}.")
            comments += len(standings)
            misspoken = await reader.read(_misspoken(thread))
            if misspoken:
                problems.append(
                    f"{site.key}, {thread.url}: readers are told other than what is known, {misspoken} times."
                )
        threads, after = threads + len(found), found[-1].id
    return threads, comments


def _standings(thread: Thread) -> Transaction[tuple[Thread, list[Standing]]]:
    fresh = yield from thread_by_id(thread.site_id, thread.id)
    rows = yield from call("standing_of_thread", site_id=thread.site_id, thread_id=thread.id)
    return fresh, [Standing(*row) for row in rows]


def _misspoken(thread: Thread) -> Transaction[int]:
    rows = yield from call("said_in_thread", site_id=thread.site_id, thread_id=thread.id)
    return sum(said(Telling(*facts)) != stored for *facts, stored in rows)


def _misshown(standings: list[Standing]) -> list[str]:
    """Tombstones stand exactly where they hold something up, and every comment knows how much that is."""
    children = dict.fromkeys((one.id for one in standings), 0)
    replies = dict(children)
    for one in standings:
        if one.shown and one.parent_id is not None:
            children[one.parent_id] += 1
            replies[one.root_id] += 1
    wrong = set()
    for one in standings:
        is_shown = one.state == "published" or (one.kind == "comment" and children[one.id] > 0)
        wrong |= {"shown"} if bool(one.shown) != is_shown else set()
        wrong |= {"shown_children"} if one.shown_children != children[one.id] else set()
        wrong |= {"shown_replies"} if one.parent_id is None and one.shown_replies != replies[one.id] else set()
    return sorted(wrong)
