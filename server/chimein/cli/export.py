"""`chimein export`: everything that was said on a site, as a file."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from chimein.cli.options import database_option, json_option, run, settings_for, site_option, tell_json
from chimein.office.exporting import CannotExport, Exported, export_site


@click.command()
@site_option
@click.option("--format", "format_", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.option("--with-emails", is_flag=True, help="Email addresses too: keep such a file as you keep a password.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file; without it, stdout.")
@database_option
@json_option
def export(  # noqa: PLR0913 - one parameter an option
    key: str, format_: str, output: Path | None, database: str | None, *, with_emails: bool, as_json: bool
) -> None:
    """Write every thread and comment of a site as JSON Lines, also while serving.

    With --json and -o, a summary is printed.
    """
    del format_
    if as_json and output is None:
        raise click.UsageError("--json prints a summary; the export itself then needs a file: -o FILE.")
    settings = settings_for(database)
    with _opened(output) as file:
        exported = run(export_site(settings, key, file, with_emails=with_emails))
    if as_json:
        tell_json(exported)
    elif output is not None:
        _tell(exported, output)


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    """stdout, or a new file that only its owner may read and that appears when it is complete."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    coming = output.with_name(output.name + ".part")
    try:
        with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
        coming.replace(output)
    except OSError as failure:
        raise CannotExport(f"{output} cannot be written: {failure.strerror}.") from failure
    finally:
        coming.unlink(missing_ok=True)


def _tell(exported: Exported, output: Path) -> None:
    click.echo(f"{output}: {exported.comments} comments in {exported.threads} threads.")
