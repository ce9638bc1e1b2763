"""A lean HTTP/1.1 client for load: keep-alive connections, ready-made requests, answers measured and thrown away.

It understands answers with a Content-Length and those without a body, nothing else, and says so loudly. Servers that
close after each answer get a new connection for each request, and the time that takes counts. Its own ceiling is a row
of the tables: rates near it say more of this file than of the server.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar, cast

import uvloop

T = TypeVar("T")
Address = tuple[str, int]
Following = Callable[[], tuple[bytes, float] | None]
"""What is asked next, and when it is due."""
Take = Callable[[int, bytes, float], None]
"""Told of each answer: status, body, milliseconds."""
PATIENCE = 30.0
"""Seconds after its end for which a run waits for the last answers."""
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Disappointed(Exception):
    """The server hung up, or answered what figures cannot be made of."""


@dataclass(slots=True)
class Outcome:
    """What came back in `seconds`: latencies in milliseconds, answers by status."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.latencies else 0.0

    def ms(self, share: float) -> float:
        """The latency that `share` (0 to 1) of the answers kept; the longest, where they are too few."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    def expect(self, status: int) -> "Outcome":
        """This outcome, if every answer had this status; else it raises `Disappointed`: failures are no figures."""
        if set(self.statuses) != {status}:
            raise Disappointed(f"answers were to be {status} and were {dict(self.statuses) or 'none'}")
        return self


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of load: `connections` that ask one thing after the other; with `rate`, so many a second in all.

    `is_kept`: whether a connection serves more than one request.
    """

    address: Address
    requests: Iterator[bytes]
    connections: int
    rate: float = 0.0
    is_kept: bool = True


def request(path: str, address: Address, *headers: str, body: bytes | None = None) -> bytes:
    """A ready-made request: GET, or POST of JSON where there is a body."""
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", f"Host: {address[0]}:{address[1]}", *headers]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def run(seconds: float, *streams: Stream, goes_on: Callable[[], bool] = lambda: True) -> list[Outcome]:
    """Load of all streams at once, for `seconds` or until `goes_on` says no; one outcome a stream."""
    return _in_loop(_run(seconds, streams, goes_on))


def answers(address: Address, requests: Iterable[bytes], connections: int = 16) -> list[tuple[int, bytes]]:
    """Each request's status and body, in the order of the requests."""
    return _in_loop(_answers(address, list(requests), connections))


