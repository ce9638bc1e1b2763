"""Pinned comments come first on the first page; numbers, counts and pages stay as they are."""

from collections.abc import Callable

import httpx
import pytest

from chimein.actions.pin_comment import MOST_PINNED, pin_comment, unpin_comment
from chimein.rules.facts import Comment, Site
from chimein.rules.refusals import Invalid
from chimein.store.calls import Transaction
from chimein.store.writes.acts import Doing, Done
from deciding import Moderator, Verb
from running import Running
from visiting import Json, Visitor, new_visitor


def verb(action: Callable[[Comment, Doing], Transaction[Done]]) -> Verb[Done]:
    """An action on a comment as the moderator of these tests is given it."""

    def done(_: Site, comment: Comment, doing: Doing) -> Transaction[Done]:
        return (yield from action(comment, doing))

    return done


PIN, UNPIN = verb(pin_comment), verb(unpin_comment)


@pytest.fixture
def visitor(house: Running, caller: httpx.Client) -> Visitor:
    """Of a site with three roots on a page."""
    return new_visitor(house, caller, page_size="3")


def numbers(page: Json) -> list[int]:
    """The roots of a page."""
    return [root["number"] for root in page["comments"]]


@pytest.mark.parametrize(
    ("order", "pages"),
    [("oldest", [[5, 2, 1, 3], [4, 6], [7]]), ("newest", [[5, 2, 7, 6], [4, 3], [1]])],
)
def test_pinned_roots_stand_on_top_of_the_first_page_alone(
    visitor: Visitor, house: Running, order: str, pages: list[list[int]]
) -> None:
    """In either order every root is met exactly once, with its replies, and its neighbours stay where they are."""
    moderator = Moderator(house, visitor.site)
    said = [visitor.says(f"root {number}") for number in range(1, 8)]
    for each in said:
        visitor.replies(each)
    for each in (said[1], said[4]):
        moderator.does(PIN, each)
    walked = [visitor.reads(page=number, order=order) for number in (1, 2, 3)]
    wanted = [sorted(pages[0][:2], reverse=order == "newest") + pages[0][2:], *pages[1:]]
    assert [numbers(page) for page in walked] == wanted
    assert all(len(root["replies"]) == 1 for page in walked for root in page["comments"])
    assert walked[0]["page"] == {"number": 1, "pages": 3, "size": 3, "roots": 7}
    badges = {root["number"]: root["badges"] for page in walked for root in page["comments"]}
    assert badges == {number: ["pinned"] if number in (2, 5) else [] for number in range(1, 8)}
    around = visitor.reads(around=said[4]["comment"]["id"], order=order)
    assert around["around"]["page"] == 1
    assert visitor.reads(around=said[6]["comment"]["id"], order="oldest")["around"]["page"] == 3
    moderator.assert_counted()


def test_a_short_thread_shows_it_first_too(visitor: Visitor, house: Running) -> None:
    """Also where the whole thread is read in one piece; unpinning and undoing bring the old order back."""
    moderator = Moderator(house, visitor.site)
    said = [visitor.says(f"root {number}") for number in range(1, 4)]
    done = moderator.does(PIN, said[2])
    assert numbers(visitor.reads()) == [3, 1, 2]
    assert visitor.looks_at(said[2]["comment"]["id"]).json()["comment"]["badges"] == ["pinned"]
    moderator.undoes(done.act_id)
    assert numbers(visitor.reads()) == [1, 2, 3]
    moderator.does(PIN, said[1])
    assert numbers(visitor.reads()) == [2, 1, 3]
    gone = moderator.does(UNPIN, said[1])
    assert numbers(visitor.reads()) == [1, 2, 3]
    moderator.undoes(gone.act_id)
    assert numbers(visitor.reads()) == [2, 1, 3]
    assert [row[2] for row in moderator.audit()] == ["pin", "undo", "pin", "unpin", "undo"]


def test_the_page_without_javascript_says_that_it_is_pinned(visitor: Visitor, house: Running) -> None:
    """With its own badge, first on the page."""
    moderator = Moderator(house, visitor.site)
    said = [visitor.says(f"root {number}") for number in range(1, 3)]
    moderator.does(PIN, said[1])
    page = visitor.http.get(f"/t/{visitor.reads()['thread']['id']}").text
    assert page.count(">Pinned<") == 1
    assert page.index(">Pinned<") < page.index("root 2") < page.index("root 1")


def test_only_a_published_root_is_pinned(visitor: Visitor, house: Running) -> None:
    """Replies and what nobody sees are refused, and so is one too many; twice is no change."""
    moderator = Moderator(house, visitor.site)
    said = [visitor.says(f"root {number}") for number in range(MOST_PINNED + 2)]
    moderator.decides("rejected", said[-1])
    for wrong in (visitor.replies(said[0]), said[-1]):
        with pytest.raises(Invalid) as refused:
            moderator.does(PIN, wrong)
        assert refused.value.errors["comment"].code == "not-a-root"
    for each in said[:MOST_PINNED]:
        assert moderator.does(PIN, each).changed == 1
    assert moderator.does(PIN, said[0]).changed == 0
    with pytest.raises(Invalid) as refused:
        moderator.does(PIN, said[MOST_PINNED])
    assert refused.value.errors["comment"].code == "too-many-pinned"
