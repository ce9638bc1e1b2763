"""`chimein comment edit|history|pin|…`: what is done to comments beside deciding where they stand.

Whoever loads this has the whole group `comment`.
"""

from itertools import pairwise
from typing import Literal

import click

from chimein.cli.acts import tell_undo
from chimein.cli.comment import ask, comment
from chimein.cli.options import any_site_option, database_option, json_option, run, settings_for, tell_json
from chimein.office.moderating_verbs import Decided, RewordComment, ShowHistory, TendComment, Version
from chimein.rules.differences import differences

Wish = Literal["pin", "unpin", "trust", "distrust"]
HELP: dict[Wish, str] = {
    "pin": "Show a comment first in its conversation.",
    "unpin": "Show it where its number says again.",
    "trust": "Trust the writer of a comment: what comes from the same browser is published without waiting.",
    "distrust": "Trust the writer of a comment no longer.",
}
MARKS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


def _tender(wish: Wish) -> click.Command:
    @click.command(wish, help=HELP[wish])
    @click.argument("comment_id", metavar="ID")
    @any_site_option
    @database_option
    @json_option
    def tend(comment_id: str, key: str | None, database: str | None, *, as_json: bool) -> None:
        done = run(ask(settings_for(database), TendComment(id=comment_id, wish=wish, site=key), Decided))
        _tell(done, as_json=as_json)

    return tend


@click.command()
@click.argument("comment_id", metavar="ID")
@click.option("--text", help="The new words, in Markdown.")
@click.option("--name", help="Another name.")
@click.option("--website", help="Another website; empty: none.")
@any_site_option
@database_option
@json_option
def edit(  # noqa: PLR0913 - one parameter an option
    comment_id: str,
    text: str | None,
    name: str | None,
    website: str | None,
    key: str | None,
    database: str | None,
    *,
    as_json: bool,
) -> None:
    """Change a comment's words. It stays where it stands, and its writer's words are kept."""
    wish = RewordComment(id=comment_id, text=text, name=name, website=website, site=key)
    _tell(run(ask(settings_for(database), wish, Decided)), as_json=as_json)


@click.command()
@click.argument("comment_id", metavar="ID")
@any_site_option
@database_option
@json_option
def history(comment_id: str, key: str | None, database: str | None, *, as_json: bool) -> None:
    """Show what a comment said before, what each edit changed, and who edited it."""
    versions = run(ask(settings_for(database), ShowHistory(id=comment_id, site=key), list[Version]))
    if as_json:
        tell_json({"versions": versions})
        return
    click.echo(versions[0].text)
    for before, after in pairwise(versions):
        click.echo(f"\n{before.replaced_at}, {before.replaced_by}:")
        click.echo("".join(MARKS[change].format(text) for change, text in differences(before.text, after.text)))


for _command in (edit, history, *map(_tender, HELP)):
    comment.add_command(_command)


def _tell(done: Decided, *, as_json: bool) -> None:
    if as_json:
        tell_json(done)
        return
    click.echo("Done." if done.changed else "Nothing to change.")
    for act in done.acts:
        tell_undo(act)
