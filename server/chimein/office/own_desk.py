"""The desk of a process that writes to the database itself. It brings along all of the server that writing takes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from chimein.office.perform import perform
from chimein.office.verbs import Verb
from chimein.settings import Settings
from chimein.wiring import Instance, opened

T = TypeVar("T")


class OwnDesk:
    """This process is the writer."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    async def ask(self, verb: Verb, _kind: type[T], /) -> T:
        """The verb's answer. Raises `Refused`."""
        answer: T = await perform(self._instance, verb)
        return answer


@asynccontextmanager
async def own_desk(settings: Settings) -> AsyncIterator[OwnDesk]:
    """A desk at the opened database. Raises `CannotOpen`."""
    async with opened(settings) as instance:
        yield OwnDesk(instance)
