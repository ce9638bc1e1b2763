"""What etcd, Patroni and HAProxy are told: pure functions from a plan of ports and folders to their files.

The cluster is small but keeps the rules of a large one: commits wait for a standby, only a standby that has everything
is promoted, and whoever speaks to a primary that is none any more is hung up on.

Patroni speaks to etcd by its older interface. By the newer one ("etcd3") Patroni before 3.0.3 writes the leader's key
without looking whose it is, when its own has run out: a primary that stood still and goes on takes the place of the one
that was promoted meanwhile, and what that one acknowledged is gone (github.com/patroni/patroni/pull/2689).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NODES = 3
PORTS = 4 + 2 * NODES
SCOPE = "chimein"
LOOPBACK = "127.0.0.1"
TTL, LOOP_WAIT, RETRY_TIMEOUT = 20, 2, 5
"""Seconds: a silent primary is given up after TTL. Patroni's own default is 30, 10, 10; 20 is the least it takes."""
CHECK_SECONDS, CHECKS_FAILED = 1, 2
PASSWORDS = {"superuser": "postgres", "replication": "replicator", "rewind": "rewinder"}
"""Who Patroni is to PostgreSQL in each of its parts; on this loopback everybody is trusted."""


@dataclass(frozen=True, slots=True)
class Node:
    """One PostgreSQL and the Patroni beside it."""

    name: str
    folder: Path
    postgres: int
    rest: int

    @property
    def data(self) -> Path:
        """The database's own folder."""
        return self.folder / "data"

    @property
    def config(self) -> Path:
        """Where Patroni's file is."""
        return self.folder / "patroni.yml"


@dataclass(frozen=True, slots=True)
class Plan:
    """Who listens where, and keeps what in which folder."""

    folder: Path
    etcd: int
    etcd_peers: int
    writer: int
    reader: int
    nodes: tuple[Node, ...]
    interface: str = "etcd"
    """By which Patroni speaks to etcd: etcd or etcd3."""


def plan(folder: Path, ports: Sequence[int], interface: str = "etcd") -> Plan:
    """A cluster beneath this folder on these `PORTS` free ports."""
    etcd, peers, writer, reader, *others = ports
    nodes = [
        Node(f"node{number + 1}", folder / f"node{number + 1}", *others[2 * number : 2 * number + 2])
        for number in range(NODES)
    ]
    return Plan(folder, etcd, peers, writer, reader, tuple(nodes), interface)


def etcd_command(planned: Plan) -> list[str]:
    """How etcd is started: one member, which is enough where all would be on one machine anyway."""
    client, peer = f"http://{LOOPBACK}:{planned.etcd}", f"http://{LOOPBACK}:{planned.etcd_peers}"
    told = {
        "name": "etcd1",
        "data-dir": str(planned.folder / "etcd"),
        "listen-client-urls": client,
        "advertise-client-urls": client,
        "listen-peer-urls": peer,
        "initial-advertise-peer-urls": peer,
        "initial-cluster": f"etcd1={peer}",
    }
    return ["etcd", "--enable-v2=true", *(f"--{name}={value}" for name, value in told.items())]


def patroni_config(planned: Plan, node: Node, binaries: Path) -> str:
    """One Patroni's file: JSON, which is YAML too."""
    told = {
        "scope": SCOPE,
        "name": node.name,
        "restapi": _at(node.rest),
        planned.interface: {"hosts": f"{LOOPBACK}:{planned.etcd}"},
        "bootstrap": {
            "dcs": _rules(),
            "initdb": [{"encoding": "UTF8"}, {"locale": "C"}, "data-checksums"],
        },
        "postgresql": {
            **_at(node.postgres),
            "bin_dir": str(binaries),
            "data_dir": str(node.data),
            "pgpass": str(node.folder / "pgpass"),
            "authentication": {part: {"username": user, "password": "loopback"} for part, user in PASSWORDS.items()},
            "parameters": {"unix_socket_directories": str(node.folder)},
            "pg_hba": [f"host {who} all {LOOPBACK}/32 trust" for who in ("all", "replication")]
            + ["local all all trust"],
        },
        "watchdog": {"mode": "off"},
    }
    return json.dumps(told, indent=1)


def haproxy_config(planned: Plan) -> str:
    """Two doors: behind one always the primary, behind the other any standby, as Patroni says of itself."""
    defaults = """defaults
  mode tcp
  timeout connect 2s
  timeout client 30m
  timeout server 30m
  timeout check 2s
"""
    return "\n".join([defaults, _door(planned, "writer", planned.writer), _door(planned, "reader", planned.reader)])


def _door(planned: Plan, name: str, port: int) -> str:
    says = {"writer": "/primary", "reader": "/replica"}[name]
    check = f"inter {CHECK_SECONDS}s fall {CHECKS_FAILED} rise 1 on-marked-down shutdown-sessions"
    lines = [
        f"listen {name}",
        f"  bind {LOOPBACK}:{port}",
        f"  option httpchk GET {says}",
        "  http-check expect status 200",
        f"  default-server {check}",
    ]
    lines += [f"  server {node.name} {LOOPBACK}:{node.postgres} check port {node.rest}" for node in planned.nodes]
    return "\n".join(lines) + "\n"


def _at(port: int) -> dict[str, str]:
    return {"listen": f"{LOOPBACK}:{port}", "connect_address": f"{LOOPBACK}:{port}"}


def _rules() -> dict[str, Any]:
    return {
        "ttl": TTL,
        "loop_wait": LOOP_WAIT,
        "retry_timeout": RETRY_TIMEOUT,
        "maximum_lag_on_failover": 1_048_576,
        "synchronous_mode": True,
        "postgresql": {
            "use_pg_rewind": True,
            "use_slots": True,
            "parameters": {"max_connections": 100, "shared_buffers": "32MB", "wal_keep_size": "128MB"},
        },
    }
