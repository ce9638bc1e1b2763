"""A real Chime In in a thread of its own, listening on a port that the system chose."""

import asyncio
import sqlite3
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import asyncpg
import msgspec
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chimein.app import create_app
from chimein.office.http_server import HttpServer, http_server, listen, port_of
from chimein.rules.site_settings import SiteSettings, changed, to_stored
from chimein.settings import load
from chimein.store.calls import Transaction, call
from chimein.wiring import Instance, opened
from chimein.worker.worker import Worker
from engines import Database
from telling import misspoken

T = TypeVar("T")


class Running:
    """A served instance; `url` is its address, `database` its file (or, elsewhere, its `Database`)."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self._listener = listen("127.0.0.1", 0)
        port = port_of(self._listener)
        self.url = f"http://127.0.0.1:{port}"
        self.database: Any = folder / "chimein.db"
        if "database" in settings:
            self.database = Database(settings["database"])
        self.settings = load({}, **{"database": f"sqlite:///{self.database}", "port": port, **settings})
        self.instance: Instance
        self.worker: Worker
        self._loop: asyncio.AbstractEventLoop
        self._ready: Future[None] = Future()
        self._server: HttpServer
        self._thread = threading.Thread(target=self._run, name="chimein-under-test")

    def __enter__(self) -> "Running":
        self._thread.start()
        self._ready.result(30)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.should_exit = True
        self._thread.join(30)
        assert not self._thread.is_alive(), "the server did not stop"
        assert not self._misspoken(), "what is stored to be told differs from its facts"

    def _misspoken(self) -> dict[str, str]:
        if isinstance(self.database, Path) and not self.database.exists():
            return {}
        try:
            return misspoken(self.database)
        except (sqlite3.Error, asyncpg.PostgresError, OSError):
            # The test took the database away, or left nothing to read.
            return {}

    def write(self, transaction: Transaction[T]) -> T:
        """Run a writing transaction in the server's own store."""
        return self.wait_for(self.instance.store.write(transaction))

    def read(self, transaction: Transaction[T]) -> T:
        """Run a reading transaction in the server's own store."""
        return self.wait_for(self.instance.store.read(transaction))

    def wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def add_site(self, *origins: str, key: str = "blog", name: str = "The Blog", **assignments: str) -> str:
        """A site with these origins and settings, where nothing waits unless they say so; returns its key."""

        def transaction() -> Transaction[None]:
            stored = _stored(assignments)
            rows = yield from call("add_site", key=key, name=name, settings=stored, created_at=1)
            for position, origin in enumerate(origins or ("https://blog.example",)):
                yield from call("add_origin", site_id=rows[0][0], position=position, origin=origin)

        self.write(transaction())
        return key

    def set_site(self, key: str = "blog", **assignments: str) -> None:
        """Give a site other settings than it was made with; nothing waits unless they say so."""

        def transaction() -> Transaction[None]:
            rows = yield from call("site_by_key", key=key)
            yield from call("change_site", site_id=rows[0][0], name=rows[0][2], settings=_stored(assignments))

        self.write(transaction())

    @property
    def app(self) -> Any:
        """The application that is served."""
        return self._server.config.loaded_app

    @property
    def total_requests(self) -> int:
        """How many requests the server says it answered."""
        return self._server.server_state.total_requests

    def use_protocol(self, protocol: type[HttpToolsProtocol]) -> None:
        """Speak another protocol class with connections from now on."""
        self._server.config.http_protocol_class = protocol

    def use_app(self, app: Any) -> None:
        """Serve another application with connections from now on."""
        self._server.config.loaded_app = app

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(self._serve())
        except BaseException as failure:
            self._listener.close()
            if not self._ready.done():
                self._ready.set_exception(failure)
            raise

    async def _serve(self) -> None:
        async with opened(self.settings) as instance:
            self.instance, self._loop = instance, asyncio.get_running_loop()
            self.worker = worker = Worker(instance)
            await worker.start()
            self._server = http_server(create_app(instance, worker.wake, stir=worker.stir), shutdown_seconds=3)
            serving = asyncio.create_task(self._server.serve(sockets=[self._listener]))
            started = asyncio.create_task(self._server.ready.wait())
            await asyncio.wait({started, serving}, return_when=asyncio.FIRST_COMPLETED)
            started.cancel()
            self._ready.set_result(None)
            await serving
            await worker.stop()


def _stored(assignments: dict[str, str]) -> str:
    # Most tests are about comments that are there at once; which ones wait is the business of some.
    wanted = {"moderation": "none", **assignments}
    return msgspec.json.encode(to_stored(changed(SiteSettings(), wanted))).decode()
