"""The site answers, and what it answers is approved with it."""

import httpx

from chimein.actions.reply_as_site import Reply, reply_as_site
from chimein.rules.accounts import Actor
from chimein.rules.facts import Comment, Site
from chimein.store.calls import Transaction
from chimein.store.reads.threads import thread_by_id
from chimein.store.writes.acts import Doing, Done
from deciding import Moderator
from running import Running
from visiting import Visitor, new_visitor


def replies(site: Site, comment: Comment, doing: Doing) -> Transaction[tuple[str, Done]]:
    """An answer of the site."""
    thread = yield from thread_by_id(site.site_id, comment.thread_id)
    reply = Reply("Thanks.", '[["p","Thanks."]]', "<p>Thanks.</p>", 1)
    return (yield from reply_as_site(site, thread, comment, reply, doing))


def test_a_reply_approves_what_it_answers(house: Running, caller: httpx.Client) -> None:
    """A held parent is published with the reply; one undo takes both back, and the counts with them."""
    visitor = new_visitor(house, caller, moderation="all")
    moderator = Moderator(house, visitor.site, Actor("account", 3))
    said = visitor.says("A question.")
    reply, done = moderator.does(replies, said)
    (root,) = visitor.reads()["comments"]
    assert (root["id"], root["replies"][0]["id"]) == (said["comment"]["id"], reply)
    assert (root["replies"][0]["name"], root["replies"][0]["badges"]) == ("The Blog", ["site"])
    assert [row[:3] for row in moderator.audit()] == [("account", 3, "reply")] * 2
    moderator.assert_counted()
    assert moderator.undoes(done.act_id).undone == 2
    assert moderator.standing(said)[0] == "held"
    assert visitor.reads()["comments"] == []
    moderator.assert_counted()


def test_a_reply_that_was_answered_leaves_its_place(visitor: Visitor, house: Running) -> None:
    """Taken back, the site's words become a tombstone above what visitors said below them."""
    moderator = Moderator(house, visitor.site)
    said = visitor.says("A question.")
    reply, done = moderator.does(replies, said)
    visitor.says("And?", parent=reply)
    assert moderator.undoes(done.act_id).undone == 1
    (shown,) = visitor.reads()["comments"][0]["replies"]
    assert (shown["id"], shown["state"]) == (reply, "withdrawn")
    moderator.assert_counted()
