"""A whole instance at work: database, worker, HTTP, and the control socket, started and stopped in the right order."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass

from msgspec import structs

from chimein.office.control import listening
from chimein.office.files import check_database
from chimein.office.http_server import Application, CannotListen, answering, listen, port_of, url_of
from chimein.office.metrics import measured
from chimein.settings import Settings, database_path, is_postgres
from chimein.wiring import Instance, check_free, opened
from chimein.worker.worker import Worker

MakeApp = Callable[[Instance, Worker], Application]


@dataclass(frozen=True, slots=True)
class Served:
    """An instance at work, and the address at which it listens."""

    instance: Instance
    url: str
    metrics_url: str | None = None


@asynccontextmanager
async def serving(settings: Settings, make_app: MakeApp) -> AsyncIterator[Served]:
    """Serve while the context lasts, from the moment it is entered; then answer what was begun, within the limit.

    Raises `CannotOpen` and `CannotListen` before anything is answered.
    """
    if not is_postgres(settings):
        check_database(database_path(settings), may_begin=True)
    with ExitStack() as listeners:
        # First of all: nothing is begun or brought up to date for a server that nobody could reach.
        listener = listeners.enter_context(_listener(settings))
        settings = structs.replace(settings, port=port_of(listener))
        async with opened(settings) as instance, _working(instance) as worker:
            app = make_app(instance, worker)
            async with (
                _commands(instance, worker.wake),
                measured(instance, worker, app) as metrics_url,
                answering(app, listener, settings),
            ):
                yield Served(instance, url_of(listener), metrics_url)


def _listener(settings: Settings) -> socket.socket:
    try:
        return listen(settings.host, settings.port)
    except CannotListen:
        if not is_postgres(settings):
            # That the database is in use says more than that the port is.
            check_free(database_path(settings))
        raise


def _commands(instance: Instance, wake: Callable[[], None]) -> AbstractAsyncContextManager[None]:
    """The owner's commands come here where there is one writer; elsewhere they go to the database themselves."""
    if is_postgres(instance.settings):
        return nullcontext()
    return listening(instance, database_path(instance.settings), wake)


@asynccontextmanager
async def signals() -> AsyncIterator[asyncio.Event]:
    """An event that is set by the first SIGINT or SIGTERM; a second one ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    both = (signal.SIGINT, signal.SIGTERM)

    def ask_to_stop() -> None:
        stop.set()
        for name in both:
            loop.remove_signal_handler(name)

    for name in both:
        loop.add_signal_handler(name, ask_to_stop)
    try:
        yield stop
    finally:
        for name in both:
            loop.remove_signal_handler(name)


@asynccontextmanager
async def _working(instance: Instance) -> AsyncIterator[Worker]:
    worker = Worker(instance, spans=instance.spans)
    await worker.start()
    try:
        yield worker
    finally:
        await worker.stop()
