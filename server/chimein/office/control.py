"""The private socket on which a running server takes its owner's commands: one JSON line a request, one an answer.

Only the user who runs the server can open it (mode 0600). It carries texts and addresses of imports, so that the
server, which alone has the keys at hand, seals them. The other end is `line.py`.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec

from chimein.office.line import LONGEST_LINE, Refused, Reply, socket_path
from chimein.office.perform import perform
from chimein.office.verbs import Verb
from chimein.wiring import Instance

LOG = logging.getLogger("chimein.office")
_verbs = msgspec.json.Decoder(Verb)


@asynccontextmanager
async def listening(instance: Instance, database: Path, wake: Callable[[], None]) -> AsyncIterator[None]:
    """Take commands while the context lasts. The caller holds the database's lock, so an old socket is a dead one."""
    path = socket_path(database)
    path.unlink(missing_ok=True)
    visits: set[asyncio.Task[None]] = set()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            visits.add(task)
            task.add_done_callback(visits.discard)
        with suppress(ConnectionError, asyncio.CancelledError):
            await _converse(instance, wake, reader, writer)
        writer.close()

    before = os.umask(0o177)
    try:
        server = await asyncio.start_unix_server(visit, path, limit=LONGEST_LINE)
    finally:
        os.umask(before)
    try:
        yield
    finally:
        server.close()
        for task in visits:
            task.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
        path.unlink(missing_ok=True)


async def _converse(
    instance: Instance, wake: Callable[[], None], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    while line := await reader.readline():
        writer.write(msgspec.json.encode(await _answered(instance, line)) + b"\n")
        wake()
        await writer.drain()


async def _answered(instance: Instance, line: bytes) -> Reply:
    try:
        answer = await perform(instance, _verbs.decode(line))
    except Refused as refused:
        return Reply(refused=str(refused))
    except msgspec.MsgspecError:
        return Reply(refused="The running server does not know this command; it is of another version.")
    except Exception as crash:  # noqa: BLE001 - one failed command must not end the server
        LOG.error("command_failed", extra={"kind": type(crash).__name__})
        return Reply(refused="The running server failed at this; its log says more.")
    return Reply(answer=msgspec.Raw(msgspec.json.encode(answer)))
