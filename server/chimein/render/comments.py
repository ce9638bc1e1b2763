"""A comment fact as its public view. What the view has no field for cannot leak."""

from dataclasses import dataclass
from typing import Literal

from msgspec import UNSET, Raw

from chimein.messages.comments import CommentView
from chimein.render.times import iso
from chimein.rules.facts import NOBODY, PageComment, ShownComment, Site, public_state
from chimein.rules.public_ids import public_id

BodyKind = Literal["tree", "html", "both"]
_NOFOLLOW = ' rel="nofollow ugc noopener"'
_FOLLOW = ' rel="ugc noopener"'


@dataclass(frozen=True, slots=True)
class Showing:
    """How comments of a site are shown: the ids of their instance, the body that was asked for."""

    site: Site
    body: BodyKind = "both"


def comment_view(comment: PageComment, parent: str | None, showing: Showing) -> CommentView:
    """The public view of one comment, without its replies. A tombstone has nulls where its words were."""
    if comment.state != "published":
        return _tombstone(comment, parent, showing.body)
    # Taken apart at once: by their names, so many fields of so many comments would cost as much as the view.
    _, own_id, _, _, depth, number, kind, _, _, badge, name, website, tree, html, posted, edited, face, look = comment
    return CommentView(
        own_id,
        number,
        depth,
        parent,
        kind,
        name or NOBODY,
        website,
        None if face is None else f"/avatar/{face}/80?v={look}",  # pings and the site's own words have none
        UNSET if showing.body == "html" else Raw(tree.encode()),
        UNSET if showing.body == "tree" else linked(html, showing.site),
        iso(posted),
        None if edited is None else iso(edited),
        "published",
        badge.split() if badge else [],
        [],
        None,
    )


def single_view(comment: ShownComment, showing: Showing) -> CommentView:
    """The public view of a comment on its own."""
    placed = PageComment._make(getattr(comment, name) for name in PageComment._fields)
    return comment_view(placed, comment.parent_public_id or _parent_id(comment, showing.site), showing)


def linked(html: str, site: Site) -> str:
    """The stored HTML with the site's wish about links; the exact attribute cannot occur in anybody's text."""
    return html.replace(_NOFOLLOW, _FOLLOW) if site.settings.links == "follow" else html


def _tombstone(comment: PageComment, parent: str | None, body: BodyKind) -> CommentView:
    return CommentView(
        id=comment.public_id,
        number=comment.number,
        depth=comment.depth,
        parent=parent,
        kind=None,
        name=None,
        website=None,
        avatar=None,
        body=UNSET if body == "html" else None,
        html=UNSET if body == "tree" else None,
        posted_at=iso(comment.posted_at),
        edited_at=None,
        state=public_state(comment.state),
        badges=[],
        replies=[],
        more=None,
    )


def _parent_id(comment: ShownComment, site: Site) -> str | None:
    return None if comment.parent_id is None else public_id(site.salt, site.site_id, comment.parent_id)
