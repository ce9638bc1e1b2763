"""How the parts tell what they are doing to whoever traces, without knowing who that is; usually nobody.

What is told is ours: routes, actions, outcomes, numbers. Never an address, a page, a site, a name or an id of anybody.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, Protocol

Kind = Literal["server", "client", "internal"]
Fact = str | int


class Span(Protocol):
    """Something that is being done."""

    def tell(self, facts: Mapping[str, Fact], name: str | None = None) -> None:
        """What is known by now; `name` replaces the one it was begun with."""
        ...

    def fail(self, kind: str) -> None:
        """It went wrong, by a word of ours."""
        ...


class Spans(Protocol):
    """Where spans are begun."""

    def begin(self, name: str, kind: Kind = "internal") -> AbstractContextManager[Span]:
        """For as long as the context lasts; what is begun within it is a part of it."""
        ...

    async def close(self) -> None:
        """Send what was not sent yet, within two seconds."""
        ...


class NoSpans:
    """Nobody traces."""

    @contextmanager
    def begin(self, name: str, kind: Kind = "internal") -> Iterator[Span]:  # noqa: ARG002 - nobody listens
        """Nothing."""
        yield _Nothing()

    async def close(self) -> None:
        """Nothing."""


class _Nothing:
    def tell(self, facts: Mapping[str, Fact], name: str | None = None) -> None:
        pass

    def fail(self, kind: str) -> None:
        pass
