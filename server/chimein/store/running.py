"""Runs a transaction value against a plain sqlite3 connection, inside that connection's own thread."""

import sqlite3
from collections.abc import Mapping
from typing import TypeVar

from chimein.store.calls import Transaction, steps_of
from chimein.store.news import CHANGES, Changed
from chimein.store.positional import Numbered

T = TypeVar("T")


def run(connection: sqlite3.Connection, statements: Mapping[str, str], transaction: Transaction[T]) -> T:
    """Step through `transaction`, executing what it asks for, until it returns."""
    try:
        execute, steps = connection.execute, steps_of(transaction)
        step = steps.send
        name, params = next(steps)
        while True:
            name, params = step(execute(statements[name], params).fetchall())
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        transaction.close()


def run_noting(
    connection: sqlite3.Connection, queries: Mapping[str, Numbered], transaction: Transaction[T], noted: set[Changed]
) -> T:
    """The same; what it changes for readers is added to `noted`."""
    try:
        execute, steps = connection.cursor().execute, steps_of(transaction)
        step = steps.send
        asked = next(steps)
        while True:
            name, params = asked
            text, values = queries[name]
            rows = execute(text, values(params)).fetchall()
            reading = CHANGES.get(name)
            if reading is not None:
                noted.update(reading(asked, rows))
            asked = step(rows)
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        transaction.close()
