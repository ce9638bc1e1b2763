"""Where the shell's commands are handed in: at the running server's socket, or, without one, at the database itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from chimein.office.control import NobodyThere, connected
from chimein.office.files import check_database
from chimein.office.perform import perform
from chimein.office.verbs import Verb
from chimein.settings import Settings, database_path, is_postgres
from chimein.wiring import Instance, opened

T = TypeVar("T")


class Desk(Protocol):
    """Whoever takes verbs."""

    async def ask(self, verb: Verb, kind: type[T], /) -> T:
        """The verb's answer, which is a `kind`. Raises `Refused`."""
        ...


class OwnDesk:
    """This process is the writer."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    async def ask(self, verb: Verb, _kind: type[T], /) -> T:
        """The verb's answer. Raises `Refused`."""
        answer: T = await perform(self._instance, verb)
        return answer


@asynccontextmanager
async def desk(settings: Settings, *, may_begin: bool = False) -> AsyncIterator[Desk]:
    """The desk of the database. A new one is only begun where that is meant. Raises `CannotOpen`."""
    if not is_postgres(settings):
        path = database_path(settings)
        check_database(path, may_begin=may_begin)
        try:
            async with connected(path) as line:
                yield line
                return
        except NobodyThere:
            pass
    async with opened(settings) as instance:
        yield OwnDesk(instance)
