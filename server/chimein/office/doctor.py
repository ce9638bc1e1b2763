"""Has a page of a site looked at, for the shell."""

from functools import partial

from chimein.office.verbs import ExaminePage, FindingView, PageReport
from chimein.rules.doctor import Diagnosis, diagnosis
from chimein.rules.findings import Practice
from chimein.store.reads.sites import site_by_key
from chimein.wiring import Instance


async def examine_page(instance: Instance, verb: ExaminePage) -> PageReport:
    """What was found. Raises `NotFound` for the site."""
    site = await instance.store.read(site_by_key(verb.key))
    page = await instance.pages.see(verb.url)
    practice = Practice(instance.public_url, site.key, site.origins)
    return _report(await instance.off_loop.run(partial(diagnosis, page, practice)))


def _report(found: Diagnosis) -> PageReport:
    views = [
        FindingView(code=one.code, severity=one.severity, what=one.what, remedy=one.remedy, line=one.line or None)
        for one in found.findings
    ]
    return PageReport(url=found.url, is_broken=found.is_broken, leads_to=found.leads_to or None, findings=views)
