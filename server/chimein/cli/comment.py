"""`chimein comment …`: moderation from the shell."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar, get_args

import click
from msgspec import Struct
from msgspec.structs import replace

from chimein.cli.acts import tell_undo
from chimein.cli.options import any_site_option, database_option, json_option, run, settings_for, site_option, tell_json
from chimein.gateways.clock import SystemClock
from chimein.office.desk import desk
from chimein.office.moderating_verbs import (
    ActRef,
    BulkStage,
    DecideComments,
    Decided,
    DecidedState,
    DecideMatching,
    DecideWritings,
    Replied,
    ReplyToComment,
)
from chimein.office.reading import reading
from chimein.office.verbs import Verb
from chimein.render.times import iso
from chimein.rules.facts import NOBODY, Comment, State
from chimein.settings import Settings
from chimein.store.calls import Transaction
from chimein.store.reads.comments import comments_in_state
from chimein.store.reads.searching import comments_with_words
from chimein.store.reads.sites import site_by_key

T = TypeVar("T")
AT_ONCE = 200
EXCERPT = 300
FILTERS = ("state", "thread", "person", "reason", "since", "until")
Bulk = DecideWritings | DecideMatching


class CommentLine(Struct, frozen=True, kw_only=True):
    """A comment as a moderator needs it; the address of its writer is nobody's business here."""

    id: str
    state: str
    kind: str
    url: str
    title: str
    name: str
    website: str | None
    posted_at: str
    reasons: list[str]
    text: str


@click.group()
def comment() -> None:
    """Read what awaits a decision, decide, and answer as the site."""


@comment.command("list")
@site_option
@click.option("--state", type=click.Choice(get_args(State)), default="held", show_default=True)
@click.option("--search", "words", metavar="WORDS", help='Only with these words: two "in a row" begin* -without.')
@database_option
@json_option
def list_(key: str, state: State, words: str | None, database: str | None, *, as_json: bool) -> None:
    """List the comments of a site in one state, the longest waiting first."""
    found = run(_list(settings_for(database), key, state, words))
    if as_json:
        tell_json({"comments": found})
        return
    for line in found:
        click.echo(f"{line.id}  {line.posted_at}  {line.name}  {line.url}")
        click.echo(f"    {' '.join(line.reasons)}" if line.reasons else "", nl=bool(line.reasons))
        click.echo("    " + " ".join(line.text.split())[:EXCERPT])
    click.echo(f"{len(found)} {state}.")


class Deciding(NamedTuple):
    """One verb of a moderator's."""

    name: str
    state: DecidedState
    told: str
    """In the past: what was done."""
    help: str


DECISIONS = (
    Deciding("approve", "published", "approved", "Publish comments: all that are named, or none."),
    Deciding(
        "reject",
        "rejected",
        "rejected",
        "Take comments away from readers, or keep them away: all that are named, or none.",
    ),
    Deciding("spam", "spam", "spam", "The same, for what nobody should have to read again."),
    Deciding("hold", "held", "held", "Take comments back into the queue, away from readers."),
)


def _decider(deciding: Deciding) -> click.Command:
    @click.command(deciding.name, help=deciding.help)
    @click.argument("ids", metavar="[ID…]", nargs=-1)
    @any_site_option
    @click.option(
        "--where",
        metavar="NAME=VALUE",
        multiple=True,
        help="Instead of ids: all of a site that this means, by state, thread, person, reason, since or until.",
    )
    @click.option(
        "--everything-by-writer", "everything", is_flag=True, help="And all that the same people wrote there."
    )
    @database_option
    @json_option
    def decide(  # noqa: PLR0913 - one parameter an option
        ids: tuple[str, ...],
        key: str | None,
        where: tuple[str, ...],
        database: str | None,
        *,
        everything: bool,
        as_json: bool,
    ) -> None:
        if bool(ids) == bool(where) or (where and not key):
            raise click.UsageError("Name comments, or with --site and --where all that are meant.")
        settings, upto = settings_for(database), SystemClock().now()
        state: DecidedState = deciding.state
        if where:
            means = _parsed(where)
            wish = DecideMatching(site=key or "", where=means, state=state, upto=upto, stage=BulkStage())
            done = run(_decide_all(settings, [wish]))
        elif everything:
            of = [DecideWritings(writer_of=id_, state=state, site=key, upto=upto, stage=BulkStage()) for id_ in ids]
            done = run(_decide_all(settings, of))
        else:
            done = run(ask(settings, DecideComments(ids=list(ids), state=state, site=key), Decided))
        _tell(deciding, done, as_json=as_json)

    return decide


