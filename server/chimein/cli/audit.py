"""`chimein audit export`: who did what when, to be kept elsewhere. `chimein check` proves the chain."""

import click

from chimein.cli.options import database_option, json_option, run, settings_for
from chimein.office.auditing import exported_audit
from chimein.settings import Settings


@click.group()
def audit() -> None:
    """Read who did what when. `chimein check` proves that nothing of it was changed."""


@audit.command("export")
@click.option("--site", "key", metavar="KEY", help="One site's; without it, the instance's own and every site's.")
@database_option
@json_option
def export_(key: str | None, database: str | None, *, as_json: bool) -> None:
    """Write the audit as JSON Lines, also while serving. There is no address and no comment's word in it.

    With --json all of it is one list.
    """
    run((_export_list if as_json else _export)(settings_for(database), key))


async def _export(settings: Settings, key: str | None) -> None:
    async for line in exported_audit(settings, key):
        click.echo(line, nl=False)


async def _export_list(settings: Settings, key: str | None) -> None:
    before = "["
    async for line in exported_audit(settings, key):
        click.echo(before + line.decode().rstrip(), nl=False)
        before = ",\n"
    click.echo("]" if before != "[" else "[]")
