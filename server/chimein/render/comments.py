"""A comment fact as its public view. What the view has no field for cannot leak."""

from dataclasses import dataclass
from typing import Literal

from msgspec import Raw

from chimein.messages.comments import CommentView
from chimein.render.times import iso
from chimein.rules.facts import ShownComment, Site, public_state
from chimein.rules.public_ids import public_id

BodyKind = Literal["tree", "html", "both"]
_NOFOLLOW = ' rel="nofollow ugc noopener"'
_FOLLOW = ' rel="ugc noopener"'


@dataclass(frozen=True, slots=True)
class Showing:
    """How comments of a site are shown: the ids of their instance, the body that was asked for."""

    site: Site
    body: BodyKind = "both"


def comment_view(comment: ShownComment, parent: str | None, showing: Showing) -> CommentView:
    """The public view of one comment, without its replies. A tombstone has nulls where its words were."""
    state = public_state(comment.state)
    there = state == "published"
    view = CommentView(
        id=comment.public_id,
        number=comment.number,
        depth=comment.depth,
        parent=parent,
        kind=comment.kind if there else None,
        name=comment.name if there else None,
        website=comment.website if there else None,
        avatar=avatar_path(comment) if there else None,
        posted_at=iso(comment.posted_at),
        edited_at=iso(comment.edited_at) if there and comment.edited_at is not None else None,
        state=state,
        badges=[comment.badge] if there and comment.badge else [],
        replies=[],
        more=None,
    )
    if showing.body != "html":
        view.body = Raw(comment.tree.encode()) if there else None
    if showing.body != "tree":
        view.html = linked(comment.html, showing.site) if there else None
    return view


def single_view(comment: ShownComment, showing: Showing) -> CommentView:
    """The public view of a comment on its own."""
    return comment_view(comment, comment.parent_public_id or _parent_id(comment, showing.site), showing)


def avatar_path(comment: ShownComment, size: int = 80) -> str | None:
    """Where the picture is, under the instance's address; pings and the site's own words have none."""
    if comment.avatar_id is None:
        return None
    return f"/avatar/{comment.avatar_id}/{size}?v={comment.avatar_version}"


def linked(html: str, site: Site) -> str:
    """The stored HTML with the site's wish about links; the exact attribute cannot occur in anybody's text."""
    return html.replace(_NOFOLLOW, _FOLLOW) if site.settings.links == "follow" else html


def _parent_id(comment: ShownComment, site: Site) -> str | None:
    return None if comment.parent_id is None else public_id(site.salt, site.site_id, comment.parent_id)
