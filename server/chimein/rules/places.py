"""Whether comments may go from one conversation to another."""

from chimein.rules.facts import Thread
from chimein.rules.refusals import FieldError, Invalid, ThreadLocked


def check_move(source: Thread, target: Thread) -> None:
    """Both are of one site, they are two, and in neither nothing moves. Raises `Invalid`, `ThreadLocked`."""
    if source.site_id != target.site_id:
        raise Invalid({"into": FieldError("other-site", "Both conversations must be of one site.")})
    if source.id == target.id:
        raise Invalid({"into": FieldError("same-thread", "This is one conversation already.")})
    check_unlocked(source, target)


def check_unlocked(*threads: Thread) -> None:
    """What stands in these may still be changed. Raises `ThreadLocked`."""
    if any(thread.locked_at is not None for thread in threads):
        raise ThreadLocked
