"""What many commands have in common: where the database is, how answers are written, how coroutines are run."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import click
import msgspec

from chimein.settings import Settings, load

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])


def database_option(command: Command) -> Command:
    """--database, as in CHIMEIN_DATABASE."""
    return click.option(
        "--database",
        metavar="URL",
        help="The database: sqlite:///path/file.db (default: ./chimein.db) or postgresql://user@host/name.",
    )(command)


def json_option(command: Command) -> Command:
    """--json, for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Answer with JSON, for programs.")(command)


def site_option(command: Command) -> Command:
    """--site, which must be given."""
    return click.option("--site", "key", metavar="KEY", required=True, help="The site's key, as `site list` shows it.")(
        command
    )


def any_site_option(command: Command) -> Command:
    """--site, where every site is searched without it."""
    return click.option("--site", "key", metavar="KEY", help="The site's key; without it, every site is searched.")(
        command
    )


def settings_for(database: str | None, **options: Any) -> Settings:  # noqa: ANN401 - handed to load as they are
    """The settings from the environment with this command's options on top. Raises `WrongConfiguration`."""
    return load(database=database, **options)


def run(work: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result."""
    return asyncio.run(work)


def tell_json(answer: Any) -> None:  # noqa: ANN401 - whatever msgspec encodes
    """One JSON document on stdout."""
    click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
