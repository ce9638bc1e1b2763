"""`chimein acts` and `chimein undo`: what was decided, and how it is taken back."""

import click

from chimein.cli.options import database_option, json_option, run, settings_for, site_option, tell_json
from chimein.office.desk import desk
from chimein.office.moderating_verbs import ActRef, ActView, ShowActs, UndoneSome, UndoSome
from chimein.settings import Settings


def tell_undo(act: ActRef) -> None:
    """How that is taken back."""
    click.echo(f"To take it back: chimein undo {act.act} --site {act.site}")


@click.command()
@site_option
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@database_option
@json_option
def acts(key: str, limit: int, database: str | None, *, as_json: bool) -> None:
    """List the newest decisions on a site, each with the number by which it is taken back."""
    found = run(_acts(settings_for(database), key, limit))
    if as_json:
        tell_json({"acts": found})
        return
    for act in found:
        undone = f", taken back {act.undone_at}" if act.undone_at else ""
        click.echo(f"{act.act}  {act.done_at}  {act.verb}, {act.changed} changed{undone}")


@click.command()
@click.argument("act")
@site_option
@database_option
@json_option
def undo(act: str, key: str, database: str | None, *, as_json: bool) -> None:
    """Take a decision back, as a whole, within 30 days. What was changed since is left alone."""
    done = run(_undo(settings_for(database), UndoSome(site=key, act=act)))
    if as_json:
        tell_json({"undone": done.undone, "left_alone": done.left_alone})
        return
    click.echo(f"{done.undone} as before.")
    if done.left_alone:
        click.echo(f"{done.left_alone} left alone: changed since.")


async def _acts(settings: Settings, key: str, limit: int) -> list[ActView]:
    async with desk(settings) as here:
        return await here.ask(ShowActs(site=key, limit=limit), list[ActView])


async def _undo(settings: Settings, wish: UndoSome) -> UndoneSome:
    undone = left_alone = 0
    async with desk(settings) as here:
        while True:
            done = await here.ask(wish, UndoneSome)
            undone, left_alone = undone + done.undone, left_alone + done.left_alone
            if not done.more:
                return UndoneSome(undone=undone, left_alone=left_alone, more=False)
            click.echo(f"{undone} …", err=True)
