"""A conversation that never was, for trying out how the element looks. The site's own settings show in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from minijinja import Markup
from msgspec import Raw

from chimein.messages.comments import CommentView
from chimein.messages.threads import PageView, ThreadAnswer, ThreadView
from chimein.render.desk.shell import plain_page
from chimein.render.thread import settings_view
from chimein.render.times import iso
from chimein.rules.embedding import Embedding
from chimein.rules.facts import Site
from chimein.rules.site_settings import Order
from chimein.rules.snippets import style_sheet

MINUTE_MS = 60_000
SEEDS = ("heron", "lantern", "orchard", "pebble")
"""Of the drawn pictures, by which they are asked for."""


def sample_page(site: Site, options: Embedding, ground: str, nonce: str) -> str:
    """A page with the element in it; `nonce` lets its one style element through."""
    attributes = {**options.attributes(), "loading": "eager", "url": f"{site.origins[0]}/"}
    # What an embedding says of the look is made of harmless characters alone.
    look = Markup(style_sheet(options))
    context = {"site": site, "ground": ground, "nonce": nonce, "attributes": attributes, "look": look}
    return plain_page("sample.html", context)


def sample_thread(site: Site, order: Order | None, now: int) -> ThreadAnswer:
    """Four comments, one of them the site's, as the thread of a page would be answered."""
    roots = [_view(_ADA, now, [_view(_EDITOR, now, [_view(_TOMAS, now)])]), _view(_BEA, now)]
    if (order or site.settings.order) == "newest":
        roots.reverse()
    return ThreadAnswer(
        thread=ThreadView(
            id="sample",
            url=f"{site.origins[0]}/",
            title="A sample",
            count=4,
            open=True,
            closes_at=None,
            version=1,
        ),
        page=PageView(number=1, pages=1, size=site.settings.page_size, roots=2),
        around=None,
        settings=settings_view(site.settings),
        comments=roots,
        pings=[],
    )


@dataclass(frozen=True, slots=True)
class _Said:
    id: str
    name: str
    words: tuple[object, ...]
    minutes: int
    """How long ago."""
    above: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    number: int | None = None
    website: str | None = None


_ADA = _Said(
    "s1",
    "Ada",
    ("A lovely walk, and the map is just right. Is the ", ("em", "old towpath"), " open in winter?"),
    190,
    number=1,
)
_EDITOR = _Said("s2", "The editor", ("Thank you! It is, except after heavy rain.",), 80, ("s1",), ("site",))
_TOMAS = _Said("s3", "Tomás", ("Between lock and mill it was ", ("code", "dry"), " last week."), 40, ("s1", "s2"))
_BEA = _Said(
    "s4",
    "Bea",
    ("We took the children on Sunday. ", ("a", {"href": "https://example.org/"}, "Some pictures"), "."),
    15,
    number=2,
    website="https://example.org/",
)


def _view(said: _Said, now: int, replies: Sequence[CommentView] = ()) -> CommentView:
    return CommentView(
        id=said.id,
        number=said.number,
        depth=len(said.above),
        parent=said.above[-1] if said.above else None,
        kind="comment",
        name=said.name,
        website=said.website,
        avatar=f"/avatar/{SEEDS[int(said.id[1:]) - 1]}/80",
        body=Raw(msgspec.json.encode([["p", *said.words]])),
        html=msgspec.UNSET,
        posted_at=iso(now - said.minutes * MINUTE_MS),
        edited_at=None,
        state="published",
        badges=list(said.badges),
        replies=list(replies),
        more=None,
    )
