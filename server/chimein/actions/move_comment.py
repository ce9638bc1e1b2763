"""A comment goes to another conversation of the site, with all that hangs on it."""

from chimein.rules.facts import Comment, Thread
from chimein.rules.places import check_move
from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.acts import Doing, Done, record
from chimein.store.writes.places import move_to


@repeatable
def move_comment(comment: Comment, source: Thread, target: Thread, doing: Doing) -> Transaction[Done]:
    """It becomes the target's newest root; public id and token stay. Raises `Invalid`, `ThreadLocked`."""
    check_move(source, target)
    change = yield from move_to(comment, source, target)
    return (yield from record(source.site_id, "move", doing, [change]))
