"""What the sample website's readers say, as records that the import takes like any other file's.

The texts stand in `conversations.toml`; times are counted back from the moment at which the demo begins, so that the
conversation is always a fresh one. Nobody here has an email address: a demo asks no picture of anyone.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import structs

from chimein.demo.articles import FOLDER, articles
from chimein.demo.website import article_url
from chimein.messages.records import CommentRecord, Record, ThreadRecord

MINUTE = 60_000
UNITS = {"w": 7 * 24 * 60 * MINUTE, "d": 24 * 60 * MINUTE, "h": 60 * MINUTE, "m": MINUTE}


def conversation(now_ms: int, base_url: str) -> Iterator[Record]:
    """Every thread of the sample website at `base_url` with its comments, oldest first, before `now_ms`."""
    table = tomllib.loads((FOLDER / "conversations.toml").read_text(encoding="utf-8"))
    by_slug = {article.slug: article for article in articles()}
    for talk in table["threads"]:
        article = by_slug[talk["article"]]
        thread = ThreadRecord(
            id=article.slug,
            url=article_url(base_url, article),
            title=article.title,
            created_at=_before(now_ms, talk["ago"]),
        )
        yield thread
        said = [_comment(entry, table["people"][entry["by"]], thread, now_ms) for entry in talk["comments"]]
        for comment in sorted(said, key=lambda comment: comment.posted_at):
            yield _at_home(comment, base_url)


def _comment(entry: Mapping[str, Any], person: Mapping[str, Any], thread: ThreadRecord, now_ms: int) -> CommentRecord:
    return CommentRecord(
        id=f"{thread.id}/{entry['key']}",
        thread=thread.id,
        parent=f"{thread.id}/{entry['to']}" if "to" in entry else None,
        state="withdrawn" if entry.get("withdrawn") else entry.get("state", "published"),
        name=person["name"],
        website=person.get("website"),
        persona=entry["by"],
        badge=person.get("badge", False),
        text=entry["text"].strip(),
        format="markdown",
        posted_at=_before(now_ms, entry["ago"]),
        edited_at=_before(now_ms, entry["edited"]) if "edited" in entry else None,
    )


def _before(now_ms: int, ago: str) -> int:
    """Epoch milliseconds of `1w 2d 3h 4m` ago."""
    return now_ms - sum(int(count) * UNITS[unit] for count, unit in re.findall(r"(\d+)([wdhm])", ago))


def _at_home(comment: CommentRecord, base_url: str) -> CommentRecord:
    """Links to other articles are written `](/slug)`; a comment is also read away from the website."""
    return structs.replace(comment, text=comment.text.replace("](/", f"]({base_url.rstrip('/')}/"))
