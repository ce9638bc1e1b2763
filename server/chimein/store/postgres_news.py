"""Carries what one process committed to all others on the same database: NOTIFY with the commit, LISTEN everywhere.

A notification is part of the transaction that it tells of. What was said while the line was cut is not heard, so when
it is cut, and again when it stands, everything is told as changed.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any

import asyncpg
import msgspec

from chimein.store.news import Changed, News
from chimein.store.postgres_connections import LOST

LOG = logging.getLogger("chimein.store")
CHANNEL = "chimein"
LONGEST_PAYLOAD = 7_900
"""Bytes; PostgreSQL takes fewer than 8,000."""
PULSE_SECONDS = 0.5
PATIENCE_SECONDS = 2.0


class Message(msgspec.Struct, frozen=True, array_like=True):
    """What a commit changed, and who says so."""

    sender: str
    changed: list[tuple[int, int, str]]
    number: int = 0
    """Which of the sender's commits it was."""


_messages = msgspec.json.Decoder(Message)


def payload(sender: str, changed: Iterable[Changed], number: int) -> str:
    """The notification of these changes; where that is too long, of their sites as a whole."""
    news = sorted(changed)
    told = [(change.site_id, change.thread_id, change.key) for change in news]
    text = msgspec.json.encode(Message(sender, told, number))
    if len(text) > LONGEST_PAYLOAD:
        text = msgspec.json.encode(Message(sender, sorted({(change.site_id, 0, "") for change in news}), number))
    return text.decode()


class Announcing:
    """What one process commits, told to the others and, once, to itself: as soon as it is known to be committed.

    The answer to a COMMIT may be late or never come; then the process learns from its own notification that it landed.
    """

    def __init__(self, news: News) -> None:
        self.sender = secrets.token_urlsafe(12)
        self._news = news
        self._numbers = count(1)
        self._open: dict[int, frozenset[Changed]] = {}
        self._unsure: set[int] = set()

    async def announce(self, connection: asyncpg.Connection, changed: frozenset[Changed]) -> int:
        """Put the news into the transaction, and return the number under which it will commit."""
        number = next(self._numbers)
        if changed:
            await connection.fetch("select pg_notify($1, $2)", CHANNEL, payload(self.sender, changed, number))
        return number

    @contextmanager
    def committing(self, number: int, changed: frozenset[Changed]) -> Iterator[None]:
        """Around the COMMIT: it is told when that is over, whether or not it is known how it ended."""
        self._open[number] = changed
        try:
            yield
        except BaseException:
            self._unsure.add(number)
            raise
        finally:
            self._news.tell(self._open.pop(number, ()))

    def heard(self, number: int, changed: frozenset[Changed]) -> None:
        """Its own notification came back: news, unless its COMMIT was answered."""
        if self._open.pop(number, None) is not None or number in self._unsure:
            self._unsure.discard(number)
            self._news.tell(changed)


class Hearing:
    """A connection of its own that listens for as long as it is open, and comes back when it is cut."""

    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection]], own: Announcing, news: News) -> None:
        self.cut: Callable[[frozenset[Changed]], None] = news.tell
        """Told of every site when the line is cut: what is heard no more may have changed."""
        self._connect = connect
        self._own = own
        self._news = news
        self._sites: frozenset[Changed] = frozenset()
        self._connection: asyncpg.Connection | None = None
        self._task: asyncio.Task[None] | None = None

    async def begin(self, list_sites: str) -> None:
        """Listen from now on. `list_sites`: the query whose first column is the number of every site."""
        self._connection = await self._begun(list_sites)
        self._task = asyncio.create_task(self._listen(self._connection, list_sites))

    async def end(self) -> None:
        """Hear nothing more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._connection is not None:
            with suppress(*LOST):
                await self._connection.close(timeout=PATIENCE_SECONDS)

    async def _listen(self, connection: asyncpg.Connection, list_sites: str) -> None:
        while True:
            await self._until_cut(connection)
            connection.terminate()
            self.cut(self._sites)
            self._connection = connection = await self._found_again(list_sites)

    async def _until_cut(self, connection: asyncpg.Connection) -> None:
        cut = asyncio.Event()
        connection.add_termination_listener(lambda _: cut.set())
        try:
            while not (cut.is_set() or connection.is_closed()):
                with suppress(TimeoutError):
                    async with asyncio.timeout(PULSE_SECONDS):
                        await cut.wait()
                if not cut.is_set():
                    await connection.execute("select 1", timeout=PATIENCE_SECONDS)
        except Exception as failure:  # noqa: BLE001 - whatever a dying line says, it must be found again
            LOG.warning("news are cut off: %s", failure)

    async def _found_again(self, list_sites: str) -> asyncpg.Connection:
        while True:
            try:
                return await self._begun(list_sites)
            except Exception as failure:  # noqa: BLE001 - nobody else would try again
                LOG.warning("news are still cut off: %s", failure)
                await asyncio.sleep(PULSE_SECONDS)

    async def _begun(self, list_sites: str) -> asyncpg.Connection:
        connection = await self._connect()
        try:
            await connection.add_listener(CHANNEL, self._heard)
            rows = await connection.fetch(list_sites, timeout=PATIENCE_SECONDS)
        except BaseException:
            connection.terminate()
            raise
        self._sites = frozenset(Changed(row[0]) for row in rows)
        self._news.tell(self._sites)
        return connection

    def _heard(self, _connection: Any, _pid: int, _channel: str, text: object) -> None:  # noqa: ANN401 - as asyncpg has it
        try:
            message = _messages.decode(str(text))
        except msgspec.MsgspecError:
            # Another version's words: what it changed is not known, so everything is.
            self._news.tell(self._sites)
            return
        changed = frozenset(Changed(*change) for change in message.changed)
        self._sites |= {Changed(change.site_id) for change in changed}
        if message.sender == self._own.sender:
            self._own.heard(message.number, changed)
        else:
            self._news.tell(changed)
