"""A site's owner decided anew about pictures: all are to be asked for, or dropped, as the setting now says."""

from chimein.store.calls import Transaction, call, repeatable

GRACE_MS = 120_000
"""A new persona has a delivery of its own; only what that left undone is swept up."""


@repeatable
def ask_for_avatars_again(site_id: int, now: int) -> Transaction[None]:
    """Make every persona with an address due; the worker's next sweep finds them."""
    yield from call("await_avatars_of_site", site_id=site_id, due_at=now)
