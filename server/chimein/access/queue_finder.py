"""All that a filter of the queue means, a part at a time: what a decision about thousands walks through."""

from collections.abc import Callable

from chimein.access.desk import check
from chimein.rules.accounts import Staff
from chimein.rules.facts import Comment
from chimein.rules.queue import LATEST, Place, QueueFilter
from chimein.store.calls import Transaction
from chimein.store.reads.comments import comment_by_public_id
from chimein.store.reads.queue import standing_in_queue

Find = Callable[[Place, int], Transaction[list[Comment]]]
"""The next comments behind a place, at most so many, oldest first."""


def finder(staff: Staff, site_id: int, wanted: QueueFilter, upto: int) -> Find:
    """What finds the site's part of a filter, without what came after the moment `upto` (epoch milliseconds).

    Raises `NotFound`, `RoleTooSmall` for who may not decide there.
    """
    check(staff, site_id, "moderate")
    return finder_for_owner(site_id, wanted, upto)


def finder_for_owner(site_id: int, wanted: QueueFilter, upto: int) -> Find:
    """The same for whoever decides from the shell. Raises `Invalid` for words that are none."""
    low, high = wanted.between
    end = min(high, (upto, LATEST))

    def find(after: Place, limit: int) -> Transaction[list[Comment]]:
        standing = yield from standing_in_queue(site_id, wanted, (max(low, after), end), "oldest", limit)
        found = []
        for one in standing:
            comment = yield from comment_by_public_id(site_id, one.public_id)
            found += [comment] if comment is not None else []
        return found

    return find
