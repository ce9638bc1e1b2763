"""Shows that the database takes a commit, by writing what is there already."""

from chimein.store.calls import Transaction, call, repeatable


@repeatable
def prove_writable() -> Transaction[None]:
    """One row is written as it was. Where that is on the disk, a comment would be."""
    yield from call("rewrite_instance")
