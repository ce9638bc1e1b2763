"""`chimein`: every command by its group. None is loaded before it is called: most need a part of the program only."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from chimein import __version__
from chimein.rules.hindrances import Hindrance


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is found, and what it says of itself in one sentence."""

    module: str
    function: str
    help: str


COMMANDS = {
    "account": Place("account", "account", "Say who may sign in at the desk, and what they may do there."),
    "acts": Place(
        "acts", "acts", "List the newest decisions on a site, each with the number by which it is taken back."
    ),
    "audit": Place("audit", "audit", "Read who did what when."),
    "backup": Place(
        "keeping", "backup", "Write a consistent copy of the database to FILE, also while serving, and prove it."
    ),
    "ban": Place("ban", "ban", "Say who or what is not wanted, and take that back."),
    "check": Place(
        "keeping",
        "check",
        "Look at everything and change nothing: the file, the secret, every counter against a recount, and the audit.",
    ),
    "comment": Place("tending", "comment", "Read what awaits a decision, decide, and answer as the site."),
    "demo": Place("demo", "demo", "Run a throw-away instance and a sample website that embeds it."),
    "doctor": Place(
        "doctor", "doctor", "Fetch a page as a stranger would, and say what keeps its comments from working."
    ),
    "export": Place("export", "export", "Write every thread and comment of a site as JSON Lines, also while serving."),
    "import": Place("importing", "import_", "Import conversations from FILE."),
    "move": Place(
        "moving", "move", "Move everything to another database, prove that it arrived, and close the old one to posts."
    ),
    "person": Place("thread", "person", "Say which of a site's commenters are one person."),
    "render": Place(
        "keeping",
        "render",
        "Render again what an older version rendered, a few comments at a time, also while serving.",
    ),
    "restore": Place("keeping", "restore", "Put the backup FILE in the database's place."),
    "serve": Place("serve", "serve", "Serve comments until stopped (Ctrl-C, SIGTERM)."),
    "site": Place("site", "site", "Add websites and decide how they behave."),
    "thread": Place(
        "thread", "thread", "List, close and lock conversations, merge and split them, and lead more pages to one."
    ),
    "token": Place("token", "token", "Let programs use the desk's API in somebody's name."),
    "undo": Place("acts", "undo", "Take a decision back, as a whole, within 30 days."),
}


class Commands(click.Group):
    """Loads the command that is called, and turns what hinders it into one sentence and exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click has it
        """Every command's name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click has it
        """The command of this name, loaded."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        command: click.Command = getattr(import_module(f"chimein.cli.{place.module}"), place.function)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click has it
        """All commands with what they say of themselves, without loading any."""
        room = formatter.width - 6 - max(map(len, COMMANDS))
        told = {name: click.Command(name, help=place.help) for name, place in sorted(COMMANDS.items())}
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(room)) for name, command in told.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Hindrance as hindrance:
            raise click.ClickException(hindrance.for_owner) from hindrance


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="chimein")
def main() -> None:
    """Comments for any website: quick, private, yours."""
