"""Runs a transaction value against a plain sqlite3 connection, inside that connection's own thread."""

import sqlite3
from collections.abc import Mapping
from typing import TypeVar

from chimein.store.calls import Transaction

T = TypeVar("T")


def run(connection: sqlite3.Connection, statements: Mapping[str, str], transaction: Transaction[T]) -> T:
    """Step through `transaction`, executing what it asks for, until it returns."""
    try:
        asked = next(transaction)
        while True:
            rows = connection.execute(statements[asked.name], asked.params).fetchall()
            asked = transaction.send(rows)
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        transaction.close()