def _in_loop(work: Coroutine[object, object, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def _run(seconds: float, streams: tuple[Stream, ...], goes_on: Callable[[], bool]) -> list[Outcome]:
    started = time.perf_counter()
    drivers = [driver for stream in streams for driver in _drivers(stream, started)]
    connections = [await _connected(driver.stream, driver.next, driver.take) for driver in drivers]
    for connection in connections:
        connection.ask()
    while time.perf_counter() - started < seconds and goes_on():  # noqa: ASYNC110 - a process says no by ending
        await asyncio.sleep(0.02)
    for driver in drivers:
        driver.is_over = True
    await asyncio.wait_for(asyncio.gather(*(connection.done for connection in connections)), PATIENCE)
    outcomes = {id(driver.stream): driver.outcome for driver in drivers}
    return [outcomes[id(stream)] for stream in streams]


async def _answers(address: Address, requests: list[bytes], connections: int) -> list[tuple[int, bytes]]:
    found: dict[int, tuple[int, bytes]] = {}
    waiting = iter(range(len(requests)))

    async def one() -> None:
        current = -1

        def following() -> tuple[bytes, float] | None:
            nonlocal current
            current = next(waiting, -1)
            return None if current < 0 else (requests[current], time.perf_counter())

        def take(status: int, body: bytes, _: float) -> None:
            found[current] = (status, body)

        connection = await _connected(Stream(address, iter(()), connections), following, take)
        connection.ask()
        await connection.done

    await asyncio.gather(*(one() for _ in range(connections)))
    return [found[number] for number in range(len(requests))]


class _Driver:
    """Decides what one connection of a stream asks next, and when; keeps count."""

    def __init__(self, stream: Stream, outcome: Outcome, started: float, first: float) -> None:
        self.stream = stream
        self.outcome = outcome
        self.is_over = False
        self._started = started
        self._due = started + first
        self._pause = stream.connections / stream.rate if stream.rate else 0.0

    def next(self) -> tuple[bytes, float] | None:
        """The next request, with the moment at which it is due."""
        if self.is_over:
            return None
        if not self._pause:
            return next(self.stream.requests), time.perf_counter()
        # The moment moves on by the plan, whether the last answer was late or not: a slow server hides nothing.
        due, self._due = self._due, self._due + self._pause
        return next(self.stream.requests), due

    def take(self, status: int, _: bytes, milliseconds: float) -> None:
        """Note an answer."""
        self.outcome.latencies.append(milliseconds)
        self.outcome.statuses[status] += 1
        self.outcome.seconds = time.perf_counter() - self._started


def _drivers(stream: Stream, started: float) -> list[_Driver]:
    outcome = Outcome()
    spread = 1 / stream.rate if stream.rate else 0.0
    return [_Driver(stream, outcome, started, number * spread) for number in range(stream.connections)]


class _Connection(asyncio.Protocol):
    """One connection, one request at a time; where connections are not kept, one after the other."""

    def __init__(
        self,
        stream: Stream,
        following: Callable[[], tuple[bytes, float] | None],
        take: Callable[[int, bytes, float], None],
    ) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._stream = stream
        self._following = following
        self._take = take
        self._transport: asyncio.Transport
        self._is_used = False
        self._opening: asyncio.Task[None]
        self._due = 0.0
        self._head = b""
        self._status = 0
        self._body = b""
        self._left = 0

    async def open(self) -> None:
        """Connect, for the first time or anew."""
        await asyncio.get_running_loop().create_connection(lambda: self, *self._stream.address)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done() and self._stream.is_kept:
            self.done.set_exception(Disappointed(f"the server hung up: {exc}"))

    def ask(self) -> None:
        """Send what comes next, now or when it is due."""
        following = self._following()
        if following is None:
            if not self.done.done():
                self.done.set_result(None)
            self._transport.close()
            return
        content, self._due = following
        early = self._due - time.perf_counter()
        if early > 0:
            asyncio.get_running_loop().call_later(early, self._send, content)
        else:
            self._send(content)

    def _send(self, content: bytes) -> None:
        if self._stream.is_kept or not self._is_used:
            self._is_used = True
            self._transport.write(content)
        else:
            self._transport.close()
            self._opening = asyncio.get_running_loop().create_task(self._send_anew(content))

    async def _send_anew(self, content: bytes) -> None:
        try:
            await self.open()
        except OSError as failure:
            self.done.set_exception(Disappointed(f"the server took no connection: {failure}"))
        else:
            self._transport.write(content)

    def data_received(self, data: bytes) -> None:
        if self._left:
            self._body += data
            self._left -= len(data)
        elif not self._begin(data):
            return
        if self._left <= 0:
            self._take(self._status, self._body, (time.perf_counter() - self._due) * 1000)
            self.ask()

    def _begin(self, data: bytes) -> bool:
        """Read the answer's head; whether it is there already."""
        self._head += data
        end = self._head.find(b"\r\n\r\n")
        if end < 0:
            return False
        whole, self._head = self._head, b""
        self._status = int(whole[9:12])
        found = _LENGTH.search(whole, 0, end)
        if found is None and self._status not in (204, 304):
            self.done.set_exception(Disappointed(f"an answer without a length: {whole[:end]!r}"))
            self._transport.close()
            return False
        length = int(found[1]) if found is not None and self._status not in (204, 304) else 0
        self._body = whole[end + 4 :]
        self._left = length - len(self._body)
        return True


async def _connected(stream: Stream, following: Following, take: Take) -> _Connection:
    connection = _Connection(stream, following, take)
    await connection.open()
    return connection
