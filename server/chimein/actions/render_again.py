"""Old comments in the forms that a newer renderer makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from chimein.store.calls import Transaction, call, repeatable


@dataclass(frozen=True, slots=True)
class OldRendering:
    """A comment whose forms an older renderer made."""

    site_id: int
    thread_id: int
    comment_id: int
    source_text: str
    source_format: str


@dataclass(frozen=True, slots=True)
class NewRendering:
    """The same comment's new forms."""

    old: OldRendering
    tree: str
    html: str


def old_renderings(
    site_id: int, renderer_version: int, after: tuple[int, int], limit: int
) -> Transaction[list[OldRendering]]:
    """Some comments of a site that an older renderer made, those after (thread id, comment id)."""
    rows = yield from call(
        "comments_of_older_renderer",
        site_id=site_id,
        thread_id=after[0],
        after=after[1],
        renderer_version=renderer_version,
        limit=limit,
    )
    return [OldRendering(site_id, *row) for row in rows]


@repeatable
def render_again(renderings: Sequence[NewRendering], renderer_version: int) -> Transaction[int]:
    """Store the new forms and let every thread's bytes change; how many were still old."""
    changed = 0
    threads = set()
    for new in renderings:
        old = new.old
        rows = yield from call(
            "set_rendering",
            site_id=old.site_id,
            thread_id=old.thread_id,
            id=old.comment_id,
            tree=new.tree,
            html=new.html,
            renderer_version=renderer_version,
        )
        changed += len(rows)
        threads |= {(old.site_id, old.thread_id)} if rows else set()
    for site_id, thread_id in sorted(threads):
        yield from call("touch_thread", site_id=site_id, id=thread_id)
    return changed
