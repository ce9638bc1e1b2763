"""Brings a file's conversations into a site: a first pass that stores nothing, then one thread after the other.

It knows neither database nor socket: it asks what is known (`weigh`) and hands over batches (`store`). A dry run asks
the same and hands nothing over, and therefore reports the same numbers. No mail is sent.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from chimein.messages.batches import BatchPersona, StoreBatch, StoredBatch, WeighBatch, Weighed
from chimein.messages.records import CommentRecord, Record
from chimein.rules.emails import canonical_email
from chimein.transfer.batching import (
    OWN_SOURCE,
    Entry,
    Thread,
    batch_comments,
    entries_of,
    has_true_numbers,
    last_number,
    slices,
    thread_of,
    weighed_comment,
)
from chimein.transfer.families import in_order, without_dead_branches
from chimein.transfer.places import Places
from chimein.transfer.report import Report
from chimein.transfer.survey import Part, survey, threads_of
from chimein.transfer.tally import Tally


@dataclass(frozen=True, slots=True)
class Source:
    """Records that can be read twice, and how their system is called: `chimein` for our own file.

    Our own file keeps its order, its numbers and what was rejected; of others' trash only what holds replies up stays.
    """

    name: str
    records: Callable[[Tally], Iterator[Record]]

    @property
    def is_own(self) -> bool:
        """Whether it is an export of Chime In."""
        return self.name == OWN_SOURCE


@dataclass(frozen=True, slots=True)
class Target:
    """The site that takes them, and how to reach whoever writes for it."""

    site: str
    places: Places
    weigh: Callable[[WeighBatch], Awaitable[Weighed]]
    store: Callable[[StoreBatch], Awaitable[StoredBatch]]
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Told of the total once, and then of every step."""

    begin: Callable[[int], None] = lambda _: None
    advance: Callable[[int], None] = lambda _: None


async def run_import(source: Source, target: Target, progress: Progress | None = None) -> Report:
    """Import everything that is not here yet. Raises `Unimportable` before anything is stored."""
    return await _Run(source, target, progress or Progress(), Report(dry_run=target.is_dry)).everything()


@dataclass(slots=True)
class _Run:
    source: Source
    target: Target
    progress: Progress
    report: Report
    personas: dict[str, int] = field(default_factory=dict)
    """The persona of each writer of the file, as soon as it is known; it is forgotten with the run."""
    met: set[str] = field(default_factory=set)
    """The addresses that this run brought, to count each once; also forgotten with the run."""

    async def everything(self) -> Report:
        found = await asyncio.to_thread(survey, self.source.records(Tally()), self.target.places)
        self.progress.begin(found.comments)
        tally = Tally()
        for part in threads_of(self.source.records(tally), self.target.places, found):
            await self._part(part)
        self.report.pages = tally.pages
        self.report.skipped += tally.skipped
        self.report.noticed += tally.noticed
        return self.report

    async def _part(self, part: Part) -> None:
        address = part.place.address
        if address is None:
            self._skip(part.place.reason, len(part.comments), host=part.place.host)
            return
        records = self._worth_keeping(part.comments)
        if not records and not self.source.is_own:
            return
        noticed = self.report.noticed
        members = in_order(records, noticed, by_date=not self.source.is_own)
        entries = entries_of(members, self.source.name, noticed)
        await self._thread(part, thread_of(part, address, entries, self.source.name))

    def _worth_keeping(self, records: Sequence[CommentRecord]) -> list[CommentRecord]:
        once = list({record.id: record for record in reversed(records)}.values())[::-1]
        self._skip("repeated-id", len(records) - len(once))
        if self.source.is_own:
            return once
        kept, trash = without_dead_branches(once)
        self._skip("trash", trash)
        return kept

    def _skip(self, reason: str, count: int, host: str = "") -> None:
        if count:
            self.report.skipped[reason] += count
            self.progress.advance(count)
        if count and host:
            self.report.hosts[host] += count

    async def _thread(self, part: Part, thread: Thread) -> None:
        cuts = list(slices(thread.entries))
        weighed = [await self.target.weigh(self._question(thread, cut)) for cut in cuts]
        known = self._learn(part, thread, weighed)
        for cut, answer in zip(cuts, weighed, strict=True):
            new = [at for at in range(cut.start, cut.stop) if not known[at]]
            if new or not (thread.entries or answer.thread_exists):
                await self._take(thread, new, self._newcomers(thread, new, _strangers(thread.entries[cut], answer)))
            self.report.known += cut.stop - cut.start - len(new)
            self.progress.advance(cut.stop - cut.start)

    def _question(self, thread: Thread, cut: slice) -> WeighBatch:
        entries = thread.entries[cut]
        return WeighBatch(
            site=self.target.site,
            key=thread.batch.key,
            explicit_key=thread.batch.explicit_key,
            comments=[weighed_comment(entry, self.source.name) for entry in entries],
            emails=_emails(entries),
        )

    def _learn(self, part: Part, thread: Thread, weighed: Sequence[Weighed]) -> list[bool]:
        """Which entries are here. A file's numbers are kept where nothing but its own comments is in the thread."""
        answers = [answer for piece in weighed for answer in piece.comments]
        for at, answer in enumerate(answers):
            group = thread.entries[at].group
            if answer is not None and answer.is_in_thread:
                thread.rows[at] = answer.comment_id
            if answer is not None and answer.persona_id is not None and group is not None:
                self.personas.setdefault(group, answer.persona_id)
        here = sum(row is not None for row in thread.rows)
        if self.source.is_own and weighed[0].thread_comments == here and has_true_numbers(thread.entries):
            thread.keep_numbers(last_number(part, thread.entries))
        self.report.threads += not weighed[0].thread_exists
        return [answer is not None for answer in answers]

    def _newcomers(self, thread: Thread, new: Sequence[int], strangers: set[str]) -> list[BatchPersona]:
        """Writers of these comments who have no persona yet; `strangers` are the addresses that the site lacks."""
        found: dict[str, BatchPersona] = {}
        for at in new:
            entry = thread.entries[at]
            if entry.group is None or entry.group in self.personas or entry.group in found:
                continue
            email = entry.words.email
            wants_picture = any(other.group == entry.group and other.record.state != "spam" for other in thread.entries)
            found[entry.group] = BatchPersona(group=entry.group, email=email, wants_picture=wants_picture)
            self.report.persons += email is None or (email in strangers and canonical_email(email) not in self.met)
            if email is not None:
                self.met.add(canonical_email(email))
        return list(found.values())

    async def _take(self, thread: Thread, new: Sequence[int], newcomers: list[BatchPersona]) -> None:
        for at in new:
            self.report.count(thread.entries[at].record.kind, thread.entries[at].record.state)
        if self.target.is_dry:
            self.personas.update((newcomer.group, 0) for newcomer in newcomers)
            return
        comments = await asyncio.to_thread(batch_comments, thread, new, self.personas)
        batch = StoreBatch(site=self.target.site, thread=thread.batch, personas=newcomers, comments=comments)
        stored = await self.target.store(batch)
        for newcomer, persona_id in zip(newcomers, stored.persona_ids, strict=True):
            self.personas[newcomer.group] = persona_id
        for at, row in zip(new, stored.comment_ids, strict=True):
            thread.rows[at] = row


def _emails(entries: Sequence[Entry]) -> list[str]:
    return sorted({entry.words.email for entry in entries if entry.words.email})


def _strangers(entries: Sequence[Entry], weighed: Weighed) -> set[str]:
    return {email for email, is_known in zip(_emails(entries), weighed.emails, strict=True) if not is_known}
