"""A thread's records in the order in which they can be stored: parents first, everything else by date.

It mends what exports get wrong: missing parents, circles, replies to pings, endless depth; and it says how often.
"""

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chimein.messages.records import CommentRecord
from chimein.rules.posting import DEEPEST

GONE = frozenset({"rejected", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Member:
    """A record in its place: `parent` is the index, in the list of members, of the one that it answers."""

    record: CommentRecord
    parent: int | None
    depth: int


@dataclass(slots=True)
class _Node:
    """A record on its way to its place."""

    record: CommentRecord
    at: int
    """Its place in the file."""
    parent: "int | None" = None
    children: "list[int] | None" = None

    def add_child(self, at: int) -> None:
        self.children = [*(self.children or []), at]


def without_dead_branches(records: Sequence[CommentRecord]) -> tuple[list[CommentRecord], int]:
    """Trash is kept only where it holds replies up; also how many were left out."""
    parents = {record.id: record.parent for record in records}
    needed: set[str] = set()
    for record in records:
        above = record.parent if record.state not in GONE else None
        while above is not None and above in parents and above not in needed:
            needed.add(above)
            above = parents[above]
    kept = [record for record in records if record.state not in GONE or record.id in needed]
    return kept, len(records) - len(kept)


def in_order(records: Sequence[CommentRecord], noticed: Counter[str], *, by_date: bool) -> list[Member]:
    """Every record once, parents before replies; roots by date, or in the file's order."""
    nodes = [_Node(record, at) for at, record in enumerate(records)]
    _find_parents(nodes, noticed)
    _open_circles(nodes, noticed)
    for node in nodes:
        if node.parent is not None:
            nodes[node.parent].add_child(node.at)
    return _placed(nodes, noticed, by_date=by_date)


def _find_parents(nodes: Sequence[_Node], noticed: Counter[str]) -> None:
    places = {node.record.id: node.at for node in nodes}
    for node in nodes:
        wanted = node.record.parent
        if wanted is None:
            continue
        if wanted not in places:
            noticed["orphan"] += 1
        elif node.record.kind != "comment" or nodes[places[wanted]].record.kind != "comment":
            noticed["answers-a-ping"] += 1
        else:
            node.parent = places[wanted]


def _open_circles(nodes: Sequence[_Node], noticed: Counter[str]) -> None:
    """Each circle is opened at the member that comes first in the file."""
    settled = [False] * len(nodes)
    for start in range(len(nodes)):
        trail: dict[int, None] = {}
        at: int | None = start
        while at is not None and not settled[at] and at not in trail:
            trail[at] = None
            at = nodes[at].parent
        if at is not None and at in trail:
            steps = list(trail)
            first = min(steps[steps.index(at) :])
            nodes[first].parent = None
            noticed["circle"] += 1
        for step in trail:
            settled[step] = True


def _placed(nodes: Sequence[_Node], noticed: Counter[str], *, by_date: bool) -> list[Member]:
    def rank(node: _Node) -> tuple[int, int]:
        return (node.record.posted_at if by_date else 0, node.at)

    waiting = [(*rank(node), -1) for node in nodes if node.parent is None]
    heapq.heapify(waiting)
    members: list[Member] = []
    while waiting:
        _, at, parent = heapq.heappop(waiting)
        members.append(_member(nodes[at].record, parent, members, noticed))
        for child in nodes[at].children or []:
            heapq.heappush(waiting, (*rank(nodes[child]), len(members) - 1))
    return members


def _member(record: CommentRecord, parent: int, members: Sequence[Member], noticed: Counter[str]) -> Member:
    if parent < 0:
        return Member(record, None, 0)
    above = members[parent]
    if above.depth >= DEEPEST and above.parent is not None:
        noticed["hung-higher"] += 1
        return Member(record, above.parent, DEEPEST)
    return Member(record, parent, above.depth + 1)
