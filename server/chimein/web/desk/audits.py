"""Who did what when: a site's audit as a page, and as a file to keep."""

from collections.abc import AsyncIterator

import msgspec
from litestar import Response, get
from litestar.response import Stream

from chimein.access.audits import audit_page
from chimein.access.desk import sites_of
from chimein.render.desk.history import entry_views
from chimein.rules.audits import INSTANCE, AuditPage
from chimein.rules.facts import Site
from chimein.rules.queue import LATEST
from chimein.store.calls import Transaction
from chimein.store.reads.audit import AuditRow, audit_after
from chimein.web.answers import Asked, instance_of
from chimein.web.asking import number_before, optional
from chimein.web.desk.answers import DESK_HANDLERS, HEADERS, Screen, desk_answer
from chimein.web.desk.guard import at_work

AT_ONCE = 100
LINES_AT_ONCE = 1000
OF_INSTANCE = "*"
"""Instead of a site's key: what belongs to no site."""


@get("/admin/audit", name="desk_page_audit", exception_handlers=DESK_HANDLERS)
async def get_audit(request: Asked) -> Response[bytes]:
    """The newest entries of a site that one administers, or those before some entry."""
    somebody, number = await at_work(request), number_before(request)

    def found() -> Transaction[tuple[list[Site], AuditPage]]:
        sites = yield from sites_of(somebody.staff, "administer")
        key = optional(request, "site") or (sites[0].key if sites else OF_INSTANCE)
        wanted = None if key == OF_INSTANCE else key
        return sites, (yield from audit_page(somebody.staff, wanted, number, AT_ONCE))

    sites, page = await instance_of(request).store.read(found())
    key = page.site.key if page.site else OF_INSTANCE
    context = {
        "site": page.site,
        "key": key,
        "sites": sites,
        "entries": entry_views(page.entries, instance_of(request).clock.now()),
        "undone": optional(request, "n") if optional(request, "done") == "undo" else None,
        "older": f"/admin/audit?site={key}&before={page.older}" if page.older else None,
    }
    return await desk_answer(request, somebody, Screen("audit.html", "Audit", "audit"), context)


@get("/admin/audit.jsonl", name="desk_page_audit_file", exception_handlers=DESK_HANDLERS)
async def get_audit_file(request: Asked) -> Stream:
    """All of it as lines of JSON, with the seals by which `chimein check` proves it."""
    somebody, key = await at_work(request), optional(request, "site") or OF_INSTANCE
    wanted = None if key == OF_INSTANCE else key
    page = await instance_of(request).store.read(audit_page(somebody.staff, wanted, LATEST, 1))
    name = page.site.key if page.site else "instance"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="audit-{name}.jsonl"'}
    lines = _lines(request, page.site.site_id if page.site else INSTANCE)
    return Stream(lines, media_type="application/jsonl", headers=headers)


async def _lines(request: Asked, site_id: int) -> AsyncIterator[bytes]:
    after = 0
    while rows := await instance_of(request).store.read(audit_after(site_id, after, LINES_AT_ONCE)):
        for row in rows:
            yield _line(row)
        after = rows[-1].seq


def _line(row: AuditRow) -> bytes:
    # Ids are longer than JSON's numbers may be.
    told = {name: str(value) if name.endswith("_id") and value else value for name, value in row._asdict().items()}
    told |= {"detail": msgspec.Raw(row.detail.encode()), "seal": row.seal.hex()}
    return msgspec.json.encode(told) + b"\n"
