"""A conversation is closed, locked and opened again."""

import pytest

from chimein.actions.set_doors import set_doors
from moderating import Moderator
from running import Running
from visiting import Visitor, problem


@pytest.fixture
def moderator(house: Running, visitor: Visitor) -> Moderator:
    return Moderator(house, visitor.site)


def test_a_closed_thread_takes_no_comments_until_it_is_opened(visitor: Visitor, moderator: Moderator) -> None:
    """Readers see that it is closed; what is there can still be changed by its writers."""
    posted = visitor.says()
    moderator.does(set_doors, visitor.page, "closed")
    problem(visitor.tries(), 409, "thread-closed")
    page = visitor.reads()
    assert (page["thread"]["open"], page["thread"]["closes_at"] is None) == (False, False)
    assert visitor.edits(posted).status_code == 200
    moderator.does(set_doors, visitor.page, "open")
    assert visitor.reads()["thread"]["open"] is True
    visitor.says()


def test_in_a_locked_thread_nothing_moves(visitor: Visitor, moderator: Moderator) -> None:
    """No comments, no edits, no withdrawals, each with a code of its own meaning; then all of them again."""
    posted = visitor.says()
    moderator.does(set_doors, visitor.page, "locked")
    problem(visitor.tries(), 409, "thread-closed")
    problem(visitor.edits(posted), 409, "thread-locked")
    problem(visitor.withdraws(posted), 409, "thread-locked")
    assert visitor.reads()["thread"]["open"] is False
    moderator.does(set_doors, visitor.page, "closed")
    assert visitor.edits(posted).status_code == 200
    problem(visitor.tries(), 409, "thread-closed")


def test_a_thread_that_is_so_already_is_left_alone(visitor: Visitor, moderator: Moderator) -> None:
    """No act, no line in the audit, no new version for readers."""
    visitor.says()
    assert moderator.does(set_doors, visitor.page, "closed").changed == 1
    version = visitor.reads()["thread"]["version"]
    done = moderator.does(set_doors, visitor.page, "closed")
    assert (done.act_id, done.changed) == (0, 0)
    assert visitor.reads()["thread"]["version"] == version
    assert [line[0] for line in moderator.audited()] == ["close"]


def test_closing_can_be_undone(visitor: Visitor, moderator: Moderator) -> None:
    """It is open again as if nothing had been; the version rises all the same."""
    visitor.says()
    before = visitor.reads()["thread"]
    done = moderator.does(set_doors, visitor.page, "locked")
    assert moderator.undoes(done) == (1, 0)
    after = visitor.reads()["thread"]
    assert after == {**before, "version": before["version"] + 2}
    visitor.says()


def test_what_was_decided_since_is_not_undone(visitor: Visitor, moderator: Moderator) -> None:
    """Undoing a closing leaves the lock that came after it."""
    visitor.says()
    done = moderator.does(set_doors, visitor.page, "closed")
    moderator.does(set_doors, visitor.page, "locked")
    assert moderator.undoes(done) == (0, 1)
    assert moderator.thread(visitor.page).thread.locked_at is not None
