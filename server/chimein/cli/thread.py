"""`chimein thread …`: conversations as a whole, and where comments stand. `chimein person merge`: who is who."""

from typing import Literal

import click
from msgspec import Struct

from chimein.cli.acts import tell_undo
from chimein.cli.comment import ask
from chimein.cli.options import (
    any_site_option,
    database_option,
    json_option,
    run,
    settings_for,
    site_option,
    tell_json,
)
from chimein.office.reading import reading
from chimein.office.thread_verbs import (
    AliasThread,
    MergePersons,
    MergeThreads,
    MoveComment,
    PersonsMerged,
    SetDoors,
    SplitThread,
    ThreadChanged,
    ThreadVerb,
)
from chimein.render.times import iso
from chimein.rules.facts import Thread
from chimein.settings import Settings
from chimein.store.calls import Transaction
from chimein.store.reads.sites import site_by_key
from chimein.store.reads.threads import keys_of_thread, threads_after

AT_ONCE = 200
THREAD = "THREAD is its id, as `thread list` shows it, its page's URL, or `id:` and the id that you gave it."
HELP: dict[Literal["close", "open", "lock"], tuple[Literal["open", "closed", "locked"], str, str]] = {
    "close": ("closed", "Take no more comments. What is there can still be edited and withdrawn.", "closed"),
    "open": ("open", "Take comments again.", "open"),
    "lock": (
        "locked",
        "Let nobody write any more: no comments, the site's neither, no edits, no withdrawals. You still decide.",
        "locked",
    ),
}


class ThreadLine(Struct, frozen=True, kw_only=True):
    """A conversation as its owner needs it."""

    id: str
    url: str
    title: str
    state: str
    count: int
    last_posted_at: str | None
    keys: list[str]
    """All that leads there: `url:…` and `id:…`."""


@click.group()
def thread() -> None:
    """List, close and lock conversations, merge and split them, and lead more pages to one."""


@click.group()
def person() -> None:
    """Say which of a site's commenters are one person."""


@thread.command("list")
@site_option
@database_option
@json_option
def list_(key: str, database: str | None, *, as_json: bool) -> None:
    """List a site's conversations in the order they began."""
    found = run(_list(settings_for(database), key))
    if as_json:
        tell_json({"threads": found})
        return
    for line in found:
        click.echo(f"{line.id}  {line.state}  {line.count}  {line.url}")
    click.echo(f"{len(found)} conversations.")


def _doors(verb: Literal["close", "open", "lock"]) -> click.Command:
    doors, help_, adjective = HELP[verb]

    @click.command(verb, help=f"{help_} {THREAD}")
    @click.argument("name", metavar="THREAD")
    @any_site_option
    @database_option
    @json_option
    def command(name: str, key: str | None, database: str | None, *, as_json: bool) -> None:
        _lead(database, SetDoors(thread=name, doors=doors, site=key), adjective, as_json=as_json)

    return command


for verb in HELP:
    thread.add_command(_doors(verb))


@thread.command(help=f"Let one more page lead to a conversation. {THREAD}")
@click.argument("name", metavar="THREAD")
@click.argument("alias_", metavar="URL|id:ID")
@any_site_option
@database_option
@json_option
def alias(name: str, alias_: str, key: str | None, database: str | None, *, as_json: bool) -> None:
    """Let one more page lead to a conversation."""
    _lead(database, AliasThread(thread=name, name=alias_, site=key), "found there too", as_json=as_json)


@thread.command(help=f"Append a conversation to another; its pages lead there from now on. {THREAD}")
@click.argument("name", metavar="THREAD")
@click.option("--into", metavar="THREAD", required=True, help="The one that stays.")
@any_site_option
@database_option
@json_option
def merge(name: str, into: str, key: str | None, database: str | None, *, as_json: bool) -> None:
    """Append a conversation to another."""
    _lead(database, MergeThreads(thread=name, into=into, site=key), "one conversation now", as_json=as_json)


@thread.command()
@click.argument("comment_id", metavar="COMMENT")
@click.option("--url", required=True, help="The page of the new conversation, which has none yet.")
@click.option("--title", default="", help="The new conversation's title.")
@any_site_option
@database_option
@json_option
def split(comment_id: str, url: str, title: str, key: str | None, database: str | None, *, as_json: bool) -> None:  # noqa: PLR0913 - one parameter an option
    """Begin a conversation with a comment and all its answers."""
    wish = SplitThread(comment=comment_id, url=url, title=title, site=key)
    _lead(database, wish, "where it stands now", as_json=as_json)


@thread.command()
@click.argument("comment_id", metavar="COMMENT")
@click.option("--to", metavar="THREAD", required=True, help="Another conversation of the site.")
@any_site_option
@database_option
@json_option
def move(comment_id: str, to: str, key: str | None, database: str | None, *, as_json: bool) -> None:
    """Move a comment with all its answers to another conversation."""
    _lead(database, MoveComment(comment=comment_id, to=to, site=key), "where it stands now", as_json=as_json)


@person.command("merge")
@click.argument("name", metavar="PERSON")
@click.option("--into", metavar="PERSON", required=True, help="The one that both are from now on.")
@any_site_option
@database_option
@json_option
def merge_persons(name: str, into: str, key: str | None, database: str | None, *, as_json: bool) -> None:
    """Let two commenters be one person. PERSON is the id of a comment that it wrote, or its number.

    Nobody else learns of it: addresses stay sealed, and each comment keeps its name and picture.
    """
    wish = MergePersons(person=name, into=into, site=key)
    done = run(ask(settings_for(database), wish, PersonsMerged))
    if as_json:
        tell_json(done)
        return
    click.echo(f"Both are person {done.person} now.")
    tell_undo(done.act)


def _lead(database: str | None, wish: ThreadVerb, outcome: str, *, as_json: bool) -> None:
    done = run(ask(settings_for(database), wish, ThreadChanged))
    if as_json:
        tell_json(done)
        return
    click.echo(f"{done.thread}  {done.url}: {outcome if done.changed else 'so already'}.")
    if done.act is not None:
        tell_undo(done.act)


async def _list(settings: Settings, key: str) -> list[ThreadLine]:
    lines: list[ThreadLine] = []
    async with reading(settings) as found:
        site = await found.store.read(site_by_key(key))
        after = 0
        while page := await found.store.read(_page(site.site_id, after)):
            lines += [_line(*one) for one in page if one[0].merged_into is None]
            after = page[-1][0].id
    return lines


def _page(site_id: int, after: int) -> Transaction[list[tuple[Thread, list[str]]]]:
    found = []
    for one in (yield from threads_after(site_id, after, AT_ONCE)):
        keys = yield from keys_of_thread(site_id, one.id)
        found.append((one, keys))
    return found


def _line(one: Thread, keys: list[str]) -> ThreadLine:
    state = "locked" if one.locked_at is not None else "closed" if one.closed_at is not None else "open"
    return ThreadLine(
        id=one.public_id,
        url=one.url,
        title=one.title,
        state=state,
        count=one.count,
        last_posted_at=None if one.last_posted_at is None else iso(one.last_posted_at),
        keys=keys,
    )
