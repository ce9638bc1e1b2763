"""The running cluster: etcd, three Patroni nodes with their PostgreSQL, HAProxy; and what can be done to it."""

import asyncio
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from cluster.configs import (
    LOOPBACK,
    PASSWORDS,
    PORTS,
    SCOPE,
    Node,
    Plan,
    etcd_command,
    haproxy_config,
    patroni_config,
    plan,
)
from cluster.processes import (
    binaries,
    end_all_in,
    free_ports,
    give_away,
    plain_environment,
    start,
    tell,
    until,
    working_in,
)

DATABASE = "chimein"


class Cluster:
    """What runs beneath one folder. Use `running`."""

    def __init__(self, planned: Plan) -> None:
        self.plan = planned
        self._haproxy: subprocess.Popen[bytes]
        self._started: list[subprocess.Popen[bytes]] = []

    def url(self, port: int, database: str = DATABASE) -> str:
        """The database behind a door of HAProxy."""
        return f"postgresql://{PASSWORDS['superuser']}@{LOOPBACK}:{port}/{database}"

    def begin(self) -> None:
        """Start everything, and wait until it is whole and has a database."""
        self._start(etcd_command(self.plan), give_away(self.plan.folder / "etcd"), "etcd")
        until(lambda: self._said(f"http://{LOOPBACK}:{self.plan.etcd}/health"), "etcd is healthy")
        first, *others = self.plan.nodes
        self.start_node(first)
        until(lambda: self.primary() == first, "there is a primary")
        for node in others:
            self.start_node(node)
        self.start_haproxy()
        self.until_whole()
        asyncio.run(self._create())

    def start_node(self, node: Node) -> None:
        """Start a Patroni, which starts its PostgreSQL and finds its place."""
        give_away(node.folder)
        node.config.write_text(patroni_config(self.plan, node, binaries()), "utf-8")
        node.config.chmod(0o644)
        self._start(["patroni", str(node.config)], node.folder, "patroni")

    def start_haproxy(self) -> None:
        """Start the proxy on its two doors."""
        folder = give_away(self.plan.folder / "haproxy")
        config = folder / "haproxy.cfg"
        config.write_text(haproxy_config(self.plan), "utf-8")
        config.chmod(0o644)
        self._haproxy = self._start(["haproxy", "-db", "-f", str(config)], folder, "haproxy")

    def restart_haproxy(self) -> None:
        """Every connection is cut; new ones are taken as soon as it is back."""
        self._haproxy.terminate()
        self._haproxy.wait(10)
        self.start_haproxy()

    def kill(self, node: Node) -> None:
        """kill -9: its postmaster and its Patroni, at once."""
        tell([self.postmaster(node), *self._patroni(node)], signal.SIGKILL)

    def kill_postmaster(self, node: Node) -> None:
        """kill -9: its postmaster alone."""
        tell([self.postmaster(node)], signal.SIGKILL)

    def freeze(self, node: Node) -> None:
        """Stop all of it where it stands, as a machine stands still."""
        tell(working_in(node.folder), signal.SIGSTOP)

    def thaw(self, node: Node) -> None:
        """Let it go on, believing what it believed."""
        tell(working_in(node.folder), signal.SIGCONT)

    def switch_over(self) -> None:
        """`patronictl switchover`, as an administrator does it before maintenance."""
        command = ["patronictl", "-c", str(self.plan.nodes[0].config), "switchover", "--force", SCOPE]
        environment = plain_environment(self.plan.folder)
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode or "Successfully switched over" not in done.stdout:
            raise RuntimeError(done.stdout + done.stderr)

    def primary(self) -> Node | None:
        """Whoever says that it is the primary."""
        return next((node for node in self.plan.nodes if self._said(f"http://{LOOPBACK}:{node.rest}/primary")), None)

    def until_whole(self) -> None:
        """Wait until there is a primary, one standby that commits wait for, and no member that is missing."""
        until(self._is_whole, "all members are there and one of them is the synchronous standby")

    def end(self) -> None:
        """Kill everything."""
        end_all_in(self.plan.folder)
        for process in self._started:
            process.wait(10)

    def postmaster(self, node: Node) -> int:
        """The process of its PostgreSQL. Raises FileNotFoundError while there is none."""
        return int((node.data / "postmaster.pid").read_text().split()[0])

    def _patroni(self, node: Node) -> list[int]:
        return [process for process in working_in(node.folder) if b"patroni" in _command(process)]

    def _is_whole(self) -> bool:
        members = self._members()
        roles = sorted(member["role"] for member in members if member["state"] in ("running", "streaming"))
        return roles == ["leader", "replica", "sync_standby"] and all(
            member.get("lag") != "unknown" for member in members
        )

    def _members(self) -> list[Any]:
        for node in self.plan.nodes:
            found = self._said(f"http://{LOOPBACK}:{node.rest}/cluster")
            if found:
                return list(found["members"])
        return []

    def _start(self, command: list[str], folder: Path, name: str) -> subprocess.Popen[bytes]:
        process = start(command, folder, name)
        self._started.append(process)
        return process

    def _said(self, url: str) -> Any:
        try:
            answer = httpx.get(url, timeout=2)
            return answer.json() if answer.status_code == 200 else None
        except (httpx.TransportError, ValueError):
            return None

    async def _create(self) -> None:
        connection = await asyncpg.connect(self.url(self.plan.writer, "postgres"))
        try:
            await connection.execute(f"create database {DATABASE}")
        finally:
            await connection.close()


@contextmanager
def running(interface: str) -> Iterator[Cluster]:
    """A cluster for as long as the context lasts; nothing of it is left afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="chimein-cluster-")).resolve()
    folder.chmod(0o755)
    found = Cluster(plan(folder, free_ports(PORTS), interface))
    try:
        found.begin()
        yield found
    finally:
        found.end()
        shutil.rmtree(folder, ignore_errors=True)


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""
