"""The HTTP server in this process, and the port it listens on."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import uvicorn

from chimein.rules.hindrances import Hindrance
from chimein.settings import Settings
from chimein.web.hot import HotReads
from chimein.web.protocol import PatientProtocol

Application = Callable[[Any, Any, Any], Awaitable[None]]
BACKLOG = 2048
REST_SECONDS = 3.0
"""Of the time for stopping, what is left when no request is waited for any longer: for the database, and to end."""


class CannotListen(Hindrance):
    """The address cannot be listened on; the message says why."""


def listen(host: str, port: int, option: str = "--port") -> socket.socket:
    """A listening socket; port 0 lets the system choose. Raises `CannotListen`, which names the `option` to change."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, address = found[0][0], found[0][4]
        listener = socket.create_server(address, family=family, backlog=BACKLOG)
        # Inherited by connections; without it small answers wait for an acknowledgement on some loops.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except socket.gaierror as unknown:
        raise CannotListen(f"There is no address {host} on this machine.") from unknown
    except OSError as failure:
        raise CannotListen(_why((host, port, option), failure)) from failure


def port_of(listener: socket.socket) -> int:
    """The port that was given."""
    port: int = listener.getsockname()[1]
    return port


def url_of(listener: socket.socket) -> str:
    """The address at which it listens, as a browser on this machine writes it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def http_server(app: Application, shutdown_seconds: int) -> "HttpServer":
    """A server for this application that says nothing of itself and believes no proxy."""
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=shutdown_seconds,
    )
    return HttpServer(config)


@contextlib.asynccontextmanager
async def answering(app: Application, listener: socket.socket, settings: Settings) -> AsyncIterator[None]:
    """HTTP while the context lasts."""
    server = http_server(app, settings.shutdown_seconds)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await _started(server, task)
        yield
    finally:
        server.should_exit = True
        await task


async def _started(server: "HttpServer", task: asyncio.Task[None]) -> None:
    ready = asyncio.create_task(server.ready.wait())
    await asyncio.wait({ready, task}, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if task.done():
        task.result()


class HttpServer(uvicorn.Server):
    """Leaves signals to whoever runs it, so that several servers end together and with success."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what was begun, as far as the time goes, and log what was counted."""
        giving_up = asyncio.create_task(self._give_up_in_time())
        try:
            await super().shutdown(sockets)
        finally:
            giving_up.cancel()
        app = self.config.loaded_app
        if isinstance(app, HotReads):
            app.log.flush()

    async def _give_up_in_time(self) -> None:
        # A request that never ends would hold the stop up to the last moment, and be broken off with an error.
        limit = self.config.timeout_graceful_shutdown or 0
        await asyncio.sleep(limit - min(REST_SECONDS, limit / 2))
        connections = self.server_state.connections
        for connection in tuple(connections):
            if isinstance(connection, PatientProtocol):
                connection.give_up()
        await asyncio.sleep(min(REST_SECONDS, limit / 2) / 4)
        for connection in tuple(connections):
            # Whoever does not even read what it was told.
            connection.transport.abort()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _why(wanted: tuple[str, int, str], failure: OSError) -> str:
    host, port, option = wanted
    if failure.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken by another program. Choose another one with {option}."
    if failure.errno == errno.EACCES:
        return f"Port {port} is not open to this user. Choose one above 1023 with {option}."
    return f"{host} port {port} cannot be listened on: {failure.strerror}."
