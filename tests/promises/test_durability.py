"""Acknowledged means stored: whatever was answered with 201 is there after the process was killed."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from torture import IS_TORTURE, KILLS
from visiting import Visitor, rows

CYCLES = KILLS if IS_TORTURE else 5
WRITERS = 4
POSTS_A_CYCLE = 40


@contextmanager
def served(folder: Path, state: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server over `folder` in a process of its own, killed at the latest at the end."""
    script = Path(__file__).with_name("serving_for_the_kill.py")
    path = os.pathsep.join([str(script.parents[1]), *sys.path])
    process = subprocess.Popen(
        [sys.executable, str(script), str(folder), state],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        assert process.stdout
        address = process.stdout.readline().decode().strip()
        assert address, "the server did not start"
        yield process, address
    finally:
        process.kill()
        process.wait(10)
        assert process.stdout
        process.stdout.close()


class Load:
    """Visitors who post until the server is gone, and remember what was acknowledged and what was not."""

    def __init__(self, cycle: int) -> None:
        self.cycle = cycle
        self.acknowledged: dict[str, str] = {}
        self.unanswered: set[str] = set()
        self.enough = threading.Event()

    def post(self, address: str, writer: int) -> None:
        number = 0
        with httpx.Client(base_url=address, timeout=10) as http:
            visitor = Visitor(http, "blog", f"https://blog.example/{writer % 2}")
            while True:
                key = f"cycle-{self.cycle}-writer-{writer}-post-{number}"
                try:
                    answer = visitor.tries(f"Words of {key}", headers={"Idempotency-Key": key})
                except httpx.TransportError:
                    self.unanswered.add(key)
                    return
                assert answer.status_code == 201, answer.text
                self.acknowledged[key] = answer.json()["comment"]["id"]
                number += 1
                if len(self.acknowledged) >= POSTS_A_CYCLE:
                    self.enough.set()


def test_nothing_acknowledged_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    """Killed under load again and again, the server has every acknowledged comment, and a retry never doubles one."""
    acknowledged: dict[str, str] = {}
    retried: set[str] = set()
    for cycle in range(CYCLES):
        load = Load(cycle)
        with served(tmp_path, "old" if cycle else "new") as (process, address):
            with httpx.Client(base_url=address, timeout=10) as http:
                for key in sorted(retried):
                    writer = int(key.split("-")[3])
                    visitor = Visitor(http, "blog", f"https://blog.example/{writer % 2}")
                    answer = visitor.tries(f"Words of {key}", headers={"Idempotency-Key": key})
                    assert answer.status_code == 201
                    acknowledged[key] = answer.json()["comment"]["id"]
            threads = [threading.Thread(target=load.post, args=(address, writer)) for writer in range(WRITERS)]
            for thread in threads:
                thread.start()
            assert load.enough.wait(30)
            process.send_signal(signal.SIGKILL)
            for thread in threads:
                thread.join(30)
        acknowledged |= load.acknowledged
        retried = load.unanswered
        assert_all_there(tmp_path / "chimein.db", acknowledged)
    assert len(acknowledged) >= CYCLES * POSTS_A_CYCLE


def assert_all_there(database: Path, acknowledged: dict[str, str]) -> None:
    """Each acknowledged comment is there once, with its words; counters agree; the file is sound."""
    found = rows(database, "select public_id, source_text from comment")
    words = [text for _, text in found]
    assert len(words) == len(set(words))
    assert {(own, f"Words of {key}") for key, own in acknowledged.items()} <= set(found)
    assert rows(database, "select sum(count) from thread") == [(len(found),)]
    assert rows(database, "select count(*) from event") == [(len(found),)]
    assert rows(database, "pragma integrity_check") == [("ok",)]
    assert rows(database, "pragma foreign_key_check") == []


def test_the_check_for_lost_comments_can_fail(tmp_path: Path) -> None:
    """A comment that was acknowledged and is missing, or there twice, is found."""
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection:
        connection.executescript(
            "create table comment (public_id, source_text); create table thread (count); create table event (id);"
            "insert into comment values ('a', 'Words of one');"
            "insert into thread values (1); insert into event values (1);"
        )
    assert_all_there(tmp_path / "x.db", {"one": "a"})
    with pytest.raises(AssertionError):
        assert_all_there(tmp_path / "x.db", {"one": "a", "two": "b"})
    rows(tmp_path / "x.db", "insert into comment values ('b', 'Words of one')")
    with pytest.raises(AssertionError):
        assert_all_there(tmp_path / "x.db", {"one": "a"})
