"""An instance that is far away: a proxy on loopback that makes every way as long as a network would."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from bench.load import Address

HANDSHAKES = 2
"""Ways there and back before the first request: TCP's and TLS 1.3's."""


@contextmanager
def far(address: Address, round_trip: float) -> Iterator[str]:
    """The same server, so many seconds away there and back; its address there. Bandwidth is not limited."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listening = asyncio.start_server(partial(_connected, address, round_trip), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(listening, loop).result()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        asyncio.run_coroutine_threadsafe(_closed(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _closed(server: asyncio.Server) -> None:
    server.close()
    open_still = asyncio.all_tasks() - {asyncio.current_task()}
    for task in open_still:
        task.cancel()
    await asyncio.gather(*open_still, return_exceptions=True)


async def _connected(
    address: Address, round_trip: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    await asyncio.sleep(HANDSHAKES * round_trip)
    try:
        near_reader, near_writer = await asyncio.open_connection(*address)
        await asyncio.gather(
            _passed_on(reader, near_writer, round_trip / 2), _passed_on(near_reader, writer, round_trip / 2)
        )
    except OSError:
        writer.close()


async def _passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    """Each piece that much later, in its order."""
    loop = asyncio.get_running_loop()
    while piece := await reader.read(65_536):
        loop.call_later(delay, writer.write, piece)
    loop.call_later(delay, writer.close)
