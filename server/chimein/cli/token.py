"""`chimein token …`: what programs may do at the desk, in whose name, and until when."""

from typing import TypeVar

import click

from chimein.cli.options import database_option, json_option, run, settings_for, tell_json
from chimein.office.desk import desk
from chimein.office.token_verbs import AddedToken, AddToken, RevokeToken, ShowTokens, TokenVerb, TokenView
from chimein.office.verbs import Done
from chimein.rules.tokens import SCOPES
from chimein.settings import Settings

T = TypeVar("T")


@click.group()
def token() -> None:
    """Let programs use the desk's API in somebody's name."""


@token.command()
@click.option("--account", metavar="EMAIL", required=True, help="In whose name; it never may more than they may.")
@click.option("--name", required=True, help="What it is for, so that you know it again.")
@click.option(
    "--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True, help="Give it again for more."
)
@click.option("--site", metavar="KEY", help="One site only; without it, all sites of the account.")
@click.option("--days", type=int, default=365, show_default=True, help="How long it works; 0: without an end.")
@database_option
@json_option
def add(
    database: str | None, *, as_json: bool, account: str, scopes: tuple[str, ...], **wish: str | int | None
) -> None:
    """Make a token and print it, this once: only a keyed hash of it is kept."""
    verb = AddToken(account=account, scopes=list(scopes), **wish)  # type: ignore[arg-type] # click has their types
    added = run(_ask(settings_for(database), verb, AddedToken))
    if as_json:
        tell_json(added)
        return
    click.echo(added.word)
    until = f"until {added.expires_at}" if added.expires_at else "without an end"
    click.echo(f"It works {until}. To take it back: chimein token revoke {added.token}", err=True)


@token.command("list")
@database_option
@json_option
def list_(database: str | None, *, as_json: bool) -> None:
    """List all tokens of this instance, the newest first."""
    found = run(_ask(settings_for(database), ShowTokens(), list[TokenView]))
    if as_json:
        tell_json(found)
        return
    for each in found:
        click.echo(
            f"{each.token}  {each.name}  {each.account}  {'+'.join(each.scopes)}  {_where(each)}  {_state(each)}"
        )
    if not found:
        click.echo("There is no token yet. `chimein token add` makes one.")


@token.command()
@click.argument("number")
@database_option
@json_option
def revoke(number: str, database: str | None, *, as_json: bool) -> None:
    """Take a token back, by its number in the list: it opens nothing any more."""
    done = run(_ask(settings_for(database), RevokeToken(token=number), Done))
    tell_json({"changed": done.changed}) if as_json else click.echo(
        "Done." if done.changed else "It was revoked before."
    )


async def _ask(settings: Settings, verb: TokenVerb, kind: type[T]) -> T:
    async with desk(settings) as here:
        return await here.ask(verb, kind)


def _where(each: TokenView) -> str:
    return each.site or "every site"


def _state(each: TokenView) -> str:
    if each.is_over:
        return f"revoked {each.revoked_at}" if each.revoked_at else f"over since {each.expires_at}"
    return f"last used {each.used_at}" if each.used_at else "never used"
