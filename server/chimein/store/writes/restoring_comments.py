"""Comments as they were before a decision. What somebody changed since is left alone, and the answer is False."""

from chimein.store.calls import Transaction
from chimein.store.reads.comments import comment_by_public_id, decided_last
from chimein.store.writes.acts import Change, Doing
from chimein.store.writes.comments import Judged
from chimein.store.writes.deciding import set_state_and_tell


def restore_state(site_id: int, change: Change, doing: Doing) -> Transaction[bool]:
    """The state, with the time and the hand that it had; a number that was given stays."""
    was, became = change.was, change.became
    # By its public id: it may have been moved to another thread since.
    comment = yield from comment_by_public_id(site_id, became["public_id"])
    if comment is None:
        return False
    standing = comment.state, *(yield from decided_last(comment))
    if standing != (became["state"], became["state_at"], became["state_by"]):
        return False
    yield from set_state_and_tell(comment, Judged(was["state"], was["state_at"], was["state_by"]), doing)
    return True
