"""What the bench asks of another comment system: to run on the server's core, hold our conversations, and answer."""

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bench.conversations import Said
from bench.load import Address, answers, request
from bench.machine import server_core
from bench.peers.installing import Absent

PATIENCE = 60.0
Talks = Mapping[str, Sequence[Said]]
"""What is said on each page, by its path."""


class Peer(Protocol):
    """A running system."""

    name: str
    address: Address
    pid: int
    is_kept: bool
    """Whether a connection serves more than one request."""

    def fill(self, talks: Talks) -> None:
        """Store these conversations at once, past the API, as the system itself would have stored them."""

    def reading(self, path: str) -> bytes:
        """The request for a page's whole conversation, as its widget sends it."""

    def posting(self, path: str, said: Said) -> bytes:
        """The request for a new comment."""

    def stored(self) -> int:
        """How many comments are in the database."""

    def embed(self, path: str) -> tuple[str, str]:
        """What a host page contains, and a selector of one comment in it."""


@dataclass(slots=True)
class Process:
    """A program on the server's core, with a port chosen for it."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    address: Address
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "serve.log"

    @contextmanager
    def running(self, path: str) -> Iterator[int]:
        """Its process's id, from the moment at which it answers a GET of `path`."""
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=dict(self.environment),
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=server_core(),
            )
        try:
            self._wait(process, path)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _wait(self, process: "subprocess.Popen[bytes]", path: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and process.poll() is None:
            try:
                if answers(self.address, [request(path, self.address)], 1)[0][0] < 500:
                    return
            except Exception:  # noqa: BLE001 - it does not listen yet, or hangs up while it starts
                time.sleep(0.05)
        status = process.poll()
        what = f"did not answer within {PATIENCE:.0f} s" if status is None else f"ended at once with status {status}"
        raise Absent(f"{Path(self.command[0]).name} {what}{self._last_words()}")

    def _last_words(self) -> str:
        """The last line it wrote, if it tells nothing of this machine."""
        lines = [line.strip() for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return f" ({lines[-1]})" if lines and "/" not in lines[-1] else ""


def free_port() -> int:
    """A port that was free a moment ago: these programs cannot say which one the system chose."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def root_of(talk: Sequence[Said], place: int) -> int:
    """The comment without a parent above the one at `place`, or itself: these systems keep two levels."""
    while (parent := talk[place].parent) is not None:
        place = parent
    return place
