"""A store whose transactions are spans, named after their actions. Only there where somebody traces."""

from typing import Any, TypeVar, cast

from chimein.spans import Spans
from chimein.store.calls import Transaction, name_of
from chimein.store.news import TellingStore

T = TypeVar("T")


def traced(store: TellingStore, spans: Spans) -> TellingStore:
    """The same store, telling what it does."""
    return cast(TellingStore, _Traced(store, spans))


class _Traced:
    def __init__(self, store: TellingStore, spans: Spans) -> None:
        self._store = store
        self._spans = spans

    async def read(self, transaction: Transaction[T]) -> T:
        with self._spans.begin(f"read {name_of(transaction)}", "client"):
            return await self._store.read(transaction)

    async def write(self, transaction: Transaction[T]) -> T:
        with self._spans.begin(f"write {name_of(transaction)}", "client"):
            return await self._store.write(transaction)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else a store has
        return getattr(self._store, name)
