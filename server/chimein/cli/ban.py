"""`chimein ban …`: who or what is not wanted on a site."""

from typing import get_args

import click

from chimein.cli.acts import tell_undo
from chimein.cli.comment import ask
from chimein.cli.options import database_option, json_option, run, settings_for, site_option, tell_json
from chimein.office.banning_verbs import AddBan, Banned, BanView, LiftBan, ShowBans
from chimein.rules.bans import BanKind, BanVerdict

WHAT: dict[str, tuple[BanKind, str]] = {
    "--word": ("word", "A word or several, * for any letters: casino*"),
    "--address": ("address", "A pattern of typed addresses: *@spam.example"),
    "--network": ("network", "A network: 192.0.2.0/24"),
    "--writer-of": ("person", "Whoever wrote the comment with this id."),
    "--network-of": ("network", "From where the comment with this id came, if the site keeps that."),
}


@click.group()
def ban() -> None:
    """Say who or what is not wanted, and take that back."""


@ban.command()
@site_option
@click.option("--word", help=WHAT["--word"][1])
@click.option("--address", help=WHAT["--address"][1])
@click.option("--network", help=WHAT["--network"][1])
@click.option("--writer-of", metavar="ID", help=WHAT["--writer-of"][1])
@click.option("--network-of", metavar="ID", help=WHAT["--network-of"][1])
@click.option("--verdict", type=click.Choice(get_args(BanVerdict)), default="spam", show_default=True)
@click.option("--shadow", is_flag=True, help="Tell the writer that it was published.")
@click.option("--note", default="", help="For moderators.")
@click.option("--days", type=int, help="How long it stands; without it, until it is lifted.")
@database_option
@json_option
def add(  # noqa: PLR0913 - one parameter an option
    key: str,
    verdict: BanVerdict,
    note: str,
    days: int | None,
    database: str | None,
    *,
    shadow: bool,
    as_json: bool,
    **what: str | None,
) -> None:
    """Ban a word, an address pattern, a network, or whoever wrote a comment."""
    given = [(f"--{name.replace('_', '-')}", text) for name, text in what.items() if text is not None]
    if len(given) != 1:
        raise click.UsageError(f"Say what is banned, with one of {', '.join(WHAT)}.")
    option, text = given[0]
    by_comment = option.endswith("-of")
    wish = AddBan(
        site=key,
        kind=WHAT[option][0],
        pattern=None if by_comment else text,
        comment=text if by_comment else None,
        verdict=verdict,
        shadow=shadow,
        note=note,
        days=days,
    )
    _tell(run(ask(settings_for(database), wish, Banned)), as_json=as_json)


@ban.command("list")
@site_option
@database_option
@json_option
def list_(key: str, database: str | None, *, as_json: bool) -> None:
    """List the bans of a site, those that are over too."""
    found = run(ask(settings_for(database), ShowBans(site=key), list[BanView]))
    if as_json:
        tell_json({"bans": found})
        return
    for each in found:
        what = each.pattern or (f"person {each.person}" if each.person else "a network")
        over = "" if each.stands else ", over"
        shadow = ", shadow" if each.shadow else ""
        click.echo(
            f"{each.ban}  {each.kind} {what}: {each.verdict}{shadow}, {each.hits} hits{over}  {each.note}".rstrip()
        )


@ban.command()
@click.argument("ban_id", metavar="BAN")
@site_option
@database_option
@json_option
def lift(ban_id: str, key: str, database: str | None, *, as_json: bool) -> None:
    """Let a ban weigh no more. What it decided stays as it is."""
    _tell(run(ask(settings_for(database), LiftBan(site=key, ban=ban_id), Banned)), as_json=as_json)


def _tell(done: Banned, *, as_json: bool) -> None:
    if as_json:
        tell_json(done)
        return
    click.echo("Done." if done.changed else "Nothing to change.")
    if done.act is not None:
        tell_undo(done.act)
