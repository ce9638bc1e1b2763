"""`chimein move`: a whole instance from one database to another, both ways between SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from chimein.cli.options import json_option, run, settings_for, tell_json
from chimein.office import moving
from chimein.office.moving import CannotMove, Moved
from chimein.settings import Settings, is_postgres
from chimein.transfer.moving import Compared, Progress


@click.command("move")
@click.option("--from", "source", metavar="URL", required=True, help="The database that the instance is in.")
@click.option("--to", "target", metavar="URL", help="An empty database, or a new file: sqlite:///path/file.db.")
@click.option(
    "--to-secret",
    metavar="FILE",
    help="Where the new place has the instance secret (default: CHIMEIN_SECRET_FILE, else beside the file, or here).",
)
@click.option("--give-up", is_flag=True, help="Do not move: from now on everything is written to --from again.")
@json_option
def move(source: str, target: str | None, to_secret: str | None, *, give_up: bool, as_json: bool) -> None:
    """Move everything to another database, prove that it arrived, and close the old one to posts.

    The old one is read on, also while its server runs; new comments are refused with a sentence until you serve the new
    one. Stopped at any point, the same command goes on where it was.
    """
    if (target is None) != give_up:
        raise click.UsageError("Say where to with --to URL, or --give-up.")
    if target is None:
        _give_up(settings_for(source), as_json=as_json)
        return
    settings = settings_for(target, secret_file=to_secret)
    with _bar() as progress:
        moved = run(moving.move(settings_for(source), settings, progress))
    tell_json(moved) if as_json else _tell(moved, settings)
    if not moved.is_complete:
        raise CannotMove(
            f"{moved.target} is not the same as {moved.source}, and stays closed. Empty it and move again."
        )


def _give_up(settings: Settings, *, as_json: bool) -> None:
    given_up = run(moving.give_up(settings))
    if as_json:
        tell_json(given_up)
        return
    click.echo(f"{moving.place_of(settings)} is written to again.")
    if given_up.is_done:
        click.echo(f"What was posted at {given_up.other} stays there: serve only one of them.")
    else:
        click.echo(f"Empty {given_up.other} before you use it for anything else.")


def _tell(moved: Moved, target: Settings) -> None:
    for table in moved.tables:
        _tell_table(table)
    if not moved.is_complete:
        return
    if moved.tables:
        rows = sum(table.rows for table in moved.tables)
        click.echo(f"{rows:,} rows in {len(moved.tables)} tables, the same on both sides.")
    else:
        click.echo(f"Everything was moved to {moved.target} before.")
    click.echo(f"{moved.source} stays as it is: a server still shows it, and refuses posts.")
    click.echo(f"The secret that opens the emails is {moved.secret}; keep a copy of it elsewhere.")
    click.echo("Now serve the new one:")
    secret = f"CHIMEIN_SECRET_FILE={moved.secret} " if is_postgres(target) or target.secret_file else ""
    click.echo(f"  {secret}chimein serve --database {'' if is_postgres(target) else 'sqlite:///'}{moved.target}")


def _tell_table(table: Compared) -> None:
    click.echo(f"{table.rows:>11,}  {table.table:<18} {table.checksum[:16]}{'' if table.is_same else '  DIFFERS'}")
    for difference in table.differences:
        click.echo(f"{'':>13}{difference}")
    if table.different > len(table.differences):
        click.echo(f"{'':>13}and {table.different - len(table.differences):,} more")


@contextmanager
def _bar() -> Iterator[Progress]:
    """A progress bar on stderr, where somebody looks at it; else a line for each part."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Progress(begin=lambda what, total: click.echo(f"{what} {total:,}", err=True))
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("looking", total=None)
        yield Progress(
            begin=lambda what, total: bar.reset(task, total=total, description=what),
            advance=lambda step: bar.advance(task, step),
        )
