"""The audit proven, and written out for others to keep. Nothing here changes a row."""

from collections.abc import AsyncIterator

import msgspec
from msgspec import Struct

from chimein.office.reading import reading
from chimein.render.times import iso
from chimein.rules.audits import INSTANCE
from chimein.settings import Settings
from chimein.store.calls import Reader
from chimein.store.reads.acts import NEWEST, acts_before
from chimein.store.reads.audit import AuditRow, audit_after
from chimein.store.reads.sites import all_sites, site_by_key
from chimein.store.writes.audit import FIRST_SEAL, Seal, sealed_bytes

AT_ONCE = 1000


class AuditLine(Struct, frozen=True, kw_only=True):
    """A row as it is exported. Ids are texts: they are too long for JSON's numbers. No address, no name, no word."""

    site: str | None
    seq: int
    at: str
    actor: str
    account: str | None
    verb: str
    thread: str | None
    comment: str | None
    person: str | None
    act: str | None
    detail: msgspec.Raw
    seal: str


async def audit_problems(reader: Reader, site_id: int, name: str, seal: Seal) -> list[str]:
    """What is wrong with a site's chain: the first row that is missing or does not fit, or decisions without one."""
    before, seq, acts = FIRST_SEAL, 0, set[int]()
    async for row in _rows(reader, site_id):
        seq += 1
        if row.seq != seq:
            return [f"{name}: row {seq} of the audit is missing."]
        if seal(sealed_bytes(before, row[:-1])) != row.seal:
            return [f"{name}: row {seq} of the audit does not fit its seal; it, or one before it, was changed."]
        before = row.seal
        acts |= {row.act_id} if row.act_id is not None else set()
    # Nothing follows the last row, so what was cut off behind it is missed by the decisions themselves.
    lost = [act async for act in _acts(reader, site_id) if act not in acts] if site_id != INSTANCE else []
    return [f"{name}: the end of the audit is missing; the decision {min(lost)} is not in it."] if lost else []


async def exported_audit(settings: Settings, key: str | None) -> AsyncIterator[bytes]:
    """The chains as lines of JSON: a site's, or the instance's and all. Raises `CannotOpen`, `NotFound`."""
    async with reading(settings) as found, found.store.snapshot() as reader:
        sites = [await reader.read(site_by_key(key))] if key else await reader.read(all_sites())
        chains: list[tuple[int, str | None]] = [(site.site_id, site.key) for site in sites]
        for site_id, name in chains if key else [(INSTANCE, None), *chains]:
            async for row in _rows(reader, site_id):
                yield msgspec.json.encode(_line(row, name)) + b"\n"


async def _rows(reader: Reader, site_id: int) -> AsyncIterator[AuditRow]:
    after = 0
    while rows := await reader.read(audit_after(site_id, after, AT_ONCE)):
        for row in rows:
            yield row
        after = rows[-1].seq


async def _acts(reader: Reader, site_id: int) -> AsyncIterator[int]:
    before = NEWEST
    while acts := await reader.read(acts_before(site_id, before, AT_ONCE)):
        for act in acts:
            yield act.id
        before = (acts[-1].done_at, acts[-1].id)


def _line(row: AuditRow, site: str | None) -> AuditLine:
    return AuditLine(
        site=site,
        seq=row.seq,
        at=iso(row.at),
        actor=row.actor,
        account=_text(row.account_id),
        verb=row.verb,
        thread=_text(row.thread_id),
        comment=_text(row.comment_id),
        person=_text(row.person_id),
        act=_text(row.act_id),
        detail=msgspec.Raw(row.detail.encode()),
        seal=row.seal.hex(),
    )


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
