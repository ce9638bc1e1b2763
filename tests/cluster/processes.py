"""Starts the cluster's programs without a service manager, and leaves nothing running, whatever happened.

Every program works in a folder beneath the cluster's own, so a process of ours is known by where it works: PostgreSQL
leaves Patroni's session, and children outlive whoever started them.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
NOBODY = 65534
"""The user of programs that are started by root; PostgreSQL refuses to be root's."""
PACKAGES = {
    "patroni": "patroni python3-etcd",
    "etcd": "etcd-server",
    "haproxy": "haproxy",
    "postgresql-15": "postgresql-15",
}
PATIENCE = 120.0
TICK = 0.1


class NotInTime(Exception):
    """Something that had to come did not."""


def binaries() -> Path:
    """Where PostgreSQL's programs are. Raises FileNotFoundError."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise FileNotFoundError("/usr/lib/postgresql/*/bin/initdb")
    return found[-1].parent


def missing_packages() -> list[str]:
    """Debian's packages that have to be installed first."""
    there = {name: shutil.which(name) is not None for name in PACKAGES if name != "postgresql-15"}
    with suppress(FileNotFoundError):
        there["postgresql-15"] = binaries().is_dir()
    return [package for name, packages in PACKAGES.items() if not there.get(name) for package in packages.split()]


def install(packages: Sequence[str]) -> None:
    """Install them, without starting the services that they bring."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    subprocess.run(command if os.geteuid() == 0 else ["sudo", "-E", *command], check=True, env=environment)


def free_ports(wanted: int) -> list[int]:
    """So many ports of the loopback that nobody listens on."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(wanted)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def start(command: Sequence[str | Path], folder: Path, name: str, **environment: str) -> subprocess.Popen[bytes]:
    """Begin a program that works in `folder` and writes to `name`.log there."""
    owner: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    with (folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**plain_environment(folder), **environment},
            **owner,
        )


def plain_environment(folder: Path) -> dict[str, str]:
    """Nothing of ours that the system's programs could stumble over."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}


def give_away(folder: Path) -> Path:
    """Make a folder that belongs to the programs' user."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    folder.chmod(0o700)
    return folder


def working_in(folder: Path) -> list[int]:
    """The processes that work in a folder or beneath it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink().is_relative_to(folder):
                found.append(int(process.name))
    return found


def tell(processes: Sequence[int], what: signal.Signals) -> None:
    """Send a signal to each that is still there."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, what)


def end_all_in(folder: Path) -> None:
    """Kill whatever works there, until nothing does."""

    def is_empty() -> bool:
        tell(working_in(folder), signal.SIGKILL)
        return not working_in(folder)

    until(is_empty, f"nothing works in {folder} any more")


def until(wish: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
    """Wait for something true. Raises `NotInTime`."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = wish()
        if found:
            return found
        time.sleep(TICK)
    raise NotInTime(f"not within {patience:.0f} s: {what}")
