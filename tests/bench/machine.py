"""Where figures come from: the machine, the versions, and which core does what."""

import importlib.metadata
import os
import platform
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.peers.installing import pins

PACKAGES = ("chimein", "litestar", "uvicorn", "uvloop", "httptools", "msgspec", "aiosqlite", "comrak", "nh3", "brotli")


def facts() -> dict[str, Any]:
    """What one must know to compare figures with others."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _said("git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"),
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "load before": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "others": pins(),
        "node": _said("node", "--version"),
        "nginx": _said("nginx", "-v").rpartition("/")[2],
        "wrk": _said("wrk", "-v").partition(" [")[0],
    }


def sentence(found: dict[str, Any]) -> str:
    """The same for the head of a table."""
    return (
        f"{found['date']}, commit {found['commit']}; {found['cpu']}, {found['cores']} cores, "
        f"load {found['load before']} before; {found['system']}, Python {found['python']}, SQLite {found['sqlite']}, "
        f"nginx {found['nginx'] or 'absent'}. Beside it: {', '.join(found['others'])}."
    )


def server_core() -> Callable[[], None]:
    """What a server's process calls before it begins: it keeps to the first core, where there are two."""
    cores = sorted(_ALL)

    def keep() -> None:
        if len(cores) > 1:
            os.sched_setaffinity(0, {cores[0]})

    return keep


def keep_to_load_core() -> None:
    """This process, and what it starts, leaves the first core to the server."""
    cores = sorted(_ALL)
    if len(cores) > 1:
        os.sched_setaffinity(0, set(cores[1:2]))


@contextmanager
def all_cores() -> Iterator[None]:
    """For browsers, which want more than one."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, _ALL)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def resident_mb(pid: int) -> float:
    """The memory that a process holds, in MB of 1,000,000 bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise ProcessLookupError(pid)


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def shared_out_mb(pid: int) -> float:
    """The memory of a process and all that it started, shared pages counted once (PSS), in MB of 1,000,000 bytes."""
    sizes = 0
    for member in family(pid):
        for line in Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                sizes += int(line.split()[1])
    return sizes * 1024 / 1e6


def family_cpu_seconds(pid: int) -> float:
    """`cpu_seconds` of a process and all that it started."""
    return sum(cpu_seconds(member) for member in family(pid))


def cpu_seconds(pid: int) -> float:
    """The time that a process has had on a core, in all its threads; steadier than rates on a busy machine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _said(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().partition("\n")[0]


_ALL = os.sched_getaffinity(0)
