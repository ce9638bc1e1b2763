"""The instance's figures for Prometheus, on a listener of their own: the public port never has them.

Everything is counted where it happens and only read here, when somebody asks. No label holds what a visitor chose.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from chimein.office.http_server import Application, answering, listen, url_of
from chimein.office.metrics_sources import FromDatabase, Lag, Sources, Works, from_database
from chimein.rules.refusals import Unavailable
from chimein.settings import metrics_address
from chimein.web.hot import HotReads
from chimein.wiring import Instance

TEXT = b"text/plain; charset=utf-8"


@asynccontextmanager
async def measured(instance: Instance, worker: Works, app: Application) -> AsyncIterator[str | None]:
    """Show the figures while the context lasts, and say where, if the settings ask for it. Raises `CannotListen`."""
    address = metrics_address(instance.settings)
    if address is None:
        yield None
        return
    cache = app.answers.numbers if isinstance(app, HotReads) else None
    lag = Lag()
    shown = MetricsApp(Sources(instance.figures, instance.store, worker, cache), lag)
    with listen(*address, "CHIMEIN_METRICS") as listener:
        async with lag.watched(), answering(shown, listener, instance.settings):
            yield f"{url_of(listener)}/metrics"


class MetricsApp:
    """An ASGI application with one door."""

    def __init__(self, sources: Sources, lag: Lag) -> None:
        # Its client costs half a megabyte and a tenth of a second: only for those who ask for it.
        from chimein.office.exposition import Exposition

        self._store = sources.store
        self._exposition = Exposition(sources, lag)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401, ARG002 - ASGI
        """Answer one request."""
        if scope["path"] != "/metrics" or scope["method"] not in ("GET", "HEAD"):
            await _answer(send, (404, TEXT), b"There is /metrics here, and nothing else.\n")
            return
        accepted = dict(scope["headers"]).get(b"accept", b"").decode("latin-1")
        content, kind = self._exposition.text(await self._asked(), accepted)
        await _answer(send, (200, kind.encode()), content if scope["method"] == "GET" else b"")

    async def _asked(self) -> FromDatabase | None:
        # A database that is away is told as such; everything else is still there.
        try:
            return await from_database(self._store)
        except (Unavailable, TimeoutError, OSError):
            return None


async def _answer(send: Any, how: tuple[int, bytes], body: bytes) -> None:  # noqa: ANN401 - ASGI
    status, kind = how
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
