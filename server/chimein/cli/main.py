"""`chimein`: every command by its group."""

from typing import Any

import click

from chimein import __version__
from chimein.cli.account import account
from chimein.cli.acts import acts, undo
from chimein.cli.audit import audit
from chimein.cli.ban import ban
from chimein.cli.comment import comment
from chimein.cli.demo import demo
from chimein.cli.doctor import doctor
from chimein.cli.export import export
from chimein.cli.importing import import_
from chimein.cli.keeping import backup, check, render, restore
from chimein.cli.moving import move
from chimein.cli.serve import serve
from chimein.cli.site import site
from chimein.cli.tending import TENDING
from chimein.cli.thread import person, thread
from chimein.cli.token import token
from chimein.gateways.keys import SecretProblem
from chimein.office.exporting import CannotExport
from chimein.office.http_server import CannotListen
from chimein.office.keeping import CannotKeep
from chimein.office.moving import CannotMove
from chimein.office.perform import Refused
from chimein.rules.refusals import Refusal
from chimein.settings import WrongConfiguration
from chimein.store.copying import CannotCopy
from chimein.store.migrations import NewerDatabase
from chimein.store.sqlite import DamagedDatabase
from chimein.transfer.places import WrongMap
from chimein.transfer.unreadable import Unimportable
from chimein.wiring import CannotOpen

EXPECTED = (
    CannotCopy,
    CannotExport,
    CannotKeep,
    CannotListen,
    CannotMove,
    CannotOpen,
    Refusal,
    Refused,
    SecretProblem,
    Unimportable,
    WrongConfiguration,
    WrongMap,
)


class Commands(click.Group):
    """Turns what may go wrong in any command into one sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run the command."""
        try:
            return super().invoke(ctx)
        except NewerDatabase as newer:
            raise click.ClickException(
                f"This database was made by a newer Chime In ({newer}). Update this one first."
            ) from newer
        except DamagedDatabase as damaged:
            raise click.ClickException(f"The database is damaged ({damaged}). Restore your last backup.") from damaged
        except EXPECTED as expected:
            raise click.ClickException(str(expected)) from expected


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="chimein")
def main() -> None:
    """Comments for any website: quick, private, yours."""


for command in TENDING:
    comment.add_command(command)
for command in (
    serve,
    site,
    account,
    token,
    comment,
    thread,
    person,
    acts,
    undo,
    ban,
    audit,
    import_,
    export,
    backup,
    restore,
    move,
    check,
    render,
    doctor,
    demo,
):
    main.add_command(command)
