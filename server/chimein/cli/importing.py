"""`chimein import`: conversations of another system, or of another Chime In."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from chimein.cli.options import database_option, json_option, run, settings_for, site_option, tell_json
from chimein.cli.report import tell_report
from chimein.office.importing import ImportWish, import_file
from chimein.transfer.formats import FORMATS, PLANNED
from chimein.transfer.places import WrongMap, parse_map
from chimein.transfer.run import Progress


def _maps(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(map(parse_map, values))
    except WrongMap as wrong:
        raise click.BadParameter(str(wrong)) from wrong


@click.command("import")
@click.argument("format_", metavar="FORMAT", type=click.Choice(sorted({*FORMATS, *PLANNED})))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@site_option
@click.option("--dry-run", is_flag=True, help="Change nothing; only tell what would come of it.")
@click.option(
    "--map",
    "maps",
    metavar="OLD=NEW",
    multiple=True,
    callback=_maps,
    help="Move pages of an old origin (or *: every foreign one) to one of the site's.",
)
@database_option
@json_option
def import_(  # noqa: PLR0913 - one parameter an option
    format_: str,
    file: Path,
    key: str,
    maps: tuple[tuple[str, str], ...],
    database: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import conversations from FILE. A second run adds nothing; a broken file leaves nothing behind.

    FORMAT is auto, wordpress or jsonl (our own). Pages on hosts that are not the site's are left out and counted,
    unless --map moves them. Nobody is sent a mail.
    """
    wish = ImportWish(format_, file, key, maps, is_dry=dry_run)
    settings = settings_for(database)
    with _bar() as progress:
        report = run(import_file(settings, wish, progress))
    tell_json(report) if as_json else tell_report(report)


@contextmanager
def _bar() -> Iterator[Progress]:
    """A progress bar on stderr, where somebody looks at it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Progress()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading the file", total=None)
        yield Progress(
            begin=lambda total: bar.update(task, total=total, description="importing"),
            advance=lambda step: bar.advance(task, step),
        )
