"""What a site has besides comments: bans, an audit, numbers, and pages that the doctor looks at."""

from datetime import UTC, datetime

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath

from chimein.access.audits import audit_page
from chimein.access.desk import site_for
from chimein.access.numbers import numbers_of
from chimein.messages.desk import Decided
from chimein.messages.desk_sites import (
    Audit,
    AuditEntry,
    DayCounts,
    DeskBan,
    DeskBans,
    DeskNumbers,
    LivelyThread,
    NewBan,
)
from chimein.messages.desk_team import DeskFinding, Diagnosis, PageToSee
from chimein.render.times import iso
from chimein.rules.audits import AuditPage, Entry
from chimein.rules.bans import Ban
from chimein.rules.numbers import DAY_MS, Day, Numbers
from chimein.rules.queue import LATEST
from chimein.store.calls import Transaction
from chimein.store.reads.bans import bans_of_site
from chimein.web.answers import Asked
from chimein.web.asking import optional
from chimein.web.desk.ban_deeds import BanWish, add_ban, end_ban
from chimein.web.desk.page_deeds import examine
from chimein.web.desk_api.callers import caller, number, sent_by, told
from chimein.web.desk_api.comment_views import time_or_none
from chimein.web.desk_api.deciding import one_act

ENTRIES = 100


@get("/api/v1/admin/sites/{site:str}/bans", name="desk_bans")
async def get_bans(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """Who or what is not wanted there."""
    calling = await caller(request)

    def found() -> Transaction[list[Ban]]:
        return (yield from bans_of_site((yield from site_for(calling.staff, site, "moderate")).site_id))

    return told(DeskBans(bans=[_ban(ban) for ban in await calling.hand.instance.store.read(found())]))


@post("/api/v1/admin/sites/{site:str}/bans", name="desk_ban", status_code=201)
async def post_ban(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """One more."""
    calling, wish = await sent_by(request, NewBan)
    asked = BanWish(site=site, **msgspec.structs.asdict(wish))
    return told(one_act(await add_ban(calling.hand, asked)), 201)


@delete("/api/v1/admin/sites/{site:str}/bans/{ban:str}", name="desk_lift_ban", status_code=200)
async def delete_ban(request: Asked, site: FromPath[str], ban: FromPath[str]) -> Response[bytes]:
    """One less; what it decided stays."""
    calling = await caller(request)
    lifted: Decided = one_act(await end_ban(calling.hand, site, number(ban, "ban")))
    return told(lifted)


@get("/api/v1/admin/sites/{site:str}/audit", name="desk_audit")
async def get_audit(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """Who did what when, the newest first."""
    calling, before = await caller(request), before_of(request)
    return told(audit_view(await calling.hand.instance.store.read(audit_page(calling.staff, site, before, ENTRIES))))


@get("/api/v1/admin/sites/{site:str}/numbers", name="desk_numbers")
async def get_numbers(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """How lively it was, and how long decisions took."""
    calling = await caller(request)

    def found() -> Transaction[Numbers]:
        here = yield from site_for(calling.staff, site, "see")
        return (yield from numbers_of(calling.staff, [here], calling.hand.instance.clock.now()))

    return told(numbers_view(await calling.hand.instance.store.read(found())))


@post("/api/v1/admin/sites/{site:str}/doctor", name="desk_examine", status_code=200)
async def post_doctor(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """A page is fetched and looked at."""
    calling, wish = await sent_by(request, PageToSee)
    _, found = await examine(calling.hand, site, wish.url)
    findings = [
        DeskFinding(code=one.code, severity=one.severity, what=one.what, remedy=one.remedy, line=one.line or None)
        for one in found.findings
    ]
    return told(Diagnosis(url=found.url, is_broken=found.is_broken, leads_to=found.leads_to or None, findings=findings))


def audit_view(page: AuditPage) -> Audit:
    """A page of an audit."""
    following = None if page.older is None else str(page.older)
    return Audit(entries=[_entry(entry) for entry in page.entries], next=following)


def numbers_view(numbers: Numbers) -> DeskNumbers:
    """The numbers of one site or of several."""
    return DeskNumbers(
        days=[DayCounts(date=_date(day), comments=dict(day.counts)) for day in numbers.days],
        median_wait_ms=numbers.waits.median,
        ninth_tenth_wait_ms=numbers.waits.ninth_tenth,
        decisions=numbers.waits.decisions,
        lively=[
            LivelyThread(site=one.site, id=one.public_id, title=one.title, url=one.url, comments=one.count)
            for one in numbers.lively
        ],
    )


def before_of(request: Asked) -> int:
    """Where a page of a list begins that goes by numbers; without a cursor, at the newest. Raises `NotFound`."""
    cursor = optional(request, "cursor")
    return LATEST if cursor is None else number(cursor, "page")


def _ban(ban: Ban) -> DeskBan:
    return DeskBan(
        ban=str(ban.id),
        kind=ban.kind,
        person=None if ban.person_id is None else str(ban.person_id),
        pattern=ban.pattern,
        verdict=ban.verdict,
        is_shadow=bool(ban.is_shadow),
        note=ban.note,
        hits=ban.hits,
        hit_at=time_or_none(ban.hit_at),
        created_at=iso(ban.created_at),
        expires_at=time_or_none(ban.expires_at),
        lifted_at=time_or_none(ban.lifted_at),
    )


def _entry(entry: Entry) -> AuditEntry:
    return AuditEntry(
        seq=entry.seq,
        at=iso(entry.at),
        actor=entry.actor,
        account=entry.account,
        verb=entry.verb,
        act=None if entry.act_id is None else str(entry.act_id),
        detail=msgspec.json.decode(entry.detail),
    )


def _date(day: Day) -> str:
    return datetime.fromtimestamp(day.number * DAY_MS / 1000, UTC).date().isoformat()
