"""What a transaction is: a value that names queries and receives their rows, with no I/O of its own.

An action is a generator. It yields `Call`s, is sent lists of row tuples, and returns its result. That is why SQLite can
run a whole action in one hop of the writer's thread inside a group's commit, and PostgreSQL can await each step.
"""

from collections.abc import Callable, Generator, Hashable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, Protocol, TypeVar

Row = tuple[Any, ...]
Rows = list[Row]
P = ParamSpec("P")
T = TypeVar("T")


class Call(NamedTuple):
    """One named query of `sql/queries/` with its parameters."""

    name: str
    params: Mapping[str, Any]


Transaction = Generator[Call, Rows, T]


@dataclass(frozen=True, slots=True)
class Company:
    """Beside which others of its kind a transaction may be run, step by step in turn, as if they came one by one."""

    apart: frozenset[Hashable]
    """Not beside one that shares any of these."""
    finds: frozenset[tuple[int, str]] = frozenset()
    """Nor beside one that brings a key of a thread which this one looks up: (site, key)."""


class Repeatable(Transaction[T]):
    """A transaction that can be run again from its start, when another writer came in between.

    SQLite has one writer and never asks for it; PostgreSQL has many.
    """

    def __init__(self, make: Callable[[], Transaction[T]], company: "Callable[[], Company] | None" = None) -> None:
        self._make = make
        self._company = company
        self._steps = make()

    @property
    def company(self) -> "Company | None":
        """Beside whom it may be run; None: alone. Made when somebody asks: one writer after the other never does."""
        return self._company() if self._company is not None else None

    def again(self) -> "Repeatable[T]":
        """The same from the start; whatever this one had done was undone."""
        return Repeatable(self._make, self._company)

    def send(self, rows: Rows, /) -> Call:
        """The next query, given the rows of the last one."""
        return self._steps.send(rows)

    def throw(self, *problem: Any) -> Call:  # noqa: ANN401 - as Generator has it
        """Raise the problem where the transaction stands."""
        return self._steps.throw(*problem)

    def close(self) -> None:
        """End it where it stands."""
        self._steps.close()


def repeatable(action: Callable[P, Transaction[T]]) -> Callable[P, Transaction[T]]:
    """An action whose transactions can be run again: all that it depends on are its arguments and what it reads."""

    @wraps(action)
    def begun(*args: P.args, **kwargs: P.kwargs) -> Transaction[T]:
        return Repeatable(lambda: action(*args, **kwargs))

    return begun


def in_company(
    company: Callable[P, Company],
) -> Callable[[Callable[P, Transaction[T]]], Callable[P, Transaction[T]]]:
    """A repeatable action that may be interleaved with itself: what two of them change in one row, they add to it."""

    def marked(action: Callable[P, Transaction[T]]) -> Callable[P, Transaction[T]]:
        @wraps(action)
        def begun(*args: P.args, **kwargs: P.kwargs) -> Transaction[T]:
            return Repeatable(lambda: action(*args, **kwargs), lambda: company(*args, **kwargs))

        return begun

    return marked


def steps_of(transaction: Transaction[T]) -> Transaction[T]:
    """What a repeatable one is made of: who never repeats it need not go through it."""
    while isinstance(transaction, Repeatable):
        transaction = transaction._steps
    return transaction


def name_of(transaction: Transaction[Any]) -> str:
    """The action's name, for whoever watches."""
    steps = steps_of(transaction)
    code = getattr(steps, "gi_code", None)
    return str(code.co_name).lstrip("_") if code is not None else type(steps).__name__


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

        A refusal raised inside undoes this transaction alone. A `repeatable` one is run again where another writer's
        came in between. Raises `Unavailable` when the engine cannot write, and `Moving` while the database moves.
        """
        ...

    async def write_alone(self, transaction: Transaction[T]) -> T:
        """The same while nobody else writes, and also where a move stands: only `chimein move` uses it."""
        ...

    async def tally(self, transaction: Transaction[T]) -> T:
        """Count: each step stands for itself, waits for whoever is just counting there, and may be lost in a crash.

        Raises `Unavailable`.
        """
        ...

    def snapshot(self) -> AbstractAsyncContextManager[Reader]:
        """A reader whose every `read` sees the same moment."""
        ...

    async def close(self) -> None:
        """Finish what was accepted, then let go of the database."""
        ...
