"""The private socket on which a running server takes its owner's commands: one JSON line a request, one an answer.

Only the user who runs the server can open it (mode 0600). It carries texts and addresses of imports, so that the
server, which alone has the keys at hand, seals them.
"""

import asyncio
import logging
import os
import stat
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from chimein.office.perform import Refused, perform
from chimein.office.verbs import Verb
from chimein.wiring import Instance

LONGEST_PATH = 100
LONGEST_LINE = 64 * 1024 * 1024
LOG = logging.getLogger("chimein.office")
T = TypeVar("T")


class Reply(msgspec.Struct, frozen=True):
    """An answer, or the sentence with which it is refused."""

    answer: msgspec.Raw = msgspec.Raw(b"null")
    refused: str | None = None


class NobodyThere(Exception):
    """No server answers at this database."""


_verbs = msgspec.json.Decoder(Verb)
_replies = msgspec.json.Decoder(Reply)


def socket_path(database: Path) -> Path:
    """Beside the database; where that is too long for a socket's name, under a short name of the same database."""
    beside = database.resolve().with_name(database.name + ".sock")
    if len(os.fsencode(beside)) <= LONGEST_PATH:
        return beside
    name = sha256(os.fsencode(beside)).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"chimein-{os.getuid()}-{name}.sock"


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


class Line:
    """A connection to a running server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, verb: Verb, kind: type[T], /) -> T:
        """The verb's answer. Raises `Refused`."""
        try:
            self._writer.write(msgspec.json.encode(verb) + b"\n")
            await self._writer.drain()
            line = await self._reader.readline()
        except ConnectionError:
            line = b""
        if not line.endswith(b"\n"):
            raise Refused("The running server went away; what it had acknowledged is stored. Start again.")
        reply = _replies.decode(line)
        if reply.refused is not None:
            raise Refused(reply.refused)
        return msgspec.json.decode(reply.answer, type=kind)


@asynccontextmanager
async def connected(database: Path) -> AsyncIterator[Line]:
    """A line to the server of this database. Raises `NobodyThere`."""
    path = socket_path(database)
    if not _is_own_socket(path):
        raise NobodyThere
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_LINE)
    except (ConnectionError, FileNotFoundError) as gone:
        raise NobodyThere from gone
    try:
        yield Line(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def _is_own_socket(path: Path) -> bool:
    """Nobody else may have put a socket there: under the temporary folder, others could."""
    try:
        facts = path.lstat()
    except OSError:
        return False
    return stat.S_ISSOCK(facts.st_mode) and facts.st_uid in (os.getuid(), 0)
