"""Whatever the parents of a file say, every record gets one place, below something that stands before it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from chimein.messages.records import CommentRecord, RecordState
from chimein.rules.posting import DEEPEST
from chimein.transfer.families import in_order, without_dead_branches

STATES: tuple[RecordState, ...] = ("published", "held", "spam", "rejected", "withdrawn")


def record(name: str, parent: str | None = None, at: int = 0, **fields: object) -> CommentRecord:
    made = {"id": name, "thread": "t", "parent": parent, "name": name, "text": name, "format": "text", "posted_at": at}
    return CommentRecord(**{**made, **fields})  # type: ignore[arg-type]


@st.composite
def any_records(draw: st.DrawFn) -> list[CommentRecord]:
    names = [str(number) for number in range(draw(st.integers(0, 30)))]
    parents = st.sampled_from([None, "nobody", *names])
    kinds = st.sampled_from(["comment", "comment", "comment", "pingback"])
    return [
        record(name, draw(parents), draw(st.integers(0, 5)), kind=draw(kinds), state=draw(st.sampled_from(STATES)))
        for name in names
    ]


@given(any_records(), st.booleans())
def test_every_record_stands_once_and_after_its_parent(records: list[CommentRecord], by_date: bool) -> None:
    """With a depth one below its parent's; pings stand alone; no circle is left."""
    members = in_order(records, Counter(), by_date=by_date)
    assert sorted(member.record.id for member in members) == sorted(made.id for made in records)
    for at, member in enumerate(members):
        if member.parent is None:
            assert member.depth == 0
            continue
        above = members[member.parent]
        assert member.parent < at
        assert member.depth == above.depth + 1
        assert member.record.parent == above.record.id
        assert "pingback" not in (member.record.kind, above.record.kind)


@given(any_records())
def test_roots_follow_by_date(records: list[CommentRecord]) -> None:
    """That is the order of their numbers."""
    roots = [member.record.posted_at for member in in_order(records, Counter(), by_date=True) if member.parent is None]
    assert roots == sorted(roots)


def test_our_own_file_keeps_its_order() -> None:
    """Numbers and ids follow from it."""
    records = [record("b", at=9), record("c", "b", at=8), record("a", at=1)]
    assert [member.record.id for member in in_order(records, Counter(), by_date=False)] == ["b", "c", "a"]


def test_what_was_mended_is_counted() -> None:
    """Orphans, circles, and answers to pings."""
    noticed: Counter[str] = Counter()
    in_order(
        [record("a", "nobody"), record("b", "c"), record("c", "b"), record("p", kind="pingback"), record("d", "p")],
        noticed,
        by_date=True,
    )
    assert noticed == {"orphan": 1, "circle": 1, "answers-a-ping": 1}


def test_nothing_is_deeper_than_the_deepest() -> None:
    """What would be is hung below the deepest possible parent."""
    noticed: Counter[str] = Counter()
    chain = [record(str(number), str(number - 1) if number else None, number) for number in range(DEEPEST + 20)]
    members = in_order(chain, noticed, by_date=True)
    assert max(member.depth for member in members) == DEEPEST
    assert noticed == {"hung-higher": 19}


@given(any_records())
def test_trash_is_kept_only_above_what_is_kept(records: list[CommentRecord]) -> None:
    """And whatever is no trash is always kept."""
    kept, dropped = without_dead_branches(records)
    assert len(kept) + dropped == len(records)
    assert {made.id for made in records if made.state not in ("rejected", "withdrawn")} <= {made.id for made in kept}
    for made in kept:
        if made.state in ("rejected", "withdrawn"):
            assert any(other.parent == made.id for other in kept)
