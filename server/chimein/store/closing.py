"""Keeps a database that is being moved as it is: every writing transaction first looks whether a move stands.

SQLite has one writer, so looking is enough there. PostgreSQL has many, each with a view of its own moment: see
`postgres.py` for the lock that comes before the look.
"""

from typing import TypeVar

from chimein.rules.refusals import Moving
from chimein.store.calls import Transaction, call

T = TypeVar("T")


def unless_moving(transaction: Transaction[T]) -> Transaction[T]:
    """The same transaction, refused where a move stands. Raises `Moving`."""
    try:
        if (yield from call("move")):
            raise Moving
        return (yield from transaction)
    finally:
        transaction.close()
