"""Whether what is stored to be told of each comment is what its facts say, by whoever encodes single comments."""

from pathlib import Path
from typing import Any

from chimein.messages.comments import encoded
from chimein.render.comments import Showing, comment_view
from chimein.rules.facts import PageComment
from engines import Database

_ALL = """
select c.public_id, c.kind,
  case when c.pinned_at is null then c.badge else trim(coalesce(c.badge, '') || ' pinned') end,
  c.name, c.website, c.posted_at, c.edited_at, p.avatar_id, p.avatar_version, c.said
from comment c left join persona p on p.site_id = c.site_id and p.id = c.persona_id
where c.public_id not like '%~%'
"""
"""All comments but the copies that tests make behind the house's back."""
_PLACE, _END = '{"id":"","number":null,"depth":0,"parent":null', '],"more":null}'


def misspoken(database: Path | Database) -> dict[str, str]:
    """By the public ids of comments of which something else would be told: what is to be told."""
    rows = _of(database).rows(_ALL)
    return {row[0]: fresh for row in rows if row[-1] != (fresh := told(row[1:-1]))}


def tell_again(database: Path | Database) -> None:
    """After a test changed facts behind the house's back."""
    for public_id, fresh in misspoken(database).items():
        _of(database).rows("update comment set said = ? where public_id = ?", fresh, public_id)


def _of(database: Path | Database) -> Database:
    return Database(f"sqlite:///{database}") if isinstance(database, Path) else database


def told(facts: tuple[Any, ...]) -> str:
    """What is to be stored, given kind, badges, name, website, both times and the picture."""
    kind, badge, name, website, posted_at, edited_at, face, look = facts
    words = (name, website, "\x1f", "", posted_at, edited_at, face, look)
    comment = PageComment(0, "", None, 0, 0, None, kind, "published", 0, badge, *words)
    whole = encoded(comment_view(comment, None, Showing(None, "tree"))).decode()  # type: ignore[arg-type]
    assert whole.startswith(_PLACE)
    assert whole.endswith(_END)
    return whole.removeprefix(_PLACE).removesuffix(_END)
