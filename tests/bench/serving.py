"""The real program, started as its users start it, on the core that load keeps away from."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from bench.load import Address, answers, request
from bench.machine import server_core

ORIGIN = "https://bench.example"
PATIENCE = 30.0
_ADDRESS = re.compile(r"http://(127\.0\.0\.1|localhost):(\d+)")


class NotServing(Exception):
    """The program ended or kept silent instead of serving."""


class Program:
    """A served instance in a folder of its own. Use `served`."""

    def __init__(self, folder: Path, command: Sequence[str] = (), **environment: str) -> None:
        self.folder = folder
        self._command = command
        self._environment = environment
        self.database = f"sqlite:///{folder / 'chimein.db'}"
        self._log = folder / "serve.log"
        self._process: subprocess.Popen[bytes]
        self.address: Address

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._process.pid

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://{self.address[0]}:{self.address[1]}"

    def start(self) -> float:
        """Serve, and return the seconds from the start of the process to its first answer."""
        started = time.perf_counter()
        command = [*(self._command or (*program(), "serve", "--port", "0", "--database", self.database))]
        environment = {**_environment(), **self._environment}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, env=environment, preexec_fn=server_core()
            )
        self.address = ("127.0.0.1", self._port(started))
        ready = answers(self.address, [request("/healthz", self.address)], 1)
        if ready[0][0] != 200:
            raise NotServing(f"/healthz answered {ready[0]}")
        return time.perf_counter() - started

    def stop(self) -> None:
        """End it as a service manager would."""
        self._process.terminate()
        self._process.wait(PATIENCE)

    def add_site(self, *origins: str, **settings: str) -> str:
        """A new site without gravatars where nothing waits, unless `settings` say otherwise; returns its key."""
        named = [argument for origin in origins or (ORIGIN,) for argument in ("--origin", origin)]
        key = str(self.asks("site", "add", "Bench", *named)["key"])
        wanted = {"avatars": "generated", "moderation": "none", **settings}
        self.asks("site", "set", key, *(f"{name}={value}" for name, value in wanted.items()))
        return key

    def asks(self, *arguments: str) -> Any:
        """A command beside the server, and what it says as JSON."""
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True, env=_environment(), check=False)
        if done.returncode:
            raise NotServing(f"chimein {' '.join(arguments)}: {done.stderr or done.stdout}")
        return json.loads(done.stdout)

    def command(self, *arguments: str) -> list[str]:
        """The command line of a command beside the server."""
        return [*program(), *arguments, "--database", self.database, "--json"]

    def begins(self, *arguments: str, output: IO[bytes]) -> subprocess.Popen[bytes]:
        """A command that goes on beside the server; what it says goes into `output`."""
        return subprocess.Popen(self.command(*arguments), stdout=output, stderr=output, env=_environment())

    def _port(self, started: float) -> int:
        while time.perf_counter() - started < PATIENCE:
            found = _ADDRESS.search(self._log.read_text(errors="replace"))
            if found:
                return int(found[2])
            if self._process.poll() is not None:
                break
            time.sleep(0.002)
        raise NotServing(self._log.read_text(errors="replace")[-2000:])


@contextmanager
def served(folder: Path | None = None, *, any_server: bool = False, **environment: str) -> Iterator[Program]:
    """A started instance, new or in a folder that has one already; `any_server`: under uvicorn as it comes."""
    with tempfile.TemporaryDirectory(prefix="chimein-bench-") as made:
        script = str(Path(__file__).with_name("any_server.py"))
        command = (sys.executable, script, made) if any_server else ()
        program_ = Program(folder or Path(made), command, **environment)
        program_.start()
        try:
            yield program_
        finally:
            program_.stop()


def program() -> Sequence[str]:
    """The installed command, beside the Python that runs this."""
    return (os.environ.get("BENCH_CHIMEIN") or str(Path(sys.executable).with_name("chimein")),)


def _environment() -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("CHIMEIN_")}
    return {**others, "CHIMEIN_LIMITS": "off", "PYTHONUNBUFFERED": "1"}
