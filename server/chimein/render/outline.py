"""A page's nested comments as one flat list that says where lists open and close, so that no template recurses."""

from collections.abc import Iterable
from dataclasses import dataclass

from chimein.messages.comments import CommentView, More


@dataclass(frozen=True, slots=True)
class Line:
    """One comment in reading order.

    Its list item stays open where `opens` begins a list of replies in it; else it ends, and `closes` lists end with it,
    each with the item that holds it. `more` belongs before the end of the outermost.
    """

    view: CommentView
    level: int
    opens: bool
    closes: int
    answered: CommentView | None
    """The comment it answers, where the indentation does not say so."""
    is_astray: bool
    """It answers a comment that is not on this page."""
    more: More | None
    root: str


def outline(roots: Iterable[CommentView]) -> list[Line]:
    """The lines of a page's comments."""
    placed = _in_reading_order(roots)
    shown = {entry.view.id: entry.view for entry in placed}
    lines = []
    for index, entry in enumerate(placed):
        following = placed[index + 1].level if index + 1 < len(placed) else 0
        lines.append(_line(entry, following, shown))
    return lines


def window_outline(replies: Iterable[CommentView]) -> list[Line]:
    """The lines of a window of replies: one level, each saying what it answers."""
    placed = [_Placed(view, 0, "", view, last="") for view in replies]
    shown = {entry.view.id: entry.view for entry in placed}
    return [_line(entry, 0, shown) for entry in placed]


@dataclass(frozen=True, slots=True)
class _Placed:
    view: CommentView
    level: int
    holder: str
    root: CommentView
    last: str
    """The id of the last comment below the root."""


def _in_reading_order(roots: Iterable[CommentView]) -> list[_Placed]:
    placed: list[_Placed] = []
    for root in roots:
        waiting = [(root, 0, "")]
        branch: list[tuple[CommentView, int, str]] = []
        while waiting:
            view, level, holder = waiting.pop()
            branch.append((view, level, holder))
            waiting += [(reply, level + 1, view.id) for reply in reversed(view.replies)]
        last = branch[-1][0].id
        placed += [_Placed(view, level, holder, root, last) for view, level, holder in branch]
    return placed


def _line(entry: _Placed, following: int, shown: dict[str, CommentView]) -> Line:
    view = entry.view
    is_elsewhere = view.parent is not None and view.parent != entry.holder
    answered = shown.get(view.parent or "") if is_elsewhere else None
    return Line(
        view=view,
        level=entry.level,
        opens=following > entry.level,
        closes=max(0, entry.level - following),
        answered=answered,
        is_astray=is_elsewhere and answered is None,
        more=entry.root.more if view.id == entry.last else None,
        root=entry.root.id,
    )
