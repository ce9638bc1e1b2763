"""What a transaction is: a value that names queries and receives their rows, with no I/O of its own.

An action is a generator. It yields `Call`s, is sent lists of row tuples, and returns its result. That is why SQLite can
run a whole action in one hop of the writer's thread inside a group's commit, and PostgreSQL can await each step.
"""

from collections.abc import Generator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

Row = tuple[Any, ...]
Rows = list[Row]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One named query of `sql/queries/` with its parameters."""

    name: str
    params: Mapping[str, Any]


Transaction = Generator[Call, Rows, T]


def call(query: str, /, **params: Any) -> Transaction[Rows]:  # noqa: ANN401 - parameters are whatever the query takes
    """The rows of one named query."""
    rows = yield Call(query, params)
    return rows


class Reader(Protocol):
    """Something that runs reading transactions."""

    async def read(self, transaction: Transaction[T]) -> T:
        """Run `transaction` over one consistent view."""
        ...


class Store(Reader, Protocol):
    """A database, whichever engine it is."""

    async def write(self, transaction: Transaction[T]) -> T:
        """Run `transaction` and return only when its facts are durable.

        A refusal raised inside undoes this transaction alone. Raises `Unavailable` when the engine cannot write.
        """
        ...

    def snapshot(self) -> AbstractAsyncContextManager[Reader]:
        """A reader whose every `read` sees the same moment."""
        ...

    async def close(self) -> None:
        """Finish what was accepted, then let go of the database."""
        ...
