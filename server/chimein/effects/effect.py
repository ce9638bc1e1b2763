"""What an effect is, what it is given, and how it says that it should be tried again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from chimein.gateways.clock import Clock
from chimein.gateways.gravatar import Gravatar
from chimein.gateways.ids import IdMint
from chimein.gateways.keys import InstanceKeys
from chimein.gateways.randomness import Randomness
from chimein.store.calls import Store
from chimein.store.reads.deliveries import Due


class Parts(Protocol):
    """The parts of a running instance that effects use."""

    @property
    def store(self) -> Store:
        """The database."""
        ...

    @property
    def keys(self) -> InstanceKeys:
        """What opens a sealed address."""
        ...

    @property
    def clock(self) -> Clock:
        """The time."""
        ...

    @property
    def randomness(self) -> Randomness:
        """Chance, for waits that should not fall together."""
        ...

    @property
    def mint(self) -> IdMint:
        """New ids."""
        ...

    @property
    def gravatar(self) -> Gravatar:
        """Who is asked for pictures."""
        ...


class TryAgain(Exception):
    """It did not work this time. `outcome` is a code without personal data."""

    def __init__(self, outcome: str, *, upstream_answered: bool) -> None:
        """`upstream_answered`: the other side works, only this errand went wrong."""
        self.outcome = outcome
        self.upstream_answered = upstream_answered
        super().__init__(outcome)


@dataclass(frozen=True, slots=True)
class Effect:
    """One kind of consequence."""

    run: Callable[[Parts, Due], Awaitable[str]]
    """Returns the name of the outcome. Raises `TryAgain`."""
    upstream: str
    """Who is asked; effects of one upstream share its pace and its pauses."""
    waits_ms: tuple[int, ...]
    """The pauses before the second, third … try; after the last one it has failed."""
