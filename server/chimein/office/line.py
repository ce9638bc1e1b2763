"""The shell's end of the private socket (`control.py`): a question and its answer. It loads nothing of the server's."""

import asyncio
import os
import stat
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from chimein.office.verbs import Verb
from chimein.rules.hindrances import Hindrance

LONGEST_PATH = 100
LONGEST_LINE = 64 * 1024 * 1024
T = TypeVar("T")


class Refused(Hindrance):
    """The owner's wish was refused; the message is the sentence to show."""


class NobodyThere(Exception):
    """No server answers at this database."""


class Reply(msgspec.Struct, frozen=True):
    """An answer, or the sentence with which it is refused."""

    answer: msgspec.Raw = msgspec.Raw(b"null")
    refused: str | None = None


_replies = msgspec.json.Decoder(Reply)


def socket_path(database: Path) -> Path:
    """Beside the database; where that is too long for a socket's name, under a short name of the same database."""
    beside = database.resolve().with_name(database.name + ".sock")
    if len(os.fsencode(beside)) <= LONGEST_PATH:
        return beside
    name = sha256(os.fsencode(beside)).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"chimein-{os.getuid()}-{name}.sock"


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