def _tell(deciding: Deciding, done: Decided, *, as_json: bool) -> None:
    if as_json:
        tell_json({deciding.told: done.changed, "acts": done.acts})
        return
    click.echo(f"{done.changed} {deciding.state}.")
    for act in done.acts:
        tell_undo(act)


for deciding in DECISIONS:
    comment.add_command(_decider(deciding))


@comment.command()
@click.argument("comment_id", metavar="ID")
@click.option("--text", required=True, help="What the site says, in Markdown.")
@any_site_option
@database_option
@json_option
def reply(comment_id: str, text: str, key: str | None, database: str | None, *, as_json: bool) -> None:
    """Answer a comment as the site, with its badge."""
    wish = ReplyToComment(parent=comment_id, text=text, site=key)
    replied = run(ask(settings_for(database), wish, Replied))
    if as_json:
        tell_json(replied)
        return
    click.echo(f"Published as {replied.id}.")
    tell_undo(replied.act)


def _page(
    site_id: int, state: State, words: str | None, after: tuple[int, int]
) -> Transaction[list[tuple[Comment, str, str]]]:
    if words is None:
        return comments_in_state(site_id, state, after, AT_ONCE)
    return comments_with_words(site_id, (state, words), after, AT_ONCE)


async def _list(settings: Settings, key: str, state: State, words: str | None) -> Sequence[CommentLine]:
    lines: list[CommentLine] = []
    async with reading(settings) as found:
        site = await found.store.read(site_by_key(key))
        after = (-1, 0)
        while page := await found.store.read(_page(site.site_id, state, words, after)):
            lines += [_line(comment, url, title) for comment, url, title in page]
            after = (page[-1][0].posted_at, page[-1][0].id)
    return lines


async def ask(settings: Settings, verb: Verb, kind: type[T]) -> T:
    """The answer of whoever writes to the database."""
    async with desk(settings) as here:
        return await here.ask(verb, kind)


async def _decide_all(settings: Settings, wishes: Sequence[Bulk]) -> Decided:
    # Step by step, so that posts go on; whatever is done when this is stopped can be taken back.
    changed = 0
    acts: list[ActRef] = []
    async with desk(settings) as here:
        for wish in wishes:
            stage = await here.ask(wish, BulkStage)
            while stage.last is not None:
                click.echo(f"{changed + stage.changed} …", err=True)
                stage = await here.ask(replace(wish, stage=stage), BulkStage)
            changed += stage.changed
            acts += [ActRef(site=stage.site or "", act=stage.act)] if stage.act else []
    return Decided(changed=changed, acts=acts)


def _parsed(where: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in where:
        name, equals, value = each.partition("=")
        if not equals or name not in FILTERS:
            raise click.UsageError(f"--where takes NAME=VALUE, with a NAME of {', '.join(FILTERS)}.")
        found.setdefault(name, []).append(value)
    return found


def _line(comment: Comment, url: str, title: str) -> CommentLine:
    return CommentLine(
        id=comment.public_id,
        state=comment.state,
        kind=comment.kind,
        url=url,
        title=title,
        name=comment.name or NOBODY,
        website=comment.website,
        posted_at=iso(comment.posted_at),
        reasons=comment.reasons.split(),
        text=comment.source_text,
    )
