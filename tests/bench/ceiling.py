"""A server that does next to nothing: the same bytes for whatever comes. What a load reaches here is the load's limit.

Run as `python ceiling.py FILE`; it prints its port and serves until it is ended.
"""

import asyncio
import sys
from pathlib import Path
from typing import cast

import uvloop


class _Same(asyncio.Protocol):
    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:  # noqa: ARG002 - whatever it was
        self._transport.write(self._answer)


async def _serve(body: bytes) -> None:
    answer = f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body
    server = await asyncio.get_running_loop().create_server(lambda: _Same(answer), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(Path(sys.argv[1]).read_bytes()))
