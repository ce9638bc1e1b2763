"""`chimein account …`: those who sign in at the desk."""

import sys
from typing import TypeVar

import click

from chimein.cli.options import database_option, json_option, run, settings_for, tell_json
from chimein.office.account_verbs import (
    AccountVerb,
    AccountView,
    AddAccount,
    AddedAccount,
    DisableAccount,
    GrantRole,
    MadeLink,
    ResetAccount,
    ShowAccounts,
)
from chimein.office.desk import desk
from chimein.office.verbs import Done
from chimein.rules.permissions import ROLES
from chimein.settings import Settings

T = TypeVar("T")


@click.group()
def account() -> None:
    """Say who may sign in at the desk, and what they may do there."""


@account.command()
@click.argument("email")
@click.option("--owner", "is_owner", is_flag=True, help="Owner of the whole instance: may do everything on every site.")
@click.option("--name", default="", help="What other moderators see; without it, what stands before the @.")
@click.option("--password-stdin", "reads_passphrase", is_flag=True, help="The passphrase is the first line of stdin.")
@database_option
@json_option
def add(email: str, name: str, database: str | None, **flags: bool) -> None:
    """Add somebody who signs in, and print a link by which they choose a passphrase or passkey, unless one is given."""
    passphrase = sys.stdin.readline().rstrip("\r\n") if flags["reads_passphrase"] else None
    verb = AddAccount(email=email, name=name, passphrase=passphrase, is_owner=flags["is_owner"])
    added = run(_ask(settings_for(database), verb, AddedAccount, may_begin=True))
    tell_json(added) if flags["as_json"] else _tell_added(added)


@account.command()
@click.argument("email")
@click.argument("key")
@click.argument("role", type=click.Choice([*ROLES, "none"]))
@database_option
@json_option
def grant(email: str, key: str, role: str, database: str | None, *, as_json: bool) -> None:
    """Give somebody a role on a site; `none` takes it away. The KEY '*' stands for the instance, which has owners only.

    Browsers in which they are signed in are signed out.
    """
    verb = GrantRole(email=email, key=key, role=role)  # type: ignore[arg-type] # click lets no other through
    done = run(_ask(settings_for(database), verb, Done))
    tell_json({"changed": done.changed}) if as_json else click.echo(_changed(email, role, done))


@account.command("list")
@database_option
@json_option
def list_(database: str | None, *, as_json: bool) -> None:
    """List everybody who signs in, and what they may do."""
    found = run(_ask(settings_for(database), ShowAccounts(), list[AccountView]))
    if as_json:
        tell_json(found)
        return
    for each in found:
        click.echo(f"{each.email}  {each.name}  {_what(each)}")
    if not found:
        click.echo("Nobody can sign in yet. `chimein account add EMAIL --owner` adds somebody.")


@account.command()
@click.argument("email")
@database_option
@json_option
def disable(email: str, database: str | None, *, as_json: bool) -> None:
    """Let nobody sign in there for now; browsers in which they are signed in are signed out at once."""
    done = run(_ask(settings_for(database), DisableAccount(email=email, is_disabled=True), Done))
    tell_json({"changed": done.changed}) if as_json else click.echo(_changed(email, "disabled", done))


@account.command()
@click.argument("email")
@database_option
@json_option
def enable(email: str, database: str | None, *, as_json: bool) -> None:
    """Let somebody sign in again who was disabled."""
    done = run(_ask(settings_for(database), DisableAccount(email=email, is_disabled=False), Done))
    tell_json({"changed": done.changed}) if as_json else click.echo(_changed(email, "enabled", done))


@account.command()
@click.argument("email")
@click.option("--drop-second-factor", "drops", is_flag=True, help="For whoever lost the device and the recovery codes.")
@database_option
@json_option
def reset(email: str, database: str | None, *, drops: bool, as_json: bool) -> None:
    """Print a link by which somebody chooses a new passphrase, once and within an hour.

    A second factor stays asked for, unless --drop-second-factor is given.
    """
    made = run(_ask(settings_for(database), ResetAccount(email=email, drops_second_factor=drops), MadeLink))
    tell_json(made) if as_json else click.echo(f"For an hour, once:\n  {made.link}")


async def _ask(settings: Settings, verb: AccountVerb, kind: type[T], *, may_begin: bool = False) -> T:
    async with desk(settings, may_begin=may_begin) as here:
        return await here.ask(verb, kind)


def _tell_added(added: AddedAccount) -> None:
    click.echo(f"{added.name} <{added.email}> may sign in{' and owns this instance' if added.owner else ''}.")
    if added.link:
        click.echo(f"For a week, once, a passphrase or passkey is chosen at:\n  {added.link}")
    if not added.owner:
        click.echo(f"What they may do: chimein account grant {added.email} SITE-KEY {'|'.join(ROLES)}")


def _changed(email: str, what: str, done: Done) -> str:
    return f"{email}: {what} {'now' if done.changed else 'as before'}."


def _what(each: AccountView) -> str:
    if each.disabled:
        return "disabled"
    roles = ["owner of the instance"] if each.owner else [f"{role} of {key}" for key, role in each.roles.items()]
    return ", ".join(roles) or "no role"
