"""`chimein doctor`: why are there no comments on my page?"""

import click

from chimein.cli.options import database_option, json_option, run, settings_for, site_option, tell_json
from chimein.office.desk import desk
from chimein.office.verbs import ExaminePage, FindingView, PageReport
from chimein.settings import Settings

MARKS = {"broken": ("✗", "red"), "warning": ("!", "yellow"), "note": ("·", "cyan")}


@click.command()
@click.argument("url")
@site_option
@database_option
@json_option
def doctor(url: str, key: str, database: str | None, *, as_json: bool) -> None:
    """Fetch a page as a stranger would, and say what keeps its comments from working.

    The exit status is 1 when something is broken.
    """
    report = run(_examined(settings_for(database), ExaminePage(key=key, url=url)))
    tell_json(report) if as_json else _tell(report)
    if report.is_broken:
        raise SystemExit(1)


async def _examined(settings: Settings, verb: ExaminePage) -> PageReport:
    async with desk(settings) as here:
        return await here.ask(verb, PageReport)


def _tell(report: PageReport) -> None:
    click.echo(report.url)
    if report.leads_to:
        click.echo(f"shows the conversation of {report.leads_to}")
    for finding in report.findings:
        _tell_finding(finding)
    if not report.findings:
        click.echo("\nNothing is wrong here.")


def _tell_finding(finding: FindingView) -> None:
    mark, colour = MARKS[finding.severity]
    click.echo(f"\n{click.style(f'{mark} {finding.severity}', fg=colour)}: {finding.what}\n  {finding.remedy}")
    if finding.line:
        click.echo(f"    {finding.line}")
