"""`chimein serve` without a process of its own, for tests of what is asked of a server rather than of how it lives.

Everything is there, the private socket too; only what a process has is not: a log, signals, a death.
"""

import asyncio
import threading
from concurrent.futures import Future

import httpx
import uvloop

from chimein.app import create_app
from chimein.office.http_server import Application
from chimein.office.serving import serving
from chimein.settings import Settings
from chimein.web.readiness import Readiness
from chimein.wiring import Instance
from chimein.worker.worker import Worker

SECONDS = 60


class ServedHere:
    """A server in a thread, ready once it is entered; `url` is its address."""

    def __init__(self, settings: Settings) -> None:
        self.url = ""
        self._settings = settings
        self._begun: Future[str] = Future()
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._thread = threading.Thread(target=self._run, name="chimein-served-here")

    def __enter__(self) -> "ServedHere":
        self._thread.start()
        self.url = self._begun.result(SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(SECONDS)
        assert not self._thread.is_alive(), "the server did not stop"

    def http(self) -> httpx.Client:
        """A client of it."""
        return httpx.Client(base_url=self.url, timeout=20, verify=False)

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(self._serve())
        except BaseException as failure:
            if self._begun.done():
                raise
            self._begun.set_exception(failure)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with serving(self._settings, self._application) as served:
            self._begun.set_result(served.url)
            await self._stop.wait()

    def _application(self, instance: Instance, worker: Worker) -> Application:
        readiness = Readiness(instance, self._stop.is_set, worker.is_alive)
        return create_app(instance, worker.wake, readiness, worker.stir)
