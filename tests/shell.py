"""The command line as its users have it: in this process for speed, or as a process of its own where that matters."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from click.testing import CliRunner, Result

from chimein.cli.main import main
from chimein.settings import load
from serving_here import ServedHere

SECONDS = 60
CHIMEIN = (sys.executable, "-m", "chimein")
EVERY_COMMAND = """
import importlib, pkgutil, sys, chimein.cli, chimein.office.serving
for module in pkgutil.iter_modules(chimein.cli.__path__, "chimein.cli."):
    importlib.import_module(module.name)
"""
"""A program that loads all that the shell has, each of which is otherwise loaded when it is called."""


class Shell:
    """A shell whose commands are about one database: in `folder`, or where `url` says."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        self.database = folder / "chimein.db"
        self.url = url or f"sqlite:///{self.database}"
        self.environment = {"CHIMEIN_SECRET_FILE": f"{self.database}.secret"} if url else {}

    def run(self, *words: str) -> Result:
        """What a command answers; its exit status is part of that."""
        return CliRunner().invoke(main, [*words, "--database", self.url], env=self.environment)

    def answer(self, *words: str) -> Any:
        """What a command that must succeed answers with --json."""
        result = self.run(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def sentence(self, *words: str) -> str:
        """The one sentence with which a command is refused."""
        result = self.run(*words)
        assert result.exit_code == 1, result.output
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
        return result.stderr.removeprefix("Error: ").strip()

    def add_site(self, name: str = "Blog", *origins: str) -> str:
        """The key of a new site where nothing waits, at https://example.org unless told otherwise."""
        options = [word for origin in origins or ("https://example.org",) for word in ("--origin", origin)]
        key = str(self.answer("site", "add", name, *options)["key"])
        self.answer("site", "set", key, "moderation=none")
        return key

    def served(self, **environment: str) -> ServedHere:
        """A server of this database in a thread, where nothing of its process matters: begun in a tenth of the time."""
        return ServedHere(load({**self.environment, **environment}, database=self.url, port=0))

    @contextmanager
    def serving(self, *options: str, **environment: str) -> Iterator["Process"]:
        """`chimein serve` on a port of the system's choice, ready."""
        environment = {**self.environment, **environment}
        with Process(["serve", "--port", "0", "--database", self.url, *options], environment) as process:
            process.url = process.first_line().rpartition(" ")[2]
            yield process


class Process:
    """A command as a process of its own."""

    def __init__(self, words: list[str], environment: dict[str, str] | None = None) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CHIMEIN_")}
        self._popen = subprocess.Popen(
            [*CHIMEIN, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**inherited, **(environment or {}), "PYTHONUNBUFFERED": "1"},
        )
        self.url = ""
        self.errors = ""
        self._reading = threading.Thread(target=self._read_errors, daemon=True)
        self._reading.start()

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        if self._popen.poll() is None:
            self._popen.kill()
        self._popen.wait(SECONDS)
        self._reading.join(SECONDS)
        for stream in (self._popen.stdout, self._popen.stderr):
            assert stream is not None
            stream.close()

    @property
    def number(self) -> int:
        """The number of the process."""
        return self._popen.pid

    def first_line(self) -> str:
        """The next line of stdout; it fails with what stderr says if there is none."""
        assert self._popen.stdout is not None
        line = self._popen.stdout.readline().strip()
        if not line:
            raise AssertionError(f"it ended with {self.wait()}: {self.errors}")
        return line

    def lines_until(self, text: str) -> str:
        """stdout up to and with the line that contains `text`."""
        assert self._popen.stdout is not None
        lines = []
        for line in self._popen.stdout:
            lines.append(line)
            if text in line:
                break
        return "".join(lines)

    def http(self) -> httpx.Client:
        """A client of the server that this is."""
        return httpx.Client(base_url=self.url, timeout=20, verify=False)

    def tell(self, signal_: signal.Signals) -> None:
        """Send it a signal."""
        self._popen.send_signal(signal_)

    def wait(self) -> int:
        """Its exit status."""
        status = self._popen.wait(SECONDS)
        self._reading.join(SECONDS)
        return status

    def _read_errors(self) -> None:
        assert self._popen.stderr is not None
        for line in self._popen.stderr:
            self.errors += line
