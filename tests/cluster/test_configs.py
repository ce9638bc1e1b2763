"""What the torture of a cluster rests on: the files that its programs are given, and the check for lost comments."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cluster.configs import (
    LOOP_WAIT,
    PORTS,
    RETRY_TIMEOUT,
    TTL,
    Plan,
    etcd_command,
    haproxy_config,
    patroni_config,
    plan,
)
from cluster.people import longest_gap, lost_or_doubled, words
from cluster.processes import free_ports


@pytest.fixture
def planned(tmp_path: Path) -> Plan:
    """A plan on ports that are free now."""
    return plan(tmp_path, free_ports(PORTS))


def patronis(planned: Plan) -> list[Any]:
    """What each Patroni is told."""
    return [json.loads(patroni_config(planned, node, Path("/usr/lib/postgresql/15/bin"))) for node in planned.nodes]


def test_every_program_has_ports_and_folders_of_its_own(planned: Plan) -> None:
    """No two programs listen at the same port or keep their data in the same place."""
    ports = [planned.etcd, planned.etcd_peers, planned.writer, planned.reader]
    ports += [port for node in planned.nodes for port in (node.postgres, node.rest)]
    assert len(set(ports)) == len(ports) == PORTS
    assert len({node.data for node in planned.nodes}) == len(planned.nodes)


def test_nothing_listens_beyond_the_loopback(planned: Plan) -> None:
    """Every address in every file is on this machine."""
    texts = [*etcd_command(planned), haproxy_config(planned), *map(json.dumps, patronis(planned))]
    addresses = {found for text in texts for found in re.findall(r"\d+\.\d+\.\d+\.\d+|\*:\d+", text)}
    assert addresses == {"127.0.0.1"}


def test_a_primary_that_stood_still_cannot_take_its_place_back(planned: Plan) -> None:
    """Patroni speaks to etcd by the interface by which it compares before it writes."""
    assert all("etcd" in told and "etcd3" not in told for told in patronis(planned))
    assert "--enable-v2=true" in etcd_command(planned)


def test_commits_wait_for_a_standby(planned: Plan) -> None:
    """Patroni promotes none but a standby that has every acknowledged commit, and keeps to its own rule for times."""
    for told in patronis(planned):
        rules = told["bootstrap"]["dcs"]
        assert rules["synchronous_mode"] is True
        assert rules["postgresql"]["use_pg_rewind"] is True
    assert TTL >= 20
    assert TTL >= LOOP_WAIT + 2 * RETRY_TIMEOUT


def test_each_door_leads_where_patroni_says(planned: Plan) -> None:
    """The writers' door asks for the primary, the readers' for a standby, each node at its own REST port."""
    doors = haproxy_config(planned).split("listen ")[1:]
    for door, port, question in zip(doors, (planned.writer, planned.reader), ("/primary", "/replica"), strict=True):
        assert f"bind 127.0.0.1:{port}\n" in door
        assert f"GET {question}\n" in door
        assert "on-marked-down shutdown-sessions" in door
        servers = re.findall(r"server (\S+) 127\.0\.0\.1:(\d+) check port (\d+)", door)
        assert servers == [(node.name, str(node.postgres), str(node.rest)) for node in planned.nodes]


def test_haproxy_takes_its_file(planned: Plan, tmp_path: Path) -> None:
    """The program itself finds nothing wrong with it."""
    program = shutil.which("haproxy", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if program is None:
        pytest.skip("HAProxy is not installed here")
    file = tmp_path / "haproxy.cfg"
    file.write_text(haproxy_config(planned), "utf-8")
    done = subprocess.run([program, "-c", "-f", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_check_finds_what_is_lost_and_what_is_doubled() -> None:
    """An acknowledged comment that is missing, has other words, or is there twice, is wrong; nothing else is."""
    stored = [("a", words("one")), ("b", words("two"))]
    assert lost_or_doubled({"one": "a"}, stored) == []
    assert lost_or_doubled({"one": "a", "three": "c"}, stored) == ["lost: three"]
    assert lost_or_doubled({"one": "b"}, stored) == ["lost: one"]
    assert lost_or_doubled({"one": "a"}, [*stored, ("c", words("one"))]) == [f"2 times: {words('one')}"]


def test_an_outage_lasts_from_the_last_good_answer_to_the_next() -> None:
    """Also where nothing came at the beginning or at the end; answers outside do not shorten it."""
    assert longest_gap([1.0, 2.0, 7.0, 8.0], 0.0, 9.0) == 5.0
    assert longest_gap([5.0], 0.0, 6.0) == 5.0
    assert longest_gap([-1.0, 20.0], 0.0, 10.0) == 10.0
