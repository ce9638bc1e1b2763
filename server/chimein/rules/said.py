"""What readers are told of a comment but for its place and its words: text that is stored beside the comment.

It follows the comment's place in a thread's answer, written once instead of for every reader. Nothing in it depends on
other comments; tests/actions/test_said.py holds it to what `render/comments.py` makes of the same facts.
"""

from json.encoder import encode_basestring as quoted
from typing import NamedTuple

from chimein.rules.facts import NOBODY, State, public_state
from chimein.rules.moments import iso

GAP = "\x1f"
"""Where the words belong; JSON has no such character."""
PINNED = 'pinned"],"replies":['
"""How it ends for a comment that is shown first."""


class Face(NamedTuple):
    """The picture of whoever spoke. Pings and the site's own words have none."""

    avatar_id: str | None
    version: int | None


FACELESS = Face(None, None)


class Telling(NamedTuple):
    """The facts that are told."""

    kind: str
    badge: str | None
    """Badges, separated by spaces; what is pinned has that for its last."""
    name: str
    website: str | None
    posted_at: int
    edited_at: int | None
    avatar_id: str | None
    avatar_version: int | None


def said(telling: Telling) -> str:
    """The text of a comment that is published."""
    kind, badge, name, website, posted_at, edited_at, avatar_id, version = telling
    site = quoted(website) if website is not None else "null"
    edited = "null" if edited_at is None else f'"{iso(edited_at)}"'
    badges = '"' + badge.replace(" ", '","') + '"' if badge else ""
    return (
        f',"kind":"{kind}","name":{quoted(name or NOBODY)},"website":{site},{told_face(Face(avatar_id, version))}'
        f'"body":{GAP},"posted_at":"{iso(posted_at)}","edited_at":{edited},"state":"published","badges":[{badges}]'
        ',"replies":['
    )


def told_face(face: Face) -> str:
    """The part of it that names the picture; nobody can write the same into another part."""
    if face.avatar_id is None:
        return '"avatar":null,'
    return f'"avatar":"{avatar_path(face)}",'


def avatar_path(face: Face) -> str:
    """Where the picture is, on the instance."""
    return f"/avatar/{face.avatar_id}/80?v={face.version}"


def tombstone(state: State, posted_at: int) -> str:
    """The same of a comment that is no longer published."""
    return (
        f',"kind":null,"name":null,"website":null,"avatar":null,"body":null,"posted_at":"{iso(posted_at)}"'
        f',"edited_at":null,"state":"{public_state(state)}","badges":[],"replies":['
    )
