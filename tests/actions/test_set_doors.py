"""A conversation is closed, locked and opened again."""

import pytest

from chimein.access.moderating import comment_for_owner
from chimein.actions.decide_comment import Decision, decide_comment
from chimein.actions.merge_threads import merge_threads
from chimein.actions.move_comment import move_comment
from chimein.actions.pin_comment import pin_comment
from chimein.actions.reply_as_site import Reply, reply_as_site
from chimein.actions.reword_comment import Rewording, reword_comment
from chimein.actions.set_doors import set_doors
from chimein.rules.facts import Comment
from chimein.rules.posting import EditedDraft
from chimein.rules.refusals import ThreadLocked
from moderating import Moderator
from running import Running
from visiting import Json, Visitor, problem

ANSWER = Reply("An answer.", '[["p","An answer."]]', "<p>An answer.</p>", 1)


@pytest.fixture
def moderator(house: Running, visitor: Visitor) -> Moderator:
    return Moderator(house, visitor.site)


def comment_of(moderator: Moderator, posted: Json) -> Comment:
    """What was posted, as it is now."""
    return moderator.house.read(comment_for_owner(posted["comment"]["id"], moderator.site)).comment


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


def test_in_a_locked_thread_the_site_writes_nothing_either(visitor: Visitor, moderator: Moderator) -> None:
    """No reply, nothing moved or merged, in either direction; in a closed one the site still answers."""
    root = visitor.says()
    other = visitor.on(f"{visitor.page}/other")
    other.says()
    moderator.does(set_doors, visitor.page, "locked")
    here, there = moderator.thread(visitor.page), moderator.thread(other.page).thread
    comment = comment_of(moderator, root)
    for verb in (
        reply_as_site(here.site, here.thread, comment, ANSWER, moderator.doing()),
        merge_threads(here.thread, there, moderator.doing()),
        merge_threads(there, here.thread, moderator.doing()),
        move_comment(comment, here.thread, there, moderator.doing()),
    ):
        with pytest.raises(ThreadLocked):
            moderator.house.write(verb)
    assert (visitor.reads()["thread"]["count"], other.reads()["thread"]["count"]) == (1, 1)
    moderator.does(set_doors, visitor.page, "closed")
    closed = moderator.thread(visitor.page).thread
    moderator.house.write(reply_as_site(here.site, closed, comment, ANSWER, moderator.doing()))
    assert visitor.reads()["thread"]["count"] == 2


def test_in_a_locked_thread_moderators_still_tidy(visitor: Visitor, moderator: Moderator) -> None:
    """They decide, edit and pin, and take all of it back."""
    posted, second = visitor.says("Call 555-0100."), visitor.says("Second.")
    moderator.does(set_doors, visitor.page, "locked")
    words = Rewording(EditedDraft("Ann", None, "Call me."), '[["p","Call me."]]', "<p>Call me.</p>", 1, b"mark")
    acts = [
        moderator.house.write(reword_comment(comment_of(moderator, posted), words, moderator.doing())),
        moderator.house.write(pin_comment(comment_of(moderator, posted), moderator.doing())),
        moderator.house.write(decide_comment(comment_of(moderator, second), Decision("rejected"), moderator.doing())),
    ]
    (shown,) = visitor.reads()["comments"]
    assert (shown["html"], "pinned" in shown["badges"]) == ("<p>Call me.</p>", True)
    assert [moderator.undoes(act) for act in reversed(acts)] == [(1, 0)] * 3
    before = [shown["html"] for shown in visitor.reads()["comments"]]
    assert before == ["<p>Call 555-0100.</p>", "<p>Second.</p>"]


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
