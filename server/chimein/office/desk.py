"""Where the shell's commands are handed in: at the running server's socket, or, without one, at the database itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from chimein.office.files import check_database
from chimein.office.line import NobodyThere, connected
from chimein.office.verbs import Verb
from chimein.settings import Settings, database_path, is_postgres

T = TypeVar("T")


class Desk(Protocol):
    """Whoever takes verbs."""

    async def ask(self, verb: Verb, kind: type[T], /) -> T:
        """The verb's answer, which is a `kind`. Raises `Refused`."""
        ...


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
    # Who asks a running server must not wait until all that a server is made of is loaded.
    from chimein.office.own_desk import own_desk

    async with own_desk(settings) as here:
        yield here
