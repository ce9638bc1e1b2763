"""/readyz means it: every reason to be sent no requests is provoked for real, and named."""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import httpx

from chimein.app import create_app
from chimein.web.readiness import KEPT_SECONDS, Readiness
from clocks import SteppedClock
from postgres import cluster, fetched
from running import Running


class Probe:
    """Asks a server whether it is ready, at moments far enough from each other."""

    def __init__(self, running: Running, is_working: Callable[[], bool] = lambda: True) -> None:
        self._url = f"{running.url}/readyz"
        self._clock = SteppedClock()
        readiness = Readiness(replace(running.instance, clock=self._clock), is_working=is_working)
        running.use_app(create_app(running.instance, lambda: None, readiness))

    def at_once(self) -> tuple[int, dict[str, str]]:
        """The status, and the code of each thing that does not work."""
        answer = httpx.get(self._url, timeout=30)
        told = answer.json()
        assert answer.headers["cache-control"] == "no-store"
        if answer.status_code == 200:
            assert told == {"status": "ready"}
            return 200, {}
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"] == "5"
        assert told["code"] == "not-ready"
        return answer.status_code, {name: error["code"] for name, error in told["errors"].items()}

    def later(self) -> tuple[int, dict[str, str]]:
        """The same, when what was found before is no longer told."""
        self._clock.step(round(KEPT_SECONDS * 1000))
        return self.at_once()


def test_ready_is_who_reads_and_commits(server: Running) -> None:
    """A server that can do its work says so, and each look is a commit."""
    probe, commits = Probe(server), server.instance.store.figures.commits
    before = commits.count
    assert probe.at_once() == (200, {})
    assert commits.count == before + 1


def test_many_who_ask_share_one_try(server: Running) -> None:
    """Anybody may ask; the disk is not theirs to keep busy."""
    probe, commits = Probe(server), server.instance.store.figures.commits
    before = commits.count
    assert [probe.at_once() for _ in range(10)] == [(200, {})] * 10
    assert commits.count == before + 1
    probe.later()
    assert commits.count == before + 2


def test_a_database_that_another_program_writes_takes_no_commit(server: Running) -> None:
    """Reading goes on, but whoever posts now would not be served."""
    probe = Probe(server)
    with closing(sqlite3.connect(server.database, isolation_level=None)) as other:
        other.execute("begin immediate")
        assert probe.later() == (503, {"database": "not-writable"})
        other.execute("rollback")
    assert probe.later() == (200, {})


def test_a_database_without_its_tables_is_not_read(server: Running) -> None:
    """What cannot be read is told, not guessed."""
    probe = Probe(server)
    with closing(sqlite3.connect(server.database, isolation_level=None)) as other:
        other.execute("alter table schema_version rename to elsewhere")
        assert probe.later() == (503, {"database": "not-readable"})
        other.execute("alter table elsewhere rename to schema_version")
    assert probe.later() == (200, {})


def test_an_older_schema_is_not_served_and_a_newer_one_is(server: Running) -> None:
    """In a rolling upgrade the first new server migrates; the old ones go on until they are replaced, if they can."""
    probe = Probe(server)
    with closing(sqlite3.connect(server.database, isolation_level=None)) as other:
        other.execute("insert into schema_version values (999, 0, 1)")
        assert probe.later() == (200, {})
        other.execute("insert into schema_version values (1000, 0, 1000)")
        assert probe.later() == (503, {"schema": "schema-new"})
        other.execute("delete from schema_version")
        assert probe.later() == (503, {"schema": "schema-old"})


def test_a_disk_that_is_almost_full_is_told(tmp_path: Path) -> None:
    """Below the reserve the owner should act; no disk has an exabyte."""
    with Running(tmp_path, min_free_mb=10**12) as running:
        assert Probe(running).at_once() == (503, {"disk": "disk-full"})


def test_a_worker_that_ended_is_told(server: Running) -> None:
    """Comments would be stored, but their consequences stay undone."""
    probe = Probe(server, server.worker.is_alive)
    assert probe.at_once() == (200, {})
    server.wait_for(server.worker.stop())
    assert probe.at_once() == (503, {"worker": "not-working"})


def test_postgresql_that_is_away_or_only_reads_is_told(tmp_path: Path) -> None:
    """A server that became a standby takes no commit; one that stopped answers nothing."""
    with ExitStack() as stack:
        postgres = stack.enter_context(cluster())
        url = postgres.new_database()
        with Running(tmp_path, database=url, secret_file=str(tmp_path / "chimein.secret")) as running:
            probe = Probe(running)
            assert probe.at_once() == (200, {})
            _only_reads(postgres.url(), "on")
            assert probe.later() == (503, {"database": "not-writable"})
            _only_reads(postgres.url(), "off")
            assert probe.later() == (200, {})
            stack.close()
            assert probe.later() == (503, {"database": "not-readable"})


def _only_reads(url: str, value: str) -> None:
    fetched(url, f"alter system set default_transaction_read_only = {value}")
    fetched(url, "select pg_reload_conf()")
