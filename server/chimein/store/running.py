"""Runs a transaction value against a plain sqlite3 connection, inside that connection's own thread."""

import sqlite3
from collections.abc import Mapping
from typing import TypeVar

from chimein.store.calls import Transaction

T = TypeVar("T")


def run(connection: sqlite3.Connection, statements: Mapping[str, str], transaction: Transaction[T]) -> T:
    """Step through `transaction`, executing what it asks for, until it returns."""
    try:
        execute, step = connection.execute, transaction.send
        name, params = next(transaction)
        while True:
            name, params = step(execute(statements[name], params).fetchall())
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        transaction.close()
