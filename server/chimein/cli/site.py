"""`chimein site …`: the websites of this instance."""

import click

from chimein.cli.acts import tell_undo
from chimein.cli.options import database_option, json_option, run, settings_for, tell_json
from chimein.cli.setting_help import help_of_settings
from chimein.office.desk import desk
from chimein.office.moderating_verbs import ActRef
from chimein.office.verbs import AddSite, ChangeSite, RemoveSite, ShowSites, ShowSnippets, SiteView, SnippetView, Verb
from chimein.rules.snippets import SYSTEMS
from chimein.settings import Settings


@click.group()
def site() -> None:
    """Add websites and decide how they behave."""


@site.command()
@click.argument("name")
@click.option("--origin", "origins", metavar="URL", multiple=True, required=True, help="Where the site's pages are.")
@database_option
@json_option
def add(name: str, origins: tuple[str, ...], database: str | None, *, as_json: bool) -> None:
    """Add a website and print what to paste into its pages.

    An origin is scheme and host, such as https://example.org; give --origin again for each one more.
    """
    shown = run(_one(settings_for(database), AddSite(name=name, origins=list(origins)), may_begin=True))
    if as_json:
        tell_json({"key": shown.key, "snippet": shown.snippet})
        return
    click.echo(f"The site “{shown.name}” has the key {shown.key}. Paste this where the comments should be:\n")
    click.echo(shown.snippet)
    click.echo("\nPAGE is the page's own address, percent-encoded: the link is for readers without JavaScript.")
    if shown.settings["moderation"] == "first":
        click.echo(
            "Each writer's first comment waits at the desk until you approve it; "
            f"`chimein site set {shown.key} moderation=none` publishes all at once."
        )


@site.command("list")
@database_option
@json_option
def list_(database: str | None, *, as_json: bool) -> None:
    """List all websites of this instance."""
    sites = run(_all(settings_for(database)))
    if as_json:
        tell_json([{"key": each.key, "name": each.name, "origins": each.origins} for each in sites])
        return
    for each in sites:
        click.echo(f"{each.key}  {each.name}  {' '.join(each.origins)}")
    if not sites:
        click.echo("There is no site yet. `chimein site add NAME --origin URL` adds one.")


@site.command()
@click.argument("key")
@database_option
@json_option
def show(key: str, database: str | None, *, as_json: bool) -> None:
    """Show a website's settings, its snippet, and the secret address of its feed of held comments."""
    shown = run(_shown(settings_for(database), key))
    tell_json(shown) if as_json else _tell(shown)


@site.command()
@click.argument("key")
@click.option("--for", "system", type=click.Choice(tuple(SYSTEMS)), help="One system; without it, all of them.")
@click.option("--theme", help="auto, light or dark.")
@click.option("--lang", metavar="TAG", help="The element's language; without it the page's.")
@click.option("--order", help="oldest or newest first, whatever the site's setting is.")
@click.option("--loading", help="lazy (when a reader comes near), eager or click.")
@click.option("--heading-level", metavar="1–6", help="Of the thread's heading; 2 without it.")
@click.option("--thread", metavar="ID", help="Your own id of one conversation, whatever the page's address is.")
@click.option("--accent", metavar="#RRGGBB", help="The colour of buttons and marks.")
@click.option("--font", metavar="FAMILIES", help="Such as Georgia, serif; without it the page's.")
@click.option("--radius", metavar="PIXELS", help="How round buttons and fields are.")
@database_option
@json_option
def snippet(key: str, database: str | None, *, system: str | None, as_json: bool, **typed: str | None) -> None:
    """Print what to paste into which file of WordPress, Hugo, Jekyll and others."""
    options = {name: value for name, value in typed.items() if value is not None}
    made = run(_snippets(settings_for(database), ShowSnippets(key=key, system=system, options=options)))
    if as_json:
        tell_json(made)
        return
    for each in made:
        click.echo(f"{each.title}{f': {each.file}' if each.file else ''}\n{each.where}\n\n{each.code}\n")


@site.command("set", help=help_of_settings())
@click.argument("key")
@click.argument("assignments", metavar="NAME=VALUE…", nargs=-1)
@click.option("--origin", "origins", metavar="URL", multiple=True, help="All the site's origins from now on.")
@database_option
@json_option
def set_(
    key: str, assignments: tuple[str, ...], origins: tuple[str, ...], database: str | None, *, as_json: bool
) -> None:
    """Change a website's settings; the help that is shown is made from their table."""
    if not assignments and not origins:
        raise click.UsageError("Nothing to change: give NAME=VALUE or --origin URL.")
    change = ChangeSite(key=key, assignments=dict(map(_assignment, assignments)), origins=list(origins))
    _told(run(_one(settings_for(database), change)), as_json=as_json)


@site.command()
@click.argument("key")
@click.argument("name")
@database_option
@json_option
def rename(key: str, name: str, database: str | None, *, as_json: bool) -> None:
    """Call a website something else. Its key stays, and with it what is in its pages."""
    _told(run(_one(settings_for(database), ChangeSite(key=key, name=name))), as_json=as_json)


@site.command()
@click.argument("key")
@click.option("--yes", is_flag=True, help="Do not ask.")
@database_option
@json_option
def remove(key: str, database: str | None, *, yes: bool, as_json: bool) -> None:
    """Remove a website and everything that was ever said on it."""
    if not yes:
        raise click.UsageError("This removes every comment of the site for good. Add --yes if that is meant.")
    gone = run(_one(settings_for(database), RemoveSite(key=key)))
    tell_json({"removed": gone.key}) if as_json else click.echo(f"The site “{gone.name}” is gone.")


def _told(changed: SiteView, *, as_json: bool) -> None:
    if as_json:
        tell_json(changed)
        return
    _tell(changed)
    if changed.act:
        tell_undo(ActRef(site=changed.key, act=changed.act))


async def _one(settings: Settings, verb: Verb, *, may_begin: bool = False) -> SiteView:
    async with desk(settings, may_begin=may_begin) as here:
        return await here.ask(verb, SiteView)


async def _all(settings: Settings, key: str | None = None) -> list[SiteView]:
    async with desk(settings) as here:
        return await here.ask(ShowSites(key=key), list[SiteView])


async def _snippets(settings: Settings, verb: ShowSnippets) -> list[SnippetView]:
    async with desk(settings) as here:
        return await here.ask(verb, list[SnippetView])


async def _shown(settings: Settings, key: str) -> SiteView:
    return (await _all(settings, key))[0]


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"{text!r} is not NAME=VALUE.")
    return name.strip(), value


def _tell(shown: SiteView) -> None:
    click.echo(f"{shown.name}  ({shown.key})")
    for origin in shown.origins:
        click.echo(f"  origin {origin}")
    click.echo()
    for name, value in shown.settings.items():
        click.echo(f"  {name}={'' if value is None else value}")
    click.echo(f"\nComments that await you, as a feed (keep this address to yourself):\n  {shown.held_feed}")
    click.echo(f"\nThe snippet:\n{shown.snippet}")
