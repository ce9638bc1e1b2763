"""`chimein backup`, `restore`, `check`, `render`: what keeps an instance well."""

from pathlib import Path

import click

from chimein.cli.options import database_option, json_option, run, settings_for, tell_json
from chimein.office import keeping
from chimein.office.checking import check as check_everything
from chimein.office.desk import desk
from chimein.office.verbs import RenderedSome, RenderSome, ShowSites, SiteView
from chimein.settings import Settings, secret_path

NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=NEW_FILE)
@database_option
@json_option
def backup(file: Path, database: str | None, *, as_json: bool) -> None:
    """Write a consistent copy of the database to FILE, also while serving, and prove it.

    The instance secret is not in it: keep a copy of that elsewhere, for without it no email can be read.
    """
    settings = settings_for(database)
    size = run(keeping.back_up(settings, file))
    if as_json:
        tell_json({"file": str(file), "bytes": size})
        return
    click.echo(f"{file}: {size:,} bytes, proven.")
    click.echo(f"The secret {secret_path(settings)} is not in it. Keep a copy of that in another place.")


@click.command()
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Replace the database that is there, and everything in it.")
@database_option
@json_option
def restore(file: Path, database: str | None, *, force: bool, as_json: bool) -> None:
    """Put the backup FILE in the database's place. The server must not run, and the file is proven first."""
    settings = settings_for(database)
    has_secret = run(keeping.restore(settings, file, may_replace=force))
    if as_json:
        tell_json({"database": settings.database, "secret": has_secret})
        return
    click.echo(f"{settings.database} is as it was when {file} was made.")
    if not has_secret:
        click.echo(f"Now put the instance secret to {secret_path(settings)} (mode 0600); without it nothing starts.")


@click.command()
@database_option
@json_option
def check(database: str | None, *, as_json: bool) -> None:
    """Look at everything and change nothing: the file, the secret, every counter against a recount, and the audit."""
    found = run(check_everything(settings_for(database)))
    if as_json:
        tell_json(found)
    else:
        click.echo(f"{found.sites} sites, {found.threads} threads, {found.comments} comments, schema {found.schema}.")
        for problem in found.problems:
            click.echo(f"  {problem}")
    if found.problems:
        raise click.ClickException(f"{len(found.problems)} problems were found.")
    if not as_json:
        click.echo("All is well.")


@click.command()
@database_option
@json_option
def render(database: str | None, *, as_json: bool) -> None:
    """Render again what an older version rendered, a few comments at a time, also while serving."""
    done = run(_render(settings_for(database)))
    tell_json({"rendered": done}) if as_json else click.echo(f"{done} comments rendered anew.")


async def _render(settings: Settings) -> int:
    total = 0
    async with desk(settings) as here:
        for site in await here.ask(ShowSites(), list[SiteView]):
            after: tuple[int, int] | None = (0, 0)
            while after is not None:
                done = await here.ask(RenderSome(key=site.key, after=after), RenderedSome)
                after, total = done.last, total + done.changed
                click.echo(f"{site.key}: {total}", err=True)
    return total
